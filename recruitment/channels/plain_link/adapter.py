"""A plain link, for a mailing list or a panel without an interface: `?id=` with the sender's own name for a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from recruitment.channels.interface import Adapter
from recruitment.models import ChannelOffer


class PlainLink(Adapter):
    offer_fields = ("screen_out_site", "screen_out_code")
    placeholders = {"id": "IDENTIFIER"}

    def button_on_return(self, offer: ChannelOffer) -> str:
        return _("Go back")


ADAPTER = PlainLink()
