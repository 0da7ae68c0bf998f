"""Links that log people in: once, for a while, and nobody but people of the pool."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sesame.tokens_v2
import sesame.utils
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from recruitment.models import OutgoingMail, Person
from recruitment.people.link_tokens import LIFETIMES, account_of
from recruitment.people.log_in_links import request_log_in, send_link, spend_link
from tests.recruitment.mailed_links import delivered, newest_token

SCENARIO = Path(__file__).parents[1] / "scenarios" / "one_link.py"


@pytest.fixture
def rosa(person) -> Person:
    return person("rosa")


def ask(address: str = "rosa@example.org") -> str:
    request_log_in(address=address)
    return newest_token()


def test_a_link_lets_its_person_in_once(rosa):
    token = ask()

    assert spend_link(token=token) == rosa
    assert spend_link(token=token) is None


@pytest.mark.process
def test_one_link_clicked_by_ten_at_once_lets_one_in(office):
    assert office.python(SCENARIO) == {"let_in": 1, "failures": []}


def test_the_address_is_known_however_it_is_written(rosa):
    request_log_in(address=" Rosa@Example.ORG ")

    assert [mail.to for mail in delivered()] == [["rosa@example.org"]]


@pytest.mark.django_db
def test_an_unknown_address_gets_no_mail_and_as_much_work():
    request_log_in(address="nobody@example.org")

    assert not OutgoingMail.objects.exists()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    [
        pytest.param({}, id="never logged in"),
        pytest.param({"status": Person.Status.INVITED, "email_confirmed_at": None}, id="imported"),
        pytest.param({"status": Person.Status.WITHDRAWN}, id="withdrawn"),
    ],
)
def test_no_clock_tells_a_known_address_from_an_unknown_one(person, who):
    """Nor one that asks again before its mail has left: all make the same queries."""
    person("rosa", **who)
    made = []
    for address in ("nobody@example.org", "rosa@example.org", "rosa@example.org"):
        with CaptureQueriesContext(connection) as captured:
            request_log_in(address=address)
        words = (query["sql"].split() for query in captured)
        made.append(Counter((each[0], each[2]) for each in words if each[0] in {"SELECT", "INSERT", "UPDATE"}))

    assert made[0].total() > 4
    assert made[1] == made[0]
    assert made[2] == made[0]
    assert [mail.to for mail in delivered()] == [["rosa@example.org"]]


@pytest.mark.parametrize("template", LIFETIMES)
def test_a_link_is_valid_for_its_time_and_no_longer(rosa, template, monkeypatch):
    send_link(person=rosa, template=template)
    token, now = newest_token(), time.time()

    monkeypatch.setattr(sesame.tokens_v2.time, "time", lambda: now + LIFETIMES[template].total_seconds() + 1)
    too_late = spend_link(token=token)
    monkeypatch.setattr(sesame.tokens_v2.time, "time", lambda: now + LIFETIMES[template].total_seconds() - 60)

    assert too_late is None
    assert spend_link(token=token) == rosa


def test_a_newer_log_in_ends_the_links_before_it(rosa):
    first = ask()
    spend_link(token=ask())

    assert spend_link(token=first) is None


def test_a_link_confirms_the_address_and_ends_a_bounce(person):
    rosa = person("rosa", status=Person.Status.INVITED, email_confirmed_at=None, bounced_at=timezone.now())

    spend_link(token=ask())

    rosa.refresh_from_db()
    assert (rosa.status, rosa.bounced_at) == (Person.Status.ACTIVE, None)
    assert timezone.now() - rosa.email_confirmed_at < timedelta(minutes=1)


@pytest.mark.parametrize("status", [Person.Status.PAUSED, Person.Status.WITHDRAWN])
def test_logging_in_does_not_bring_anybody_back_into_the_pool(person, status):
    rosa = person("rosa", status=status)

    spend_link(token=ask())

    rosa.refresh_from_db()
    assert rosa.status == status


def test_a_link_of_somebody_else_who_is_staff_lets_nobody_in(ada):
    assert spend_link(token=sesame.utils.get_token(ada, scope="log_in")) is None


def test_staff_who_are_in_the_pool_too_do_not_get_around_their_second_factor(rosa, ada):
    rosa.user = ada
    rosa.save()

    assert spend_link(token=sesame.utils.get_token(ada, scope="log_in")) is None


def test_a_token_made_for_something_else_lets_nobody_in(rosa):
    assert spend_link(token=sesame.utils.get_token(account_of(rosa))) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 24, "ä", "../../", "0" * 5000])
def test_a_made_up_token_lets_nobody_in(rosa, token):
    assert spend_link(token=token) is None


def test_a_changed_token_lets_nobody_in(rosa):
    token = ask()

    assert spend_link(token=token[:-2] + ("AA" if token[-2:] != "AA" else "BB")) is None


def test_no_link_lies_in_the_queue_and_the_account_names_nobody(rosa):
    token = ask()

    assert token not in str(list(OutgoingMail.objects.values())) + str(list(DBTaskResult.objects.values()))
    rosa.refresh_from_db()
    assert (rosa.user.username, rosa.user.email, rosa.user.first_name) == (rosa.public_id, "", "")
    assert not rosa.user.has_usable_password()


def test_a_mail_without_a_link_of_its_own_cannot_be_asked_for(rosa):
    with pytest.raises(ValueError, match="signed_up"):
        send_link(person=rosa, template="signed_up")
