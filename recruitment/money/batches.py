"""Payment lists: made by one person, approved by another, discarded with a reason.

Anyone who changes money of a study locks the study first, then the batch; so two clicks come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from forecast_sharing.session.earnings import DID_ALL_ASKED
from recruitment.channels import registry
from recruitment.mail.outgoing import queue_mail
from recruitment.models import (
    ChannelOffer,
    Entitlement,
    LabSession,
    Payment,
    PaymentBatch,
    SignUp,
    Study,
    User,
)
from recruitment.money import payability
from recruitment.money.models import all_ways
from recruitment.refused import Refused

Way = PaymentBatch.Way
MOST_PAYMENTS = {Way.PAYPAL: 5000}


@dataclass(frozen=True, slots=True)
class Candidates:
    """What could go into a list now, and why other open entitlements could not."""

    payable: list[Entitlement] = field(default_factory=list)
    left_out: list[tuple[Entitlement, str]] = field(default_factory=list)


def candidates(*, study: Study, way: str, currency: str, session: LabSession | None = None) -> Candidates:
    """Return the open entitlements of the study in this currency, by whether they can be paid this way."""
    rows = Entitlement.objects.not_in_a_batch().filter(sign_up__session__study=study, amount_currency=currency)
    if session is not None:
        rows = rows.filter(sign_up__session=session)
    found = Candidates()
    for row in rows.select_related("sign_up__person", "sign_up__session").order_by("sign_up__session__starts_at", "pk"):
        person = row.sign_up.person
        if way in registry.CHANNELS and row.sign_up.channel_state in SignUp.NOT_DECIDED:
            # The channel may still take the reward back, which is a part of what is owed.
            found.left_out.append((row, _("The channel has not decided on the submission yet.")))
        elif way in registry.named(person.channel).ways:
            if reason := payability.missing(person, way):
                found.left_out.append((row, reason))
            else:
                found.payable.append(row)
    return found


def left_out(study: Study) -> dict[str, list[tuple[Entitlement, str]]]:
    """Return, for each way that is open to the study, who could not be paid by it now, and why."""
    open_rows = Entitlement.objects.not_in_a_batch().filter(sign_up__session__study=study).order_by()
    currencies = sorted(set(open_rows.values_list("amount_currency", flat=True)))
    found = {
        way: [
            each
            for currency in (["EUR"] if way == Way.SEPA else currencies)
            for each in candidates(study=study, way=way, currency=currency).left_out
        ]
        for way in ways_for(study)
    }
    return {way: rows for way, rows in found.items() if rows}


def ways_for(study: Study) -> list[str]:
    """Return the ways that are switched on and reach somebody of the study, in the order of `all_ways`."""
    is_off = {Way.SEPA: not settings.OFFICE_ASKS_FOR_IBAN, Way.PAYPAL: not settings.OFFICE_ASKS_FOR_PAYPAL}
    owed = Entitlement.objects.not_in_a_batch().filter(sign_up__session__study=study)
    channels = {study.channel, *owed.order_by().values_list("sign_up__person__channel", flat=True)}
    reached = [way for way, _label in all_ways() if any(way in registry.named(channel).ways for channel in channels)]
    return [way for way in reached if not is_off.get(way, False)]


@transaction.atomic
def make_batch(
    *, study: Study, way: str, currency: str, made_by: User, session: LabSession | None = None
) -> PaymentBatch:
    """Put everything that can be paid this way into one list."""
    if way == Way.SEPA and currency != "EUR":
        raise Refused(_("Bank transfers (SEPA) are made in euros only."))
    # A second click waits here and then finds nothing left.
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    payable = candidates(study=study, way=way, currency=currency, session=session).payable
    payable = _locked_entitlements(payable[: _most_payments(way)])
    if not payable:
        raise Refused(_("No open amount can be paid this way. The page of the study says what is missing for whom."))
    rewards = _rewards_to_come(payable, study) if way in registry.CHANNELS else {}
    batch = PaymentBatch.objects.create(study=study, way=way, currency=currency, created_by=made_by)
    for row in payable:
        reward_part = min(row.amount.amount, rewards.get(row.sign_up_id, Decimal(0)))
        Payment.objects.create(entitlement=row, batch=batch, reward_part=reward_part)
        rewards[row.sign_up_id] = rewards.get(row.sign_up_id, Decimal(0)) - reward_part
    return batch


@transaction.atomic
def approve(*, batch: PaymentBatch, approved_by: User, seen: str) -> PaymentBatch:
    """Approve the list for export; `seen` is the `contents_hash` on the approver's page."""
    batch = locked(batch)
    if batch.approved_at is not None:
        raise Refused(_("This list has already been approved."))
    _check_alive(batch)
    if batch.created_by_id == approved_by.pk:
        raise Refused(_("You made this list; somebody else must approve it."))
    if batch.contents_hash != seen:
        raise Refused(_("The list has changed since you opened it. Please look again."))
    check_rewards(batch)
    batch.approved_by, batch.approved_at = approved_by, timezone.now()
    batch.save()
    return batch


@transaction.atomic
def discard(*, batch: PaymentBatch, discarded_by: User, reason: str) -> PaymentBatch:
    """Void the whole list; what it was to pay is open again."""
    batch = locked(batch)
    _check_alive(batch)
    check_no_call_in_doubt(batch)
    _check_not_paid_by_a_call(batch)
    void_payments(batch.payments.valid(), by=discarded_by, reason=reason)
    batch.discarded_at = timezone.now()
    batch.save()
    return batch


