"""What is kept of people who were erased, and for how long."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# Between the mail that announces an erasure for want of activity and the erasure.
TIME_TO_OBJECT = timedelta(days=30)


class ErasedAddress(models.Model):
    """A record that the person with this address was erased, so that an old file does not bring them back.

    A keyed digest alone, its key outside the database: an address can be compared with it, none can be read from it.
    """

    digest = models.CharField(max_length=64, unique=True)
    erased_on = models.DateField(db_index=True)

    class Meta:
        verbose_name_plural = _("erased addresses")

    def __str__(self) -> str:
        return self.digest[:8]
