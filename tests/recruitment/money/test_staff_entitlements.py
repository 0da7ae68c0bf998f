"""Corrections of what one person is owed."""

from __future__ import annotations

import re

import pytest
from auditlog.models import LogEntry
from djmoney.money import Money

from recruitment.models import Entitlement

pytestmark = pytest.mark.django_db


def form(**changes) -> dict[str, str]:
    return {"amount_0": "2.50", "amount_1": "EUR", "reason": "the server stopped", "request_key": "k1", **changes}


def preselected(client, place) -> str:
    page = client.get(f"/staff/payments/sign-ups/{place.pk}/").content.decode()
    return re.search(r'<option value="(\w+)" selected', page)[1]


def test_sending_the_form_twice_corrects_once(owed, alice, logged_in):
    row = owed()
    client = logged_in(alice)

    for _ in range(2):
        client.post(f"/staff/payments/sign-ups/{row.sign_up_id}/", form())

    [correction] = Entitlement.objects.filter(kind="correction")
    assert (correction.amount.amount, correction.created_by) == (2.5, alice)


@pytest.mark.parametrize(
    ("office", "currency"), [pytest.param("EUR", "EUR", id="euros"), pytest.param("CHF", "CHF", id="francs")]
)
def test_the_currency_of_the_office_is_preselected(owed, alice, logged_in, settings, office, currency):
    settings.OFFICE_CURRENCY = office
    place = owed().sign_up
    place.entitlements.all().delete()

    assert preselected(logged_in(alice), place) == currency


def test_before_that_the_currency_in_which_the_person_is_owed_is_preselected(owed, alice, logged_in):
    row = owed(currency="GBP", channel="prolific", channel_id="pid1")

    assert preselected(logged_in(alice), row.sign_up) == "GBP"


def test_and_that_of_the_channel_for_people_of_a_channel(owed, alice, logged_in, offer):
    place = owed().sign_up
    place.entitlements.all().delete()

    assert preselected(logged_in(alice), place) == "GBP"


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        pytest.param({"amount_0": "999999"}, "€90.00 of this study&#x27;s budget is left", id="above the budget"),
        pytest.param({"amount_1": "GBP"}, "in GBP, but what this person is owed is in EUR", id="another currency"),
    ],
)
def test_what_speaks_against_an_amount_is_said_and_confirmed(study, owed, alice, logged_in, typed, warning):
    study.budget = Money("100.00", "EUR")
    study.save()
    row = owed("10.00")
    client, address = logged_in(alice), f"/staff/payments/sign-ups/{row.sign_up_id}/"

    page = client.post(address, form(**typed))
    written_at_once = Entitlement.objects.filter(kind="correction").count()
    client.post(address, form(**typed, all_the_same="on"))

    assert warning in page.content.decode()
    assert 'type="checkbox" name="all_the_same"' in page.content.decode()
    assert written_at_once == 0
    assert Entitlement.objects.filter(kind="correction").count() == 1


def test_an_amount_within_the_budget_needs_no_second_word(study, owed, alice, logged_in):
    study.budget = Money("100.00", "EUR")
    study.save()
    row = owed("10.00")
    client, address = logged_in(alice), f"/staff/payments/sign-ups/{row.sign_up_id}/"

    client.post(address, form(amount_0="90.00"))

    assert "checkbox" not in client.get(address).content.decode()
    assert Entitlement.objects.filter(kind="correction").count() == 1


def test_each_form_has_a_key_of_its_own(owed, alice, logged_in):
    row = owed()
    pages = [logged_in(alice).get(f"/staff/payments/sign-ups/{row.sign_up_id}/").content for _ in range(2)]

    assert pages[0].split(b'name="request_key"')[1][:60] != pages[1].split(b'name="request_key"')[1][:60]


def test_looking_at_a_name_is_logged(owed, alice, logged_in):
    row = owed(family_name="Canary")

    page = logged_in(alice).get(f"/staff/payments/sign-ups/{row.sign_up_id}/").content.decode()

    assert "Canary" in page
    assert LogEntry.objects.get(action=LogEntry.Action.ACCESS).actor == alice


def test_an_amount_is_cancelled_with_its_reason(owed, alice, logged_in):
    row = owed()

    logged_in(alice).post(f"/staff/payments/owed/{row.pk}/cancel/", {"reason": "took part twice"})

    row.refresh_from_db()
    assert (row.cancelled_by, row.cancel_reason) == (alice, "took part twice")


@pytest.mark.parametrize(("name", "status"), [("aud", 200), ("doris", 403), ("charlie", 404)])
def test_others_change_nothing(request, owed, logged_in, name, status):
    row = owed()
    client = logged_in(request.getfixturevalue(name))

    seen = client.get(f"/staff/payments/sign-ups/{row.sign_up_id}/").status_code
    client.post(f"/staff/payments/sign-ups/{row.sign_up_id}/", form())
    client.post(f"/staff/payments/owed/{row.pk}/cancel/", {"reason": "r"})

    row.refresh_from_db()
    assert seen == status
    assert row.cancelled_at is None
    assert Entitlement.objects.count() == 1
