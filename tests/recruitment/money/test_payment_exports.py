"""A list leaves as often as somebody asks, always the same, and never beside another way."""

from __future__ import annotations

import hashlib

import pytest
from auditlog.models import LogEntry

from recruitment.models import PaymentBatch, Person
from recruitment.money.batches import make_batch, void_payment
from recruitment.money.exports import export
from recruitment.money.marking_paid import mark_paid
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db


def test_a_list_leaves_only_approved(owed, study, alice):
    owed()
    batch = make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    with pytest.raises(Refused, match="Approve the list"):
        export(batch=batch, reader=alice)


def test_exporting_again_gives_the_same_bytes(owed, approved, alice, settings):
    settings.OFFICE_BANK_NAME, settings.OFFICE_BANK_IBAN = "Laboratory", "DE89370400440532013000"
    owed("10.00", iban="DE89370400440532013000"), owed("0.99", iban="GB82WEST12345698765432")
    batch = approved("sepa")

    first, second = export(batch=batch, reader=alice), export(batch=batch, reader=alice)

    assert first.content == second.content


def test_the_mark_for_excel_makes_no_other_list(owed, approved, alice):
    """A list of cash that left before tables had the mark was kept by the digest of the rest."""
    owed()
    batch = approved("cash")
    content = export(batch=batch, reader=alice).content
    PaymentBatch.objects.update(exported_hash=hashlib.sha256(content.removeprefix(b"\xef\xbb\xbf")).hexdigest())

    assert export(batch=batch, reader=alice).content == content
    assert content.startswith(b"\xef\xbb\xbf")


def test_another_file_for_the_same_list_does_not_leave(owed, approved, alice):
    owed()
    batch = approved()
    export(batch=batch, reader=alice)
    Person.objects.update(family_name="Changed")

    with pytest.raises(Refused, match="changed since"):
        export(batch=batch, reader=alice)


def test_a_paid_list_leaves_no_more(owed, approved, alice):
    owed()
    batch = approved()
    export(batch=batch, reader=alice)
    mark_paid(batch=batch)

    with pytest.raises(Refused, match="pay it again"):
        export(batch=batch, reader=alice)


def test_a_list_paid_by_calls_leaves_no_file(bonuses, alice):
    batch = bonuses("10.00")
    PaymentBatch.objects.update(left_by="call")

    with pytest.raises(Refused, match="directly"):
        export(batch=batch, reader=alice)


def test_who_took_the_names_is_logged(owed, approved, alice):
    row = owed()

    export(batch=approved(), reader=alice)

    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.object_id) == (alice, row.sign_up.person_id)


def test_voided_payments_are_not_in_the_file(owed, approved, alice):
    gone, stays = owed("1.00"), owed("2.00")
    batch = approved()
    reference = gone.payment.reference
    void_payment(payment=gone.payment, voided_by=alice, reason="not present")

    content = export(batch=batch, reader=alice).content.decode()

    assert reference not in content
    assert stays.payment.reference in content
