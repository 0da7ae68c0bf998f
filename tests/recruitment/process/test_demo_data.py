"""Demo data: made-up people in an empty office, and staff who can log in."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from djmoney.money import Money

from recruitment.demo.staff import current_codes, demo_password
from recruitment.models import LabSession, OutgoingMail, Person, ProfileField, Study
from recruitment.money.reconciliation import by_study
from recruitment.session_day import check_in

pytestmark = pytest.mark.django_db


def test_demo_data_never_go_to_real_people(person):
    person()

    with pytest.raises(CommandError, match="empty one only"):
        call_command("demo_data")


@pytest.fixture(scope="module")
def demo_office(django_db_setup, django_db_blocker):
    """Fill an office once; what a test changes in it is taken back after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_data", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_demo_people_are_reachable_nowhere_and_agree_in_their_language(demo_office):
    assert Person.objects.may_be_invited().count() == 60
    assert not Person.objects.exclude(email__endswith="@example.org").exists()
    assert set(Person.objects.values_list("language", flat=True)) == {"en", "de"}
    assert not OutgoingMail.objects.exclude(state="withheld").exists()


def test_demo_questions_are_asked_in_both_languages(demo_office):
    fields = list(ProfileField.objects.all())
    assert [field.key for field in fields if not field.label_de or len(field.choices_de) != len(field.choices)] == []
    assert ProfileField.objects.get(key="gender").choices_de[0] == "weiblich"


def test_a_demo_session_is_full_and_two_people_wait(demo_office):
    [full] = [session for session in LabSession.objects.upcoming() if not session.free_seats]
    assert (full.seats_taken, full.sign_ups.waiting().count()) == (12, 2)


def test_the_door_is_open_for_a_demo_session(demo_office):
    [now] = [session for session in LabSession.objects.upcoming() if check_in.is_open(session)]
    assert now.sign_ups.holding_a_seat().count() == 10


def test_demo_money_is_open_and_the_books_balance(demo_office):
    [study] = Study.objects.filter(status="open")
    [balance] = by_study(Study.objects.filter(pk=study.pk))[study.pk]

    assert balance.balances
    assert balance.open == Money("41.60", "EUR")


def test_demo_staff_log_in_with_password_and_code(demo_office):
    client = Client()
    credentials = {"auth-username": "demo-experimenter", "auth-password": demo_password()}
    client.post("/account/login/", {"login_view-current_step": "auth", **credentials})
    without_code = client.get("/staff/").status_code

    code = current_codes()["demo-experimenter"]
    client.post("/account/login/", {"login_view-current_step": "token", "token-otp_token": code})

    assert without_code == 302
    assert client.get("/staff/").status_code == 200
