"""Owed = paid + open, to the cent, by study, session and currency, whatever happened in between."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from djmoney.money import Money

from recruitment.data_rights.erasure import erase
from recruitment.models import Entitlement, LabSession, Payment, Study
from recruitment.money.batches import discard, void_payment
from recruitment.money.corrections import add_correction, cancel_entitlement
from recruitment.money.exports import export
from recruitment.money.marking_paid import mark_paid
from recruitment.money.reconciliation import by_session, by_study

pytestmark = pytest.mark.django_db


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def of(study: Study):
    return by_study(Study.objects.filter(pk=study.pk))[study.pk]


def test_a_new_study_owes_nothing_and_keeps_its_budget(study):
    study.budget = eur("100.00")
    study.save()

    [balance] = of(study)
    assert (balance.owed, balance.left) == (eur("0"), eur("100.00"))


def test_currencies_are_never_added(owed, study):
    owed("1.00"), owed("2.00", currency="CHF")

    assert [(each.currency, each.owed.amount) for each in of(study)] == [("CHF", 2), ("EUR", 1)]


def test_each_step_moves_money_and_loses_none(owed, approved, study, ada, alice):
    rows = [owed(amount) for amount in ("10.10", "20.20", "0.03")]
    owed("5.00", currency="CHF")
    batch = approved()
    [_, waiting] = of(study)
    assert (waiting.open, waiting.waiting) == (eur("30.33"), eur("30.33"))

    void_payment(payment=rows[1].payment, voided_by=ada, reason="account closed")
    export(batch=batch, reader=alice)
    mark_paid(batch=batch)
    [_, paid] = of(study)
    assert (paid.owed, paid.paid, paid.open, paid.waiting) == (eur("30.33"), eur("10.13"), eur("20.20"), eur("0"))

    add_correction(sign_up=rows[0].sign_up, amount=eur("1.00"), reason="r", made_by=alice, request_key="k")
    cancel_entitlement(entitlement=rows[1], cancelled_by=alice, reason="r")
    void_payment(payment=rows[2].payment, voided_by=ada, reason="came back")
    [_, end] = of(study)
    assert (end.owed, end.paid, end.open) == (eur("11.13"), eur("10.10"), eur("1.03"))
    assert end.balances


def test_any_sequence_of_steps_balances_by_study_and_by_session(owed, approved, session, study, ada, alice):
    """Sessions, amounts and steps are drawn; the sums are kept beside, in cents, by hand."""
    rng = random.Random(7)
    sessions = [session(seats=90), session(seats=90)]
    cents = {each.pk: 0 for each in sessions}
    for step in range(30):
        where = rng.choice(sessions)
        amount = rng.randint(1, 5000)
        owed(str(Decimal(amount) / 100), of=where)
        cents[where.pk] += amount
        if step % 10 == 9:
            batch = approved()
            if step % 20 == 9:
                export(batch=batch, reader=alice)
                mark_paid(batch=batch)
            else:
                discard(batch=batch, discarded_by=ada, reason="drawn")

    found = by_session(LabSession.objects.all())

    assert {pk: each.owed.amount * 100 for pk, [each] in found.items()} == cents
    assert all(each.balances for [each] in found.values())
    [total] = of(study)
    assert total.balances
    assert total.owed.amount * 100 == sum(cents.values())


def test_the_books_balance_after_an_erasure(owed, approved, study, alice):
    row = owed("12.34")
    batch = approved()
    export(batch=batch, reader=alice)
    mark_paid(batch=batch)

    erase(person=row.sign_up.person)

    [balance] = of(study)
    assert (balance.owed, balance.paid) == (eur("12.34"), eur("12.34"))


def test_a_payment_of_what_is_not_owed_shows(owed, approved, study, alice):
    owed("12.34")
    batch = approved()
    export(batch=batch, reader=alice)
    mark_paid(batch=batch)
    payment = Payment.objects.get()
    Entitlement.objects.filter(payment=payment).update(
        cancelled_at=payment.paid_at, cancelled_by=alice, cancel_reason="behind everybody's back"
    )

    [balance] = of(study)
    assert not balance.balances


def test_a_study_over_its_budget_shows(owed, study):
    study.budget = eur("10.00")
    study.save()
    owed("10.01")

    [balance] = of(study)
    assert balance.left == eur("-0.01")
