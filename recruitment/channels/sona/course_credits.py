"""Course credit on Sona, for those whose browser never came back there by itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forecast_sharing.session.earnings import DID_ALL_ASKED
from recruitment import spreadsheets
from recruitment.channels.calls import make
from recruitment.channels.interface import Call
from recruitment.channels.sona.adapter import Sona
from recruitment.models import ChannelOffer, Entitlement, SignUp, User
from recruitment.refused import Refused


def places_to_credit(offer: ChannelOffer) -> list[SignUp]:
    """Return who completed the study and was not credited by a call yet; what staff have cancelled is not owed."""
    completed = (
        Entitlement.objects.owed()
        .filter(
            sign_up__session__study=offer.study,
            exit_reason__in=DID_ALL_ASKED,
            sign_up__person__channel=offer.study.channel,
        )
        .exclude(sign_up__person__channel_id="")
    )
    places = SignUp.objects.filter(entitlements__in=completed).select_related("person", "session").distinct()
    done = set(offer.calls.exclude(state="refused").values_list("key", flat=True))
    return [each for each in places.order_by("pk") if Sona().call_to_grant(offer, each).key not in done]


def calls_to_credit(offer: ChannelOffer) -> list[Call]:
    """Return the calls that would grant the credits that are still to be granted."""
    return [Sona().call_to_grant(offer, place) for place in places_to_credit(offer)]


def grant_credits(*, offer: ChannelOffer, made_by: User) -> int:
    """Grant everybody's credit and return how many; Refused, with the numbers, where Sona has not granted all.

    One that Sona refuses keeps nobody else waiting; if no answer comes at all, the others would get none either.
    """
    calls = calls_to_credit(offer)
    n_granted = 0
    for call in calls:
        try:
            make(call=call, adapter=Sona(), offer=offer, made_by=made_by)
        except Refused:
            if offer.calls.filter(key=call.key)[0].status_code is None:
                break
        else:
            n_granted += 1
    if n_granted < len(calls):
        raise Refused(
            _("%(granted)d of %(all)d credits were granted. The calls below say why the others were not; try again.")
            % {"granted": n_granted, "all": len(calls)}
        )
    return n_granted


def table_to_credit(offer: ChannelOffer) -> bytes:
    """Return who is owed a credit, as a table to grant it by hand."""
    rows = [["survey code", "session"]]
    rows += [[place.person.channel_id, place.session.starts_at.date().isoformat()] for place in places_to_credit(offer)]
    return spreadsheets.table(rows)
