"""The pages of reports."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money

from recruitment.data_rights.erasure import erase
from recruitment.models import Entitlement, Person
from tests.recruitment.history import past_session, sat_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(study, person):
    lab = past_session(study)
    place = sat_in(person("rosa"), lab)
    Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money(Decimal("12.50"), "EUR")
    )
    sat_in(person("omar"), lab, "no_show")


def test_rates_and_costs_are_shown(alice, study, played, logged_in):
    page = logged_in(alice).get(f"/staff/studies/{study.pk}/report/").content.decode()

    assert "25 %" in page  # one of four seats
    assert "50 %" in page  # one of two did not come
    assert "12.50" in page


def test_the_list_has_own_studies_only(alice, charlie, study, played, logged_in):
    assert study.title in logged_in(alice).get("/staff/reports/").content.decode()
    assert study.title not in logged_in(charlie).get("/staff/reports/").content.decode()


def test_a_report_names_nobody(alice, study, played, logged_in):
    page = logged_in(alice).get(f"/staff/studies/{study.pk}/report/").content.decode()

    assert "Rosa" not in page
    assert "rosa@" not in page


def test_people_who_were_erased_since_are_said_to_be_missing(alice, study, played, logged_in):
    address = f"/staff/studies/{study.pk}/report/"
    before = logged_in(alice).get(address).content.decode()
    Entitlement.objects.update(amount=0)  # as long as money is open nobody is erased
    erase(person=Person.objects.get(email="rosa@example.org"))
    erase(person=Person.objects.get(email="omar@example.org"))  # did not play

    assert "since been erased" not in before
    assert (
        "1 person who played has since been erased and is not counted here."
        in logged_in(alice).get(address).content.decode()
    )
