"""Guessed ids, signs that no database takes, numbers that are too large: refused, and never a fault of the office."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.recruitment.whole_office import PAGES, WholeOffice

pytestmark = pytest.mark.django_db

NUMBERS = (0, 2**31, 2**63, 10**30)
WORDS = ("guessed", "\0", "'; --", "x" * 5000, "😀")
TYPED = ("\0", "-1", "9" * 400, "NaN", "x" * 5000, "2026-13-45")
QUERIES = ("q", "page", "month", "link", "reading", "next", "participantId", "PROLIFIC_PID", "id")


@pytest.fixture
def office(whole_office) -> WholeOffice:
    return whole_office()


@pytest.fixture
def client_for(office, as_visitor):
    """Return ``client_for("door")``, a client of somebody who may open the page and is told of every fault."""

    def client_for(name: str) -> Client:
        client = as_visitor(office, PAGES[name].sender if name not in {"calendar", "history"} else "rosa")
        client.raise_request_exception = False
        return client

    return client_for


@pytest.mark.parametrize("name", [name for name in PAGES if name != "new_part"])
def test_a_guessed_id_finds_nothing(office, client_for, name):
    page, client = PAGES[name], client_for(name)
    args = page.args(office)

    answers = {}
    for place, value in enumerate(args):
        for guess in NUMBERS if isinstance(value, int) else WORDS:
            address = reverse(name, args=[*args[:place], guess, *args[place + 1 :]])
            for method in ("get", "post"):
                given = getattr(client, method)(address, page.data(office) if method == "post" else {})
                answers[method, str(guess)[:20]] = given.status_code

    assert {asked: status for asked, status in answers.items() if status not in {400, 403, 404, 405}} == {}


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.get])
def test_nothing_in_the_address_is_too_strange(office, client_for, name):
    client, address = client_for(name), PAGES[name].address(name, office).partition("?")[0]

    answers = {
        (query, typed[:20]): client.get(address, {query: typed}).status_code for query in QUERIES for typed in TYPED
    }

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.post and page.data])
def test_nothing_in_a_form_is_too_strange(office, client_for, name):
    page, client = PAGES[name], client_for(name)
    address = page.address(name, office)

    answers = {
        (field, typed[:20]): client.post(address, page.data(office) | {field: typed}).status_code
        for field in page.data(office)
        for typed in TYPED
    }

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}
