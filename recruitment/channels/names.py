"""Where people of a study come from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    POOL = "pool", _("our own pool")
    PROLIFIC = "prolific", "Prolific"
    CONNECT = "connect", "CloudResearch Connect"
    SONA = "sona", "Sona"
    PLAIN_LINK = "plain_link", _("a plain link")
