"""Where people of a channel go who find no place: back there, with the channel's own code, and never nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from recruitment.channels.adapters import ADAPTERS
from recruitment.models import Channel, ChannelOffer, Study


@dataclass(frozen=True, slots=True)
class WayOut:
    channel: str
    name: str
    link: str  # may be empty: a plain link need not lead back anywhere
    code: str  # to be typed in where the link does not carry it


def way_out(study: Study) -> WayOut | None:
    """Return the way back to the study's channel; None for people of our own pool, who have their pages here."""
    offer = ChannelOffer.objects.filter(study=study).first()
    if offer is None or study.channel == Channel.POOL:
        return None
    return WayOut(
        channel=study.channel,
        name=study.get_channel_display(),
        link=ADAPTERS[study.channel].screen_out_link(offer),
        code=offer.screen_out_code,
    )