@transaction.atomic
def void_payment(*, payment: Payment, voided_by: User, reason: str) -> Payment:
    """Say that a payment did not happen or came back. Its entitlement is open again and needs a new approval."""
    batch = locked(payment.batch)
    check_no_call_in_doubt(batch)
    if batch.paid_at is None:
        _check_not_paid_by_a_call(batch)
    payment = Payment.objects.select_related("entitlement").get(pk=payment.pk)
    if payment.voided_at is not None:
        raise Refused(_("This payment is already void."))
    void_payments([payment], by=voided_by, reason=reason)
    if batch.paid_at is None and not batch.payments.valid().exists():
        batch.discarded_at = timezone.now()
        batch.save()
    return payment


def void_payments(payments: Iterable[Payment], *, by: User, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    for payment in payments:  # one by one, so that each is logged
        payment.voided_at, payment.voided_by, payment.void_reason = timezone.now(), by, reason.strip()
        payment.save()
        _tell_of_what_came_back(payment)


def _tell_of_what_came_back(payment: Payment) -> None:
    """Write to anyone who has a receipt of a payment that does not count any more."""
    person = payment.entitlement.sign_up.person
    if payment.came_back and person.email:
        key = f"payment-void:{payment.reference}"
        queue_mail(template="payment_void", key=key, person=person, context={"payment": payment.pk})


def locked(batch: PaymentBatch) -> PaymentBatch:
    Study.objects.select_for_update(no_key=True).get(pk=batch.study_id)
    return PaymentBatch.objects.select_for_update(no_key=True, of=("self",)).select_related("study").get(pk=batch.pk)


def check_rewards(batch: PaymentBatch) -> None:
    """Refuse a list that counts on rewards which the channel is now known not to pay."""
    without = batch.payments.valid().filter(
        reward_part__gt=0, entitlement__sign_up__channel_state__in=SignUp.NOT_REWARDED
    )
    people = sorted(without.values_list("entitlement__sign_up__person__public_id", flat=True))
    if people:
        raise Refused(
            _(
                "The channel pays no reward to %(people)s: returned, out of time or rejected there. Void these "
                "payments; in the next list all of it is a bonus."
            )
            % {"people": ", ".join(people)}
        )


def check_no_call_in_doubt(batch: PaymentBatch) -> None:
    if batch.calls.in_doubt().exists():
        raise Refused(_("Nobody knows whether the channel has paid this list. Settle that first."))


def was_paid_by_a_call(batch: PaymentBatch) -> bool:
    return batch.calls.filter(key__startswith="bonus-pay:", state="done").exists()


def _check_not_paid_by_a_call(batch: PaymentBatch) -> None:
    # The office was stopped after the channel had answered and before it wrote down what that means.
    if was_paid_by_a_call(batch):
        raise Refused(_("The channel has paid this list. Mark it as paid first."))


def _locked_entitlements(rows: list[Entitlement]) -> list[Entitlement]:
    """Return the rows as they are now: earnings that are fetched, and check-in, may have changed or deleted some."""
    locked_rows = Entitlement.objects.not_in_a_batch().select_for_update(of=("self",))
    return list(locked_rows.filter(pk__in=[row.pk for row in rows]).order_by("sign_up__session__starts_at", "pk"))


def _check_alive(batch: PaymentBatch) -> None:
    if batch.discarded_at is not None:
        raise Refused(_("This list was discarded."))
    if batch.paid_at is not None:
        raise Refused(_("This list is paid."))


def _most_payments(way: str) -> int | None:
    return registry.named(way).most_payments if way in registry.CHANNELS else MOST_PAYMENTS.get(way)


def _rewards_to_come(rows: list[Entitlement], study: Study) -> dict[int, Decimal]:
    """Return what the channel itself pays of each sign-up and no other payment counts yet, by primary key.

    It pays its reward once for a submission that is approved there, whatever the office makes of the amounts.
    """
    offer = ChannelOffer.objects.filter(study=study).first()
    if offer is None:
        raise Refused(_("Describe the offer on the channel first: its reward is part of what people are owed."))
    if any(offer.reward.currency.code != row.amount.currency.code for row in rows):
        raise Refused(_("The channel pays in a currency other than that of the earnings."))
    # Others saw no completion code. What staff have cancelled was earned by a completed submission all the same.
    completed = Entitlement.objects.filter(
        sign_up__in={row.sign_up_id for row in rows}, kind=Entitlement.Kind.SESSION, exit_reason__in=DID_ALL_ASKED
    )
    # Who returned the submission, ran out of time or was rejected there gets no reward: all of it is left to pay.
    completed = completed.exclude(sign_up__channel_state__in=SignUp.NOT_REWARDED)
    completed = completed.values_list("sign_up_id", flat=True)
    counted = Payment.objects.valid().filter(entitlement__sign_up__in=completed).order_by()
    parts = dict(counted.values_list("entitlement__sign_up").annotate(total=Sum("reward_part")))
    # SQLite adds in floating point.
    return {pk: max(Decimal(0), offer.reward.amount - round(Decimal(parts.get(pk, 0)), 2)) for pk in completed}
