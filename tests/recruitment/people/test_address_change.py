"""Moving to another e-mail address: by a link mailed there, known to the old address, and telling nothing of others."""

from __future__ import annotations

import re
import time

import pytest
from django_tasks_db.models import DBTaskResult

from recruitment.models import OutgoingMail, Person
from recruitment.people.link_tokens import NEW_ADDRESS_LIFETIME
from recruitment.people.log_in_links import request_log_in
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
LINK = re.compile(r"/new-address/\?link=(\S+)")
SAID = "If this address can be used, an e-mail with a link is on its way there."


@pytest.fixture
def rosa(person) -> Person:
    return person("rosa", email="old@example.org")


@pytest.fixture
def ask(rosa, as_person):
    """Return ``ask("new@example.org")``, which fills in the form and returns the page that follows."""

    def ask(address: str = "new@example.org") -> str:
        return as_person(rosa).post("/my/address/", {"email": address}, follow=True).content.decode()

    return ask


def token() -> str:
    mails = [LINK.search(each.body) for each in delivered()]
    return [found[1] for found in mails if found][-1]


def address_of(person: Person) -> str:
    return Person.objects.get(pk=person.pk).email


def test_the_address_moves_once_the_link_is_used(rosa, ask, client):
    Person.objects.update(bounced_at=rosa.email_confirmed_at)
    ask(" New@Example.org ")
    link = token()
    assert address_of(rosa) == "old@example.org"
    assert b"One more click" in client.get("/new-address/", {"link": link}).content
    assert address_of(rosa) == "old@example.org"

    client.post("/new-address/", {"link": link})

    rosa.refresh_from_db()
    assert (rosa.email, rosa.new_email, rosa.bounced_at) == ("new@example.org", "", None)


def test_both_addresses_hear_of_it_and_the_new_one_no_name(ask):
    ask()

    told = {mail.to[0]: mail.body for mail in delivered()}
    assert told.keys() == {"old@example.org", "new@example.org"}
    assert "If it was not you" in told["old@example.org"]
    assert "Rosa" not in told["new@example.org"]
    assert "new@example.org" not in told["old@example.org"]


def test_the_old_address_is_told_even_if_the_new_one_was_faster(ask, client):
    ask()
    OutgoingMail.objects.filter(template="address_change_asked").update(state="sending", claimed_at="2026-01-01T00Z")
    link = token()
    OutgoingMail.objects.filter(template="address_change_asked").update(state="queued")
    client.post("/new-address/", {"link": link})

    assert [mail.to for mail in delivered()] == [["new@example.org"], ["old@example.org"]]


def test_nothing_says_that_an_address_belongs_to_somebody(ask, person):
    free = ask("free@example.org")
    n_tasks = DBTaskResult.objects.count()
    person("omar", email="taken@example.org")
    taken = ask("taken@example.org")

    assert SAID in free
    assert CSRF.sub("", taken.replace("taken@", "free@")) == CSRF.sub("", free)
    assert DBTaskResult.objects.count() == 2 * n_tasks
    assert "taken@example.org" not in {mail.to[0] for mail in delivered()}


def test_an_address_that_was_taken_meanwhile_is_refused(rosa, ask, client, person):
    ask()
    link = token()
    person("omar", email="new@example.org")

    assert client.post("/new-address/", {"link": link}).status_code == 409
    assert address_of(rosa) == "old@example.org"


@pytest.mark.parametrize("what", ["used", "old", "replaced", "given up", "made up", "of another"])
def test_a_link_works_once_and_for_its_own_wish_alone(rosa, ask, client, as_person, person, monkeypatch, what):
    ask()
    link = token()
    expected = "old@example.org"
    if what == "used":
        client.post("/new-address/", {"link": link})
        Person.objects.update(email="later@example.org")
        expected = "later@example.org"
    elif what == "old":
        later = time.time() + NEW_ADDRESS_LIFETIME.total_seconds() + 1
        monkeypatch.setattr(time, "time", lambda: later)
    elif what == "replaced":
        ask("other@example.org")
    elif what == "given up":
        as_person(rosa).post("/my/address/keep/")
    elif what == "made up":
        link = link[:-1] + ("A" if link[-1] != "A" else "B")
    else:
        omar = person("omar")
        Person.objects.filter(pk=omar.pk).update(new_email="third@example.org")
        link = link.replace(rosa.public_id, omar.public_id)

    assert client.post("/new-address/", {"link": link}).status_code == 403
    assert address_of(rosa) == expected
    assert not Person.objects.filter(email="third@example.org").exists()


def test_log_ins_and_links_of_the_old_address_end(rosa, ask, client, as_person):
    other_browser = as_person(rosa)
    request_log_in(address="old@example.org")
    old_link = newest_token()
    ask()
    client.post("/new-address/", {"link": token()})

    assert client.post("/enter/", {"link": old_link}).status_code == 403
    assert other_browser.get("/my/").url == "/log-in/"


def test_a_stranger_cannot_ask(client):
    assert client.post("/my/address/", {"email": "new@example.org"}).url == "/log-in/"
    assert not OutgoingMail.objects.exists()


@pytest.mark.slow
def test_one_address_is_not_written_to_without_end(ask):
    for _ in range(9):
        ask()

    assert OutgoingMail.objects.filter(template="confirm_new_address").count() == 5
