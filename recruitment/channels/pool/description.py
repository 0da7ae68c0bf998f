"""Our own pool: its people have accounts with the office, which pays them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from recruitment.channels.description import OFFICE_WAYS, Channel

CHANNEL = Channel(name="pool", label=_("our own pool"), ways=OFFICE_WAYS)
