"""Where people of a channel who find no seat go: back there, with the channel's own code."""

from __future__ import annotations

from dataclasses import dataclass

from recruitment.channels import registry
from recruitment.models import ChannelOffer, Study


@dataclass(frozen=True, slots=True)
class WayOut:
    words: str
    link: str  # may be empty: a plain link need not lead back anywhere
    code: str  # to be typed in where the link does not carry it
    button: str


def way_out(study: Study) -> WayOut | None:
    """Return the way back to the study's channel; None for people of our own pool, who have their pages here."""
    offer = ChannelOffer.objects.filter(study=study).first()
    if offer is None or study.channel == registry.POOL:
        return None
    adapter = registry.named(study.channel).adapter
    return WayOut(
        words=adapter.words_on_return(offer),
        link=adapter.screen_out_link(offer),
        code=offer.screen_out_code,
        button=adapter.button_on_return(offer),
    )
