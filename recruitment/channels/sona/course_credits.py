"""Course credit on Sona, for those whose browser never came back there by itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from recruitment import spreadsheets
from recruitment.channels.calls import make
from recruitment.channels.sona.adapter import ADAPTER
from recruitment.models import ChannelOffer, User
from recruitment.refused import Refused


def grant_credits(*, offer: ChannelOffer, made_by: User) -> int:
    """Grant everybody's credit and return how many; Refused, with the numbers, where Sona has not granted all.

    One that Sona refuses keeps nobody else waiting; if no answer comes at all, the others would get none either.
    """
    calls = ADAPTER.calls_about_people(offer)
    n_granted = 0
    for call in calls:
        try:
            make(call=call, adapter=ADAPTER, offer=offer, made_by=made_by)
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
    sign_ups = ADAPTER.sign_ups_to_credit(offer)
    rows += [[sign_up.person.channel_id, sign_up.session.starts_at.date().isoformat()] for sign_up in sign_ups]
    return spreadsheets.table(rows)
