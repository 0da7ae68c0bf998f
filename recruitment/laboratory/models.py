"""Rooms, and the session servers."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Room(models.Model):
    """A room with seats; online sessions have none."""

    name = models.CharField(max_length=100, unique=True)
    seats = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    address = models.TextField(blank=True)
    otree_room = models.CharField(max_length=100, blank=True, help_text=_("name of the session server's own room"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SessionServer(models.Model):
    """One oTree server. Its key stays in the environment; what was last heard of it is here."""

    name = models.CharField(max_length=100, unique=True)
    url = models.URLField(help_text=_("where the office asks"))
    participant_url = models.URLField(blank=True, help_text=_("what participants open, if it is another address"))
    key_variable = models.CharField(
        max_length=100, default="OTREE_REST_KEY", help_text=_("environment variable that holds the REST key")
    )
    session_configs = models.JSONField(default=list, blank=True, help_text=_("as last heard"))
    currency = models.CharField(max_length=3, blank=True, help_text=_("in which it pays, as last heard"))
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_failure = models.CharField(max_length=300, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def pays_otherwise(self) -> bool:
        """Whether it is known to pay in a currency other than the office's."""
        return self.currency not in {"", settings.OFFICE_CURRENCY}

    @property
    def is_silent(self) -> bool:
        """Whether it failed to answer when last asked."""
        return self.last_failed_at is not None and (
            self.last_seen_at is None or self.last_failed_at > self.last_seen_at
        )
