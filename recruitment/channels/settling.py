"""Calls without a clear answer: somebody looks at the channel and says what happened there."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import ChannelCall, ChannelOffer, User
from recruitment.refused import Refused

State = ChannelCall.State
# Far beyond the time limits of a call: anyone who still counts as sending by then was stopped.
LONGEST_CALL = timedelta(minutes=5)


@transaction.atomic
def settle(*, call: ChannelCall, happened: bool, settled_by: User, external_id: str = "") -> ChannelCall:
    """Record what was seen at the channel. The person who made the call cannot say that it did nothing."""
    call = ChannelCall.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    _check(call, happened=happened, settled_by=settled_by, external_id=external_id)
    call.state = State.DONE if happened else State.REFUSED
    call.settled_by, call.answered_at = settled_by, timezone.now()
    call.external_id = external_id or call.external_id
    call.save()
    if happened:
        _remember(call)
    return call


def _check(call: ChannelCall, *, happened: bool, settled_by: User, external_id: str) -> None:
    if happened and call.may_be_done_by_hand:
        return
    if call.state not in {State.SENDING, State.UNKNOWN}:
        raise Refused(_("What became of this call is known already."))
    if call.state == State.SENDING and call.made_at > timezone.now() - LONGEST_CALL:
        raise Refused(_("This call may still be answered. Please wait five minutes."))
    if not happened and call.made_by_id == settled_by.pk:
        raise Refused(_("Somebody else must confirm that nothing happened: it will be possible to do it again."))
    if happened and call.key.startswith("bonus-setup:"):
        raise Refused(_("Nobody has checked the total that was prepared. Say that it was not done: it pays nothing."))
    if happened and call.key.startswith(("draft:", "group:")) and not external_id:
        raise Refused(_("Please copy the identifier of what was made from the channel."))


def _remember(call: ChannelCall) -> None:
    offer = ChannelOffer.objects.select_for_update(no_key=True).get(pk=call.offer_id)
    if call.key.startswith("draft:"):
        offer.external_id = call.external_id
    elif call.key.startswith("group:"):
        offer.group_id = call.external_id
    elif call.key.startswith("publish:"):
        offer.published_at = timezone.now()
    else:
        return
    offer.save()
