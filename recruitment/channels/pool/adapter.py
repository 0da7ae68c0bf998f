"""Our own pool: people are invited by e-mail and log in, so there is nothing to offer elsewhere."""

from __future__ import annotations

from recruitment.channels.interface import Adapter
from recruitment.models import ChannelOffer


class Pool(Adapter):
    def entry_link(self, offer: ChannelOffer) -> str:
        return ""

    def screen_out_link(self, offer: ChannelOffer) -> str:
        return ""


ADAPTER = Pool()
