"""Mistakes are corrected by adding and cancelling, with reasons; nothing is changed or deleted."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from djmoney.money import Money

from recruitment.models import Entitlement
from recruitment.money.batches import void_payment
from recruitment.money.corrections import add_correction, cancel_entitlement
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db


def correct(row, alice, *, amount="2.00", key="k1", reason="the server stopped"):
    return add_correction(
        sign_up=row.sign_up, amount=Money(amount, "EUR"), reason=reason, made_by=alice, request_key=key
    )


def test_the_same_request_corrects_once(owed, alice):
    row = owed()

    assert correct(row, alice) == correct(row, alice)
    assert correct(row, alice, key="k2").pk != correct(row, alice).pk
    assert row.sign_up.entitlements.count() == 3


@pytest.mark.parametrize("changes", [{"amount": "0"}, {"amount": "-1.00"}, {"reason": " "}])
def test_a_correction_needs_a_reason_and_adds_something(owed, alice, changes):
    row = owed()

    with pytest.raises(Refused):
        correct(row, alice, **changes)
    assert row.sign_up.entitlements.count() == 1


def test_the_database_itself_refuses_a_correction_without_author(owed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.create(
            sign_up=owed().sign_up, kind="correction", source="staff", amount=Money(1, "EUR"), reason="x"
        )


def test_the_database_itself_refuses_typed_earnings(owed, person, session):
    with pytest.raises(IntegrityError, match="never_typed"), transaction.atomic():
        Entitlement.objects.filter(pk=owed().pk).update(source="staff")


def test_what_is_cancelled_is_owed_no_more_and_stays_with_its_reason(owed, alice):
    row = cancel_entitlement(entitlement=owed(), cancelled_by=alice, reason="took part twice")

    assert not Entitlement.objects.open().exists()
    assert Entitlement.objects.get().cancel_reason == "took part twice"
    assert LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.UPDATE).count() == 1


def test_fetching_again_does_not_owe_anew_what_was_cancelled(owed, alice):
    row = cancel_entitlement(entitlement=owed(), cancelled_by=alice, reason="took part twice")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.create(sign_up=row.sign_up, kind="session", source="session_server", amount=Money(1, "EUR"))


def test_what_is_in_a_list_is_not_cancelled_before_it_is_void(owed, approved, alice):
    row = owed()
    payment = approved().payments.get()

    with pytest.raises(Refused, match="Void the payment"):
        cancel_entitlement(entitlement=row, cancelled_by=alice, reason="wrong")
    void_payment(payment=payment, voided_by=alice, reason="wrong")
    assert cancel_entitlement(entitlement=row, cancelled_by=alice, reason="wrong").cancelled_at
