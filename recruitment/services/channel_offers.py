"""Putting a study on its channel, step by step, each step once."""

from __future__ import annotations

from django.utils import timezone

from recruitment.channels.adapters import ADAPTERS
from recruitment.models import ChannelOffer, User
from recruitment.services.channel_calls import make


def draft(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Make the offer on the channel, unseen by people."""
    adapter = ADAPTERS[offer.study.channel]
    while calls := adapter.calls_to_draft(offer):
        _, learned = make(call=calls[0], adapter=adapter, offer=offer, made_by=made_by)
        if calls[0].key.startswith("group:"):
            offer.group_id = learned.external_id
        else:
            offer.external_id = learned.external_id
        offer.save()
    return offer


def publish(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Show the offer to people."""
    adapter = ADAPTERS[offer.study.channel]
    for call in adapter.calls_to_publish(offer):
        make(call=call, adapter=adapter, offer=offer, made_by=made_by)
    offer.published_at = offer.published_at or timezone.now()
    offer.save()
    return offer
