"""Guessed ids, signs that no database takes, numbers that are too large: refused, and never a fault of the office."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.recruitment.one_of_everything import WholeOffice
from tests.recruitment.whole_office import FOR_ALL, FOR_PEOPLE, FOR_STAFF, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NUMBERS = (0, 2**31, 2**63, 10**30)
WORDS = ("guessed", "\0", "'; --", "x" * 5000, "😀")
TYPED = ("\0", "-1", "9" * 400, "NaN", "x" * 5000, "2026-13-45", "😀")
QUERIES = ("q", "page", "month", "link", "reading", "next", "participantId", "PROLIFIC_PID", "id")
GROUPS = [("nobody", FOR_ALL), ("rosa", FOR_PEOPLE), ("ada", FOR_STAFF)]


@pytest.fixture
def office(whole_office) -> WholeOffice:
    return whole_office()


@pytest.fixture
def client_of(office, as_visitor):
    """Return ``client_of("ada")``, a client that answers a fault of the office with 500."""

    def client_of(visitor: str) -> Client:
        client = as_visitor(office, visitor)
        client.raise_request_exception = False
        return client

    return client_of


def guesses(name: str, office: WholeOffice) -> list[str]:
    """Return addresses of this page with each of its ids guessed."""
    args = PAGES[name].args(office)
    return [
        reverse(name, args=[*args[:place], guess, *args[place + 1 :]])
        for place, value in enumerate(args)
        for guess in (NUMBERS if isinstance(value, int) else WORDS)
    ]


@pytest.mark.parametrize(("visitor", "pages"), GROUPS, ids=["nobody", "rosa", "ada"])
def test_a_guessed_id_finds_nothing(office, client_of, visitor, pages):
    client = client_of(visitor)

    answers = {
        (method, address[:80]): getattr(client, method)(address, pages[name].data(office)).status_code
        for name in pages
        for address in guesses(name, office)
        for method in ("get", "post")
    }

    assert len(answers) > 10
    assert {asked: status for asked, status in answers.items() if status not in {400, 404, 405}} == {}


@pytest.mark.parametrize(("visitor", "pages"), GROUPS, ids=["nobody", "rosa", "ada"])
def test_nothing_in_an_address_is_too_strange(office, client_of, visitor, pages):
    client = client_of(visitor)

    answers = {
        (name, typed[:20]): client.get(
            page.address(name, office).partition("?")[0], dict.fromkeys(QUERIES, typed)
        ).status_code
        for name, page in pages.items()
        for typed in TYPED
    }

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(("visitor", "pages"), GROUPS, ids=["nobody", "rosa", "ada"])
def test_nothing_in_a_form_is_too_strange(office, client_of, visitor, pages):
    client = client_of(visitor)
    # What ends a log-in or an object comes last.
    forms = sorted((name for name, page in pages.items() if page.data(office)), key=["enter", "map_pool"].__contains__)

    answers = {}
    for name in forms:
        address, data = pages[name].address(name, office), pages[name].data(office)
        for field in data:
            for typed in TYPED:
                answers[name, field, typed[:20]] = client.post(address, data | {field: typed}).status_code

    assert len(answers) > 10
    assert {asked: status for asked, status in answers.items() if status >= 500} == {}
