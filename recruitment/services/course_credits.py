"""Course credit on Sona, for those whose browser never came back there by itself."""

from __future__ import annotations

from forecast_sharing.earnings import DID_ALL_ASKED
from recruitment.channels.sona import Sona
from recruitment.models import ChannelOffer, Entitlement, Person, User
from recruitment.services.channel_calls import make


def people_to_credit(offer: ChannelOffer) -> list[Person]:
    """Return who completed the study and was not credited by a call yet."""
    completed = Entitlement.objects.filter(
        sign_up__session__study=offer.study,
        exit_reason__in=DID_ALL_ASKED,
        sign_up__person__channel=offer.study.channel,
    ).exclude(sign_up__person__channel_id="")
    people = Person.objects.filter(sign_ups__entitlements__in=completed).distinct().order_by("pk")
    done = set(offer.calls.exclude(state="refused").values_list("key", flat=True))
    return [each for each in people if Sona().call_to_grant(offer, each.channel_id).key not in done]


def grant_credits(*, offer: ChannelOffer, made_by: User) -> int:
    """Grant everybody's credit; return how many. The first refusal stops it, and it can be started again."""
    adapter = Sona()
    people = people_to_credit(offer)
    for person in people:
        make(call=adapter.call_to_grant(offer, person.channel_id), adapter=adapter, offer=offer, made_by=made_by)
    return len(people)
