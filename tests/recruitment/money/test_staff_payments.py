"""The pages that show what is owed: who sees them, and what they say."""

from __future__ import annotations

import pytest
from djmoney.money import Money

from recruitment.models import PaymentBatch

pytestmark = pytest.mark.django_db


def pages(study) -> list[str]:
    return ["/staff/payments/", "/staff/payments/balances.csv", f"/staff/payments/studies/{study.pk}/"]


def test_the_balances_of_each_study_are_shown(study, owed, alice, logged_in):
    study.budget = Money("100.00", "EUR")
    study.save()
    owed("12.34")

    page = logged_in(alice).get("/staff/payments/").content.decode()

    assert "€12.34" in page
    assert "€87.66" in page


def test_the_page_of_a_study_shows_amounts_and_no_name(study, owed, alice, logged_in):
    row = owed("12.34", family_name="Canary")

    page = logged_in(alice).get(f"/staff/payments/studies/{study.pk}/").content.decode()

    assert "€12.34" in page
    assert row.sign_up.person.public_id in page
    assert "Canary" not in page


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("ada", 200), ("aud", 200), ("doris", 403)])
def test_an_assistant_never_sees_money(request, study, logged_in, name, status):
    client = logged_in(request.getfixturevalue(name))

    assert {client.get(address).status_code for address in pages(study)} == {status}


def test_another_experimenter_sees_nothing_of_it(study, owed, charlie, logged_in):
    owed("12.34")
    client = logged_in(charlie)

    assert client.get(f"/staff/payments/studies/{study.pk}/").status_code == 404
    assert "12.34" not in client.get("/staff/payments/").content.decode()
    assert "12.34" not in client.get("/staff/payments/balances.csv").content.decode()


def test_without_a_second_factor_nobody_sees_money(study, ada, logged_in):
    client = logged_in(ada, second_factor=False)

    assert {client.get(address).status_code for address in pages(study)} == {302}


def test_the_assistant_is_offered_no_way_there(doris, alice, logged_in):
    assert "/staff/payments/" not in logged_in(doris).get("/staff/").content.decode()
    assert "/staff/payments/" in logged_in(alice).get("/staff/").content.decode()


def test_titles_in_the_table_are_never_formulas(study, owed, alice, logged_in):
    study.title = '=HYPERLINK("http://x.example","y")'
    study.save()
    owed("1.00")

    lines = logged_in(alice).get("/staff/payments/balances.csv").content.decode().splitlines()

    assert lines[1].startswith("\"'=HYPERLINK")
    assert ",EUR,1.00,0,1.00,0," in lines[1]


def test_a_budget_that_is_overspent_stands_in_the_table_as_a_number(study, owed, alice, logged_in):
    study.budget = Money("10.00", "EUR")
    study.save()
    owed("22.50")

    lines = logged_in(alice).get("/staff/payments/balances.csv").content.decode().splitlines()

    assert lines[1].endswith(",10.00,-12.50")


def test_a_list_is_made_on_the_page(study, owed, alice, logged_in):
    owed()

    response = logged_in(alice).post(
        f"/staff/payments/studies/{study.pk}/make/", {"way": "cash", "currency": "EUR", "session": ""}
    )

    batch = PaymentBatch.objects.get()
    assert response.url == f"/staff/payments/lists/{batch.public_id}/"
    assert batch.created_by == alice


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "columns", "switched_on", "ways"),
    [
        ("pool", {}, (), ["cash"]),
        ("pool", {}, ("IBAN", "PAYPAL"), ["cash", "sepa", "paypal"]),
        ("prolific", {"channel": "prolific", "channel_id": "5f0c"}, ("IBAN", "PAYPAL"), ["prolific"]),
        ("prolific", {}, (), ["cash", "prolific"]),
        ("sona", {"channel": "sona", "channel_id": "17"}, ("IBAN",), ["cash"]),
    ],
    ids=["pool", "pool with accounts", "prolific", "people of the pool in a study of a channel", "sona"],
)
def test_only_ways_are_offered_that_reach_somebody(
    study, owed, alice, logged_in, settings, channel, columns, switched_on, ways
):
    study.channel = channel
    study.save()
    owed(**columns)
    for name in ("IBAN", "PAYPAL"):
        setattr(settings, f"OFFICE_ASKS_FOR_{name}", name in switched_on)

    form = logged_in(alice).get(f"/staff/payments/studies/{study.pk}/").context["form"]

    assert [way for way, _label in form.fields["way"].choices] == ways


def test_the_page_says_who_cannot_be_paid_and_why(study, owed, alice, logged_in, settings):
    settings.OFFICE_ASKS_FOR_IBAN = True
    without = owed("12.34", family_name="Canary").sign_up.person

    page = logged_in(alice).get(f"/staff/payments/studies/{study.pk}/")

    [(way, [(row, reason)])] = page.context["left_out"]
    assert way == "bank transfer (SEPA)"
    assert (row.sign_up.person, reason) == (without, "There is no IBAN.")
    assert "There is no IBAN." in page.content.decode()
    assert "Canary" not in page.content.decode()


def test_whoever_makes_a_list_is_told_how_many_it_leaves_out(study, owed, alice, logged_in, settings):
    settings.OFFICE_ASKS_FOR_IBAN = True
    owed(iban="DE89370400440532013000"), owed(), owed(iban="TR330006100519786457841326")

    page = logged_in(alice).post(
        f"/staff/payments/studies/{study.pk}/make/", {"way": "sepa", "currency": "EUR", "session": ""}, follow=True
    )

    assert "2 amounts are not in it" in page.content.decode()


@pytest.mark.parametrize("name", ["aud", "doris", "charlie"])
def test_others_make_no_list(request, study, owed, logged_in, name):
    owed()

    response = logged_in(request.getfixturevalue(name)).post(
        f"/staff/payments/studies/{study.pk}/make/", {"way": "cash", "currency": "EUR"}
    )

    assert response.status_code in {403, 404}
    assert not PaymentBatch.objects.exists()


def test_a_session_of_another_study_is_refused(study, owed, alice, logged_in, session):
    owed()
    logged_in(alice).post(
        f"/staff/payments/studies/{study.pk}/make/", {"way": "cash", "currency": "EUR", "session": "999"}
    )

    assert not PaymentBatch.objects.exists()
