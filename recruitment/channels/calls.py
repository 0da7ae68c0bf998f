"""Calls to a channel: each is recorded, for good, before it is made, and never made again unless it did nothing.

A call of which nobody knows whether it was heard stays `unknown`. A member of staff looks at the channel and says what
happened there; the office never tries such a call again by itself.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.channels.interface import Adapter, Call, ChannelRefused, Learned
from recruitment.channels.registry import CHANNELS
from recruitment.channels.transport import Outcome, Result, perform
from recruitment.models import ChannelCall, ChannelOffer, PaymentBatch, Person, User
from recruitment.refused import Refused

State = ChannelCall.State
LONGEST_FAILURE = 300


def forget(person: Person) -> None:
    """Empty what channels answered to the calls of this person: refusals often repeat an id."""
    keys = [key for channel in CHANNELS.values() for key in channel.adapter.keys_about(person)]
    of_lists = PaymentBatch.objects.filter(payments__entitlement__sign_up__person=person)
    # Past the log, which withholds these words anyway.
    ChannelCall.objects.filter(Q(key__in=keys) | Q(batch__in=of_lists)).update(failure="")


def make(
    *,
    call: Call,
    adapter: Adapter,
    offer: ChannelOffer,
    made_by: User,
    batch: PaymentBatch | None = None,
    expected_cents: int | None = None,
) -> tuple[ChannelCall, Learned]:
    """Make a planned call and return its record with what was learned; Refused if it is not, or cannot be, done."""
    with transaction.atomic(durable=True):
        record = claim(call=call, offer=offer, made_by=made_by, batch=batch)
    return follow_through(record=record, call=call, adapter=adapter, expected_cents=expected_cents)


def claim(*, call: Call, offer: ChannelOffer, made_by: User, batch: PaymentBatch | None = None) -> ChannelCall:
    """Record that the call is being made; Refused if it was made before."""
    if not call.is_complete:
        raise Refused(_("The call before this one has not been answered yet."))
    try:
        with transaction.atomic():
            return ChannelCall.objects.create(
                offer=offer,
                batch=batch,
                key=call.key,
                method=call.method,
                path=call.path,
                body_hash=call.body_hash,
                made_by=made_by,
            )
    except IntegrityError as error:
        raise Refused(_("The channel was asked for this before; it is not asked twice.")) from error


def follow_through(
    *, record: ChannelCall, call: Call, adapter: Adapter, expected_cents: int | None = None
) -> tuple[ChannelCall, Learned]:
    """Make a call that was claimed and committed, and record what came of it.

    Where a sum is expected, a call by which the channel understood another one never counts as done.
    """
    result = perform(call)
    learned = Learned()
    if result.outcome is Outcome.DONE:
        try:
            learned = adapter.learn(call, result.answer)
        except ChannelRefused as refusal:
            result = Result(Outcome.REFUSED, result.status_code, failure=str(refusal))
        except (ValueError, KeyError, TypeError, AttributeError):
            result = Result(Outcome.UNKNOWN, result.status_code, failure="an answer that was not understood")
        else:
            if expected_cents is not None and learned.cents != expected_cents:
                # Its id is forgotten, so what was prepared can never be paid.
                learned = Learned()
                result = Result(Outcome.REFUSED, result.status_code, failure="the channel understood another sum")
    record.state = State(result.outcome.value)
    if record.state == State.UNKNOWN and call.may_be_repeated:
        record.state = State.REFUSED  # whatever was heard of it did no harm
    record.answered_at = timezone.now()
    record.status_code = result.status_code
    record.external_id = learned.external_id
    record.failure = result.failure[:LONGEST_FAILURE]
    record.save()
    if record.state == State.REFUSED:
        raise Refused(_("The channel refused: %(failure)s") % {"failure": record.failure})
    if record.state == State.UNKNOWN:
        raise Refused(_("No clear answer came. Look at the channel, then say here what happened; nothing is repeated."))
    return record, learned
