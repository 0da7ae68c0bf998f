"""Marking a list as paid: once, with one receipt for each person."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from recruitment.mail.outgoing import deliver, queue_mail
from recruitment.models import OutgoingMail, PaymentBatch
from recruitment.money.batches import void_payment
from recruitment.money.exports import export
from recruitment.money.marking_paid import mark_paid
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db


def test_a_list_that_has_not_left_is_not_paid(owed, approved):
    owed()

    with pytest.raises(Refused, match="has been exported"):
        mark_paid(batch=approved())


def test_everybody_is_paid_once_and_gets_one_receipt(owed, approved, ada):
    rows = [owed("1.00"), owed("2.00")]
    batch = approved()
    export(batch=batch, reader=ada)

    first = mark_paid(batch=batch)
    again = mark_paid(batch=batch)

    assert first.paid_at == again.paid_at
    assert [row.payment.paid_at for row in rows] == [first.paid_at] * 2
    assert OutgoingMail.objects.filter(template="receipt").count() == 2


def test_a_voided_payment_is_not_paid(owed, approved, ada):
    row = owed("1.00")
    owed("2.00")
    batch = approved()
    void_payment(payment=row.payment, voided_by=ada, reason="no longer wanted")
    export(batch=batch, reader=ada)

    mark_paid(batch=batch)

    assert row.payment is None
    assert OutgoingMail.objects.filter(template="receipt").count() == 1


@pytest.mark.parametrize("language", ["en", "de"])
def test_who_was_told_of_a_payment_is_told_that_it_did_not_go_through(owed, approved, ada, language):
    row = owed("12.34", language=language)
    batch = approved()
    export(batch=batch, reader=ada)
    mark_paid(batch=batch)
    reference = row.payment.reference
    deliver.func([OutgoingMail.objects.get(template="receipt").pk])
    void_payment(payment=row.payment, voided_by=ada, reason="the account is closed")

    deliver.func([OutgoingMail.objects.get(template="payment_void").pk])

    [_receipt, sent] = mail.outbox
    assert {"en": "did not go through", "de": "nicht angekommen"}[language] in sent.subject
    assert reference in sent.body
    assert "the account is closed" not in sent.body  # written for auditors


def test_a_payment_voided_before_its_receipt_has_left_is_not_spoken_of(owed, approved, ada):
    row = owed()
    batch = approved()
    export(batch=batch, reader=ada)
    mark_paid(batch=batch)
    void_payment(payment=row.payment, voided_by=ada, reason="a click too many")

    for queued in OutgoingMail.objects.order_by("pk"):
        deliver.func([queued.pk])

    assert mail.outbox == []
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"withheld"}


def test_who_was_never_told_of_a_payment_is_not_told_that_it_is_void(owed, approved, ada):
    row = owed()
    approved()

    void_payment(payment=row.payment, voided_by=ada, reason="wrong account")

    assert not OutgoingMail.objects.exists()


def test_the_receipt_says_how_much_and_in_which_language(owed, approved, ada):
    owed("1234.50", language="de")
    batch = approved()
    export(batch=batch, reader=ada)
    mark_paid(batch=batch)
    receipt = OutgoingMail.objects.get(template="receipt")

    deliver.func([receipt.pk])

    [sent] = mail.outbox
    assert "1.234,50" in sent.subject.replace("\xa0", " ")
    assert batch.payments.get().reference in sent.body
    assert "Capacity and trust" not in sent.subject + sent.body  # the title for staff tells the treatment


@pytest.mark.parametrize(("way", "has_a_transfer"), [("cash", False), ("sepa", True), ("paypal", False)])
def test_only_the_receipt_of_a_transfer_speaks_of_one(owed, approved, way, has_a_transfer):
    owed("1.00")
    payment = approved().payments.get()
    PaymentBatch.objects.update(way=way)
    receipt = queue_mail(
        template="receipt", key="r", person=payment.entitlement.sign_up.person, context={"payment": payment.pk}
    )

    deliver.func([receipt.pk])

    [sent] = mail.outbox
    assert ("bank transfer may take" in sent.body) == has_a_transfer
    assert ("You signed for it" in sent.body) == (way == "cash")


def test_who_has_no_address_gets_no_receipt(owed, approved, ada, offer):
    owed(currency="GBP", channel="prolific", channel_id="pid1", email=None)
    batch = approved("prolific", "GBP")
    export(batch=batch, reader=ada)

    mark_paid(batch=batch)

    assert not OutgoingMail.objects.exists()


def test_a_list_that_left_by_a_call_is_paid_only_once_the_channel_has_said_so(bonuses):
    """The office is killed after the channel has refused and before the list may leave again."""
    batch = bonuses("10.00")
    batch.exported_at, batch.left_by = timezone.now(), "call"
    batch.save()

    with pytest.raises(Refused, match="has not said"):
        mark_paid(batch=batch)
