"""A plain link: nobody has an account with us, and no channel pays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from recruitment.channels.description import Channel

CHANNEL = Channel(name="plain_link", label=_("a plain link"), ways=("cash",))
