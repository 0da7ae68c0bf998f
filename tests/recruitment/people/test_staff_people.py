"""The pool by name: whoever looks leaves a line, and lines can be read."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry

from recruitment.models import Person

pytestmark = pytest.mark.django_db


def readings(someone) -> list[tuple[str, str]]:
    entries = LogEntry.objects.get_for_object(someone).filter(action=LogEntry.Action.ACCESS)
    return [(each.actor.username, each.additional_data["purpose"]) for each in entries]


def test_a_search_finds_and_is_logged_for_those_it_shows(ada, person, logged_in):
    rosa, omar = person("rosa"), person("omar")

    page = logged_in(ada).get("/staff/people/?q=ROSA").content.decode()

    assert "rosa@example.org" in page
    assert "omar@example.org" not in page
    assert readings(rosa) == [("ada", "search in the pool")]
    assert readings(omar) == []


@pytest.mark.parametrize("words", ["", "r", "r o"])
def test_nobody_is_shown_who_was_not_looked_for(ada, person, logged_in, words):
    rosa = person()

    assert "rosa@example.org" not in logged_in(ada).get("/staff/people/", {"q": words}).content.decode()
    assert readings(rosa) == []


@pytest.mark.parametrize("words", ["Anna Schmidt", "schmidt an", "Schmidt  anna@", "Li", "太郎", "太"])
def test_every_word_must_fit_a_name_or_the_address(ada, person, logged_in, words):
    found = {"太郎": "taro", "太": "taro", "Li": "li"}.get(words, "anna")
    person("anna", given_name="Anna", family_name="Schmidt")
    person("bert", given_name="Bert", family_name="Schmidt")
    person("anna2", given_name="Anna", family_name="Weber")
    person("taro", given_name="太郎", family_name="Sato")
    person("li", given_name="Wei", family_name="Li")

    page = logged_in(ada).get("/staff/people/", {"q": words})

    assert [each.email for each in page.context["page"]] == [f"{found}@example.org"]


def test_only_people_on_the_page_are_logged(ada, person, logged_in):
    people = [person(f"twin{n:02}") for n in range(30)]

    logged_in(ada).get("/staff/people/?q=twin&page=2")

    assert sum(bool(readings(each)) for each in people) == 5


def test_the_page_of_a_person_is_logged_and_shows_who_looked(aud, person, logged_in):
    rosa = person()

    page = logged_in(aud).get(f"/staff/people/{rosa.public_id}/").content.decode()

    assert "rosa@example.org" in page
    assert readings(rosa) == [("aud", "page of a person")]
    assert "page of a person" in page


def test_the_log_shows_who_read_whom_and_no_personal_data(aud, ada, person, logged_in):
    rosa = person()
    logged_in(ada).get(f"/staff/people/{rosa.public_id}/")

    page = logged_in(aud).get("/staff/log/?reading=1").content.decode()

    assert rosa.public_id in page
    assert "page of a person" in page
    assert "Rosa" not in page
    assert "rosa@" not in page


def test_scripts_in_every_field_stay_text(ada, person, logged_in):
    script = "<script>x()</script>"
    rosa = person("rosa", given_name=script, family_name=script, channel_id=script, iban=script)
    Person.objects.filter(pk=rosa.pk).update(email=f"{script}@example.org")
    client = logged_in(ada)

    for address in (f"/staff/people/{rosa.public_id}/", "/staff/people/?q=script", "/staff/people/?q=<script>x()"):
        assert script not in client.get(address).content.decode()
