"""Paying a list by calls to its channel: prepared, compared to the cent, paid once.

The record that forbids a second payment is committed before the call that pays is made.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.channels import registry, settling
from recruitment.channels.calls import claim, follow_through, make
from recruitment.channels.interface import Adapter, Call
from recruitment.models import ChannelCall, PaymentBatch, User
from recruitment.money.batches import check_rewards, locked
from recruitment.money.exports import ordered_payments
from recruitment.money.files.kinds import file_kind
from recruitment.money.marking_paid import mark_paid
from recruitment.refused import Refused

State = ChannelCall.State


def pay_by_calls(*, batch: PaymentBatch, made_by: User) -> PaymentBatch:
    """Pay an approved list at its channel; must not run inside a transaction, which could take the record back."""
    adapter = adapter_that_pays(batch)
    batch = _checked(batch, adapter)
    if batch.leaves_nothing:
        return mark_paid(batch=batch)
    *preparing, _paying = calls_to_pay(batch)
    for call in preparing:
        _prepare(batch, call, adapter, made_by)
    record, paying = _leave(batch, made_by)
    try:
        follow_through(record=record, call=paying, adapter=adapter)
    except Refused:
        record.refresh_from_db()
        if record.state == State.REFUSED:
            _take_back(batch)
        raise
    return mark_paid(batch=batch)


def planned(batch: PaymentBatch) -> list[Call]:
    """Return the calls that would be made now; none for a list that cannot be exported, or not by calls."""
    adapter = adapter_that_pays(batch)
    may_leave = batch.approved_at and not batch.exported_at and not batch.discarded_at
    # A list of bonuses that names nobody is refused by the channel, again and again.
    is_called = may_leave and adapter.can_be_called and not batch.leaves_nothing
    return calls_to_pay(batch) if is_called else []


def adapter_that_pays(batch: PaymentBatch) -> Adapter:
    """Return the adapter of the list's own way; cash and bank transfers have one that calls nothing."""
    return registry.named(batch.way if batch.way in registry.CHANNELS else registry.POOL).adapter


def calls_to_pay(batch: PaymentBatch) -> list[Call]:
    """Return the calls that pay the list, whatever has become of it."""
    file = file_kind(batch.way).build(batch, ordered_payments(batch))
    return adapter_that_pays(batch).calls_to_pay(batch, file)


@transaction.atomic
def settle(*, call: ChannelCall, happened: bool, settled_by: User, external_id: str = "") -> ChannelCall:
    """Record what was seen at the channel; a list whose call did or did not pay is paid, or may be exported again."""
    call = settling.settle(call=call, happened=happened, settled_by=settled_by, external_id=external_id)
    if call.batch is not None and call.key.startswith("bonus-pay:"):
        if happened:
            mark_paid(batch=call.batch)
        else:
            _take_back(call.batch)
    return call


@transaction.atomic
def _checked(batch: PaymentBatch, adapter: Adapter) -> PaymentBatch:
    batch = locked(batch)
    if not (adapter.can_be_called and batch.study.offer.external_id):
        raise Refused(_("The office has no key for this channel, or does not know the study there."))
    _check_may_leave(batch)
    check_rewards(batch)
    return batch


def _check_may_leave(batch: PaymentBatch) -> None:
    if batch.approved_at is None or batch.discarded_at is not None:
        raise Refused(_("Approve the list before exporting it."))
    if batch.exported_at is not None:
        raise Refused(_("This list has already been exported, as a file or by a call."))


def _prepare(batch: PaymentBatch, call: Call, adapter: Adapter, made_by: User) -> None:
    expected = sum(int(payment.bonus.amount * 100) for payment in batch.payments.valid().select_related("entitlement"))
    offer = batch.study.offer
    make(call=call, adapter=adapter, offer=offer, made_by=made_by, batch=batch, expected_cents=expected)


@transaction.atomic(durable=True)
def _leave(batch: PaymentBatch, made_by: User) -> tuple[ChannelCall, Call]:
    batch = locked(batch)
    _check_may_leave(batch)
    *not_prepared, paying = calls_to_pay(batch)
    if not_prepared:  # something was voided meanwhile
        raise Refused(_("The list has changed since you opened it. Please look again."))
    record = claim(call=paying, offer=batch.study.offer, made_by=made_by, batch=batch)
    batch.exported_at, batch.left_by = timezone.now(), "call"
    batch.save()
    return record, paying


@transaction.atomic
def _take_back(batch: PaymentBatch) -> None:
    """Let a list be exported again if its payment did nothing at the channel."""
    batch = locked(batch)
    batch.exported_at, batch.left_by = None, ""
    batch.save()
