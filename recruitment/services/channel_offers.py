"""Putting a study on its channel, step by step, each step once."""

from __future__ import annotations

from django.utils import timezone

from recruitment.channels.adapters import ADAPTERS
from recruitment.channels.interface import Call
from recruitment.models import ChannelCall, ChannelOffer, User
from recruitment.services.channel_calls import make
from recruitment.services.channel_currency import check_currency


def draft(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Make the offer on the channel, unseen by people."""
    check_currency(offer)
    adapter = ADAPTERS[offer.study.channel]
    while calls := adapter.calls_to_draft(offer):
        call = calls[0]
        # The office was stopped after the channel had answered and before the offer knew.
        done = _done(offer, call)
        if done is None:
            done, _learned = make(call=call, adapter=adapter, offer=offer, made_by=made_by)
        name = "group_id" if call.key.startswith("group:") else "external_id"
        setattr(offer, name, done.external_id)
        offer.save(update_fields=[name])
    return offer


def publish(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Show the offer to people."""
    check_currency(offer)
    adapter = ADAPTERS[offer.study.channel]
    for call in adapter.calls_to_publish(offer):
        if _done(offer, call) is None:
            make(call=call, adapter=adapter, offer=offer, made_by=made_by)
    offer.published_at = offer.published_at or timezone.now()
    offer.save(update_fields=["published_at"])
    return offer


def _done(offer: ChannelOffer, call: Call) -> ChannelCall | None:
    return offer.calls.filter(key=call.key, state=ChannelCall.State.DONE).first()
