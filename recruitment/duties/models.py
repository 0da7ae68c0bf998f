"""When the office last did what it does by itself, and what went wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DutyQuerySet(models.QuerySet["Duty"]):
    def failing(self) -> DutyQuerySet:
        """Return the duties whose last try failed."""
        return self.filter(failed_at__isnull=False).filter(Q(done_at=None) | Q(failed_at__gt=F("done_at")))


class Duty(models.Model):
    """One duty of the housekeeping."""

    name = models.CharField(max_length=100, unique=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return self.name
