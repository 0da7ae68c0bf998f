"""What a person came to, what was paid, and how reliable that looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.models import Entitlement, Payment, PaymentBatch, SignUp
from recruitment.money.batches import void_payment
from recruitment.money.corrections import cancel_entitlement

pytestmark = pytest.mark.django_db

PAID_AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def came(session, person, alice):
    """Return ``came(rosa, "12.34", paid=True)``, which writes down a session of last month."""

    def came(who, amount: str, *, paid: bool, state: str = "present"):
        lab = session(starts_at=timezone.now() - timedelta(days=30))
        place = SignUp.objects.create(session=lab, person=who, state=state)
        owed = Entitlement.objects.create(
            sign_up=place, kind="session", source="session_server", amount=Money(amount, "EUR"), exit_reason="completed"
        )
        batch = PaymentBatch.objects.create(way="sepa", study=lab.study, created_by=alice)
        Payment.objects.create(entitlement=owed, batch=batch, paid_at=PAID_AT if paid else None)

    return came


def test_what_was_paid_and_what_is_open_is_shown(person, came, as_person):
    rosa = person()
    came(rosa, "12.34", paid=True)
    came(rosa, "5.10", paid=True)
    came(rosa, "7.00", paid=False)

    page = as_person(rosa).get("/my/history/")

    assert page.context["paid"] == [Money("17.44", "EUR")]
    assert page.context["open"] == [Money("7.00", "EUR")]
    assert all(words in page.content.decode() for words in ("12.34", "paid on 4 March 2026", "not paid yet", "present"))


def test_a_payment_that_came_back_and_an_amount_no_longer_owed_are_said(person, came, as_person, ada):
    rosa = person()
    came(rosa, "12.34", paid=True)
    came(rosa, "5.10", paid=False)
    for payment in Payment.objects.all():
        void_payment(payment=payment, voided_by=ada, reason="the account is closed")
    wrong = Entitlement.objects.get(amount="5.10")
    cancel_entitlement(entitlement=wrong, cancelled_by=ada, reason="owed twice")

    page = as_person(rosa).get("/my/history/")

    text = " ".join(page.content.decode().split())
    assert "not paid yet; the payment of 4 March 2026 did not go through" in text
    assert "no longer owed: owed twice" in text
    assert text.count("did not go through") == 1
    assert page.context["open"] == [Money("12.34", "EUR")]


def test_the_score_is_shown_with_its_explanation(person, came, as_person):
    rosa = person()
    came(rosa, "1.00", paid=True)
    came(rosa, "0.00", paid=True, state="no_show")

    page = as_person(rosa).get("/my/history/").content.decode()

    assert "50 out of 100" in page
    assert "You did not come once." in page


def test_nothing_of_others_is_shown(person, came, as_person):
    came(person("omar"), "12.34", paid=True)

    page = as_person(person("rosa")).get("/my/history/")

    assert (list(page.context["sign_ups"]), page.context["paid"], page.context["open"]) == ([], [], [])
    assert "12.34" not in page.content.decode()


def test_what_is_still_to_come_is_no_history(session, invited, as_person):
    rosa = invited()
    SignUp.objects.create(session=session(), person=rosa, state="signed_up")

    assert list(as_person(rosa).get("/my/history/").context["sign_ups"]) == []
