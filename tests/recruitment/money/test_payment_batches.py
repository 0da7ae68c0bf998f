"""Lists of payments: what goes in, who approves, and that nothing is in two lists that count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.models import Entitlement, Payment, PaymentBatch
from recruitment.money.batches import approve, candidates, discard, make_batch, void_payment
from recruitment.money.corrections import add_correction, cancel_entitlement
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


def test_a_list_takes_all_that_is_open_in_its_currency(owed, study, alice):
    rows = [owed("10.00"), owed("0.05")]
    owed("3.00", currency="CHF")
    owed("0.00")

    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    assert [payment.entitlement for payment in batch.payments.order_by("pk")] == rows


def test_a_second_list_finds_nothing(owed, study, alice):
    owed()
    make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    with pytest.raises(Refused, match="No open amount"):
        make_batch(study=study, way="cash", currency="EUR", made_by=alice)
    assert Payment.objects.count() == 1


def test_a_list_may_be_of_one_session(owed, session, study, alice):
    first, second = session(), session()
    owed("1.00", of=first)
    row = owed("2.00", of=second)

    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice, session=second)

    assert [payment.entitlement for payment in batch.payments.all()] == [row]


@pytest.mark.parametrize(
    ("way", "details"),
    [
        ("sepa", {"iban": "DE89370400440532013000"}),
        ("paypal", {"paypal_address": "p@example.org"}),
        ("prolific", {"channel": "prolific", "channel_id": "pid1"}),
        ("connect", {"channel": "connect", "channel_id": "cid1"}),
    ],
)
def test_only_who_gave_the_details_is_in_a_list(owed, study, way, details):
    with_details, without = owed(**details), owed()

    found = candidates(study=study, way=way, currency="EUR")

    assert found.payable == [with_details]
    assert [row for row, _reason in found.left_out] == ([without] if way in {"sepa", "paypal"} else [])


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        pytest.param({}, "no IBAN", id="no account"),
        pytest.param({"iban": "DE5137040044053201300"}, "has 21 characters", id="an account of a wrong length"),
        pytest.param({"iban": "TR330006100519786457841326"}, "No SEPA transfer", id="an account outside SEPA"),
        pytest.param({"iban": IBAN, "given_name": "", "family_name": ""}, "no name", id="no name"),
        pytest.param({"iban": IBAN, "given_name": "🙂", "family_name": "☂"}, "Latin letters", id="no sign banks take"),
    ],
)
def test_one_who_cannot_be_paid_is_named_and_leaves_the_others_payable(owed, study, alice, details, reason):
    stays, row = owed("1.00", **details), owed("2.00", iban=IBAN)

    batch = make_batch(study=study, way="sepa", currency="EUR", made_by=alice)

    assert [payment.entitlement for payment in batch.payments.all()] == [row]
    [(left_out, why)] = candidates(study=study, way="sepa", currency="EUR").left_out
    assert left_out == stays
    assert reason in why


def test_people_of_a_channel_are_not_paid_in_cash(owed, study):
    owed(channel="prolific", channel_id="pid1")

    assert candidates(study=study, way="cash", currency="EUR").payable == []


def test_somebody_else_approves(owed, study, alice, ada):
    owed()
    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    with pytest.raises(Refused, match="somebody else"):
        approve(batch=batch, approved_by=alice, seen=batch.contents_hash)
    assert approve(batch=batch, approved_by=ada, seen=batch.contents_hash).approved_by == ada


def test_the_database_itself_refuses_who_made_the_list(owed, study, alice):
    owed()
    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    with pytest.raises(IntegrityError, match="approved_by_somebody_else"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(approved_by=alice, approved_at=timezone.now())


def test_what_is_approved_is_what_was_seen(owed, study, alice, ada):
    owed(), owed()
    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice)
    seen = batch.contents_hash
    void_payment(payment=batch.payments.first(), voided_by=alice, reason="wrong person")

    with pytest.raises(Refused, match="changed"):
        approve(batch=batch, approved_by=ada, seen=seen)


def test_the_database_itself_refuses_a_second_payment(owed, approved):
    row = owed()
    batch = approved()

    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(entitlement=row, batch=batch)


def test_the_amount_of_an_entitlement_in_a_list_cannot_change(owed, approved):
    row = owed("5.00")
    approved()
    row.amount += row.amount

    with pytest.raises(ValueError, match="void its payment"):
        row.save()


def test_discarding_opens_everything_again_and_deletes_nothing(owed, approved, study, alice):
    row = owed()
    batch = discard(batch=approved(), discarded_by=alice, reason="wrong account")

    again = make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    assert again.payments.get().entitlement == row
    assert batch.payments.get().void_reason == "wrong account"
    with pytest.raises(Refused, match="discarded"):
        discard(batch=batch, discarded_by=alice, reason="again")


def test_voiding_needs_a_reason(owed, approved, ada):
    owed()
    payment = approved().payments.get()

    with pytest.raises(Refused, match="reason"):
        void_payment(payment=payment, voided_by=ada, reason="  ")
    assert Entitlement.objects.not_in_a_batch().count() == 0


def test_the_last_payment_voided_ends_the_list(owed, approved, ada):
    owed()
    batch = approved()

    void_payment(payment=batch.payments.get(), voided_by=ada, reason="came in person")

    batch.refresh_from_db()
    assert batch.step == "discarded"


def test_prolific_gets_at_most_as_many_as_it_takes(owed, study, alice, offer, monkeypatch):
    monkeypatch.setitem(registry.CHANNELS, "prolific", replace(registry.named("prolific"), most_payments=2))
    for n in range(3):
        owed(currency="GBP", channel="prolific", channel_id=f"pid{n}")

    sizes = [make_batch(study=study, way="prolific", currency="GBP", made_by=alice).payments.count() for _ in range(2)]

    assert sizes == [2, 1]


def test_the_reward_of_the_channel_is_part_of_what_is_paid(owed, study, alice, offer):
    completed = owed("10.00", currency="GBP", channel="prolific", channel_id="pid1")
    little = owed("2.00", currency="GBP", channel="prolific", channel_id="pid2")
    left = owed("1.50", currency="GBP", channel="prolific", channel_id="pid3")
    Entitlement.objects.filter(pk=left.pk).update(exit_reason="declined")

    batch = make_batch(study=study, way="prolific", currency="GBP", made_by=alice)

    bonuses = {payment.entitlement: payment.bonus.amount for payment in batch.payments.all()}
    assert bonuses == {completed: 4, little: 0, left: Decimal("1.50")}


def test_a_channel_list_needs_an_offer(owed, study, alice):
    owed(channel="connect", channel_id="cid1")

    with pytest.raises(Refused, match="Describe the offer"):
        make_batch(study=study, way="connect", currency="EUR", made_by=alice)


@pytest.fixture
def correct(alice):
    """Return ``correct(row, "1.00")``, by which the same person is owed this more."""

    def add(row: Entitlement, amount: str) -> Entitlement:
        return add_correction(
            sign_up=row.sign_up, amount=Money(amount, "GBP"), reason="a mistake", made_by=alice, request_key=amount
        )

    return add


def bonuses_of(study, alice) -> list[Decimal]:
    batch = make_batch(study=study, way="prolific", currency="GBP", made_by=alice)
    return [payment.bonus.amount for payment in batch.payments.order_by("pk")]


def test_a_correction_for_a_cancelled_amount_does_not_pay_the_reward_again(owed, correct, study, alice, offer):
    row = owed("10.00", currency="GBP", channel="prolific", channel_id="pid1")
    cancel_entitlement(entitlement=row, cancelled_by=alice, reason="wrong")
    correct(row, "9.00")

    assert bonuses_of(study, alice) == [3]


def test_a_correction_after_a_payment_takes_what_is_left_of_the_reward(owed, correct, study, alice, offer):
    row = owed("4.00", currency="GBP", channel="prolific", channel_id="pid1")

    assert bonuses_of(study, alice) == [0]
    correct(row, "1.50")
    assert bonuses_of(study, alice) == [0]
    correct(row, "1.00")
    assert bonuses_of(study, alice) == [Decimal("0.50")]
    correct(row, "2.00")
    assert bonuses_of(study, alice) == [2]


def test_within_one_list_the_reward_counts_once(owed, correct, study, alice, offer):
    row = owed("4.00", currency="GBP", channel="prolific", channel_id="pid1")
    correct(row, "3.00")

    assert bonuses_of(study, alice) == [0, 1]


def test_what_is_voided_gives_its_part_of_the_reward_back(owed, correct, study, alice, offer):
    row = owed("10.00", currency="GBP", channel="prolific", channel_id="pid1")
    bonuses_of(study, alice)
    void_payment(payment=row.payment, voided_by=alice, reason="wrong")

    assert bonuses_of(study, alice) == [4]


def test_who_saw_no_completion_code_gets_corrections_in_full(owed, correct, study, alice, offer):
    row = owed("1.00", currency="GBP", channel="prolific", channel_id="pid1")
    Entitlement.objects.update(exit_reason="declined")
    correct(row, "2.00")

    assert bonuses_of(study, alice) == [1, 2]


def test_a_reward_is_never_more_than_its_amount(owed, approved):
    row = owed("5.00")
    payment = approved().payments.get(entitlement=row)
    payment.reward_part = Decimal("5.01")

    with pytest.raises(ValueError, match="more than the amount"):
        payment.save()


@pytest.mark.parametrize("channel", ["plain_link", "sona"])
def test_people_of_channels_that_pay_nobody_are_paid_in_cash(owed, study, channel):
    row = owed(channel=channel, channel_id="id1", email=None)

    assert candidates(study=study, way="cash", currency="EUR").payable == [row]


def test_a_bank_transfer_in_another_currency_is_refused_in_words(owed, study, alice):
    owed(currency="CHF", iban="DE89370400440532013000")

    with pytest.raises(Refused, match="euros only"):
        make_batch(study=study, way="sepa", currency="CHF", made_by=alice)
