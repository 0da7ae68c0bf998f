"""What every answer tells browsers: no frames, no scripts of others, nothing kept of what is somebody's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from recruitment.web.content_security import POLICY
from tests.recruitment.whole_office import FOR_ALL, FOR_PEOPLE, FOR_STAFF, OF_AN_ACCOUNT, PAGES, PEOPLE, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SAID = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def missing(answer) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name, text in SAID.items() if answer.headers.get(name) != text}


@pytest.mark.parametrize("visitor", ["nobody", *PEOPLE, *STAFF])
def test_every_answer_says_it_all(whole_office, as_visitor, visitor):
    office = whole_office()
    client = as_visitor(office, visitor)
    addresses = [page.address(name, office) for name, page in PAGES.items()]

    answers = {address: client.get(address) for address in [*addresses, *map(reverse, sorted(OF_AN_ACCOUNT)), "/no"]}

    assert {address: missing(answer) for address, answer in answers.items() if missing(answer)} == {}


def test_mistakes_and_strange_hosts_get_them_too(whole_office):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    answers = [client.post("/log-in/"), client.get("/", headers={"Host": "evil.example"}), client.get("/my/../no")]

    assert [answer.status_code for answer in answers] == [403, 400, 404]
    assert [missing(answer) for answer in answers] == [{}, {}, {}]


@pytest.mark.parametrize(("visitor", "pages"), [("rosa", FOR_PEOPLE), ("ada", FOR_STAFF), ("doris", FOR_STAFF)])
def test_browsers_keep_nothing_of_what_is_somebodys(whole_office, as_visitor, visitor, pages):
    """Whoever sits down at the tablet next must not find it with the browser's way back."""
    office = whole_office()
    client = as_visitor(office, visitor)

    answers = {name: client.get(page.address(name, office)) for name, page in pages.items() if page.get}
    shown = {name: answer for name, answer in answers.items() if answer.status_code == 200}
    kept = {name for name, answer in shown.items() if "no-store" not in answer.headers.get("Cache-Control", "")}

    assert {"check_in", "my_data"} & set(shown) != set()
    assert kept == set()


def test_links_are_kept_neither(whole_office):
    office = whole_office()

    for name in ("enter", "waiting", "arrival"):
        assert "no-store" in Client().get(FOR_ALL[name].address(name, office)).headers["Cache-Control"]
