"""Whether everything is ready, as the office shows it: what the server says, what the office sees, its own e-mails."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from recruitment.laboratory import server_client
from recruitment.laboratory.preflight_page import NAMES
from recruitment.models import Duty, SessionServer
from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel
from tests.harness.servers.session_server import REST_KEY
from tests.recruitment.check_in_people import server_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key")]

CHECKS = [
    {"name": "disk", "state": "red", "found": "<b>0.1 GB</b>", "remedy": "Make room."},
    {"name": "backup", "state": "green", "found": "today", "remedy": "Make one."},
]


class Live(FakeChannel):
    """Says two checks, at the time that its clock shows."""

    ahead_s, status = 0.0, 200

    def answer(self, asked: Asked) -> Answer:
        said = {"at": time.time() + self.ahead_s, "is_closed_network": False, "checks": CHECKS}
        return Answer(self.status, said if self.status == 200 else "no")


@pytest.fixture
def live():
    with Live() as server:
        yield server


@pytest.fixture
def page(ada, logged_in):
    """Return ``page(server, **query)``: the page as an administrator reads it."""
    client = logged_in(ada)

    def page(server: SessionServer, *, language: str = "en", **query: str) -> str:
        address = f"/staff/servers/{server.pk}/preflight/"
        return client.get(address, query, headers={"accept-language": language}).content.decode()

    return page


def row(name: str, state: str, kind: str) -> str:
    return f'<th scope="row">{name}</th><td class="state-{kind}">{state}</td>'


@pytest.mark.process
def test_it_shows_every_check_of_a_real_server_by_its_name(session_server, page):
    server = server_at(session_server.url)
    shown = page(server, study="crossover")
    names = [check.name for check in server_client.preflight(server)]

    # Another name would stay English.
    assert [*names, "mail"] == list(NAMES)
    assert [name for name in NAMES.values() if f'<th scope="row">{escape(name)}</th>' not in shown] == []
    assert row("clock", "green", "green") in shown
    assert "crossover is sound and not frozen" in shown
    assert REST_KEY not in shown


def test_what_the_server_says_is_text_and_its_remedy_stands_where_it_is_needed(live, page):
    shown = page(server_at(live.url))

    assert row("disk", "red", "red") in shown
    assert "&lt;b&gt;0.1 GB&lt;/b&gt;" in shown
    assert "Make room." in shown
    assert "Make one." not in shown
    assert 'role="alert">Not ready' in shown


def test_clocks_and_the_address_for_participants_are_seen_from_the_office(live, page):
    live.ahead_s = 3600
    server = server_at(live.url)
    server.participant_url = "http://lab.example.org"
    server.save()
    shown = page(server)

    assert row("clock", "red", "red") in shown
    assert "3600" in shown
    assert row("https", "red", "red") in shown


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_that_gives_no_checks_is_red(live, page, status):
    live.status = status

    assert row("session server", "red", "red") in page(server_at(live.url))


def test_a_study_is_chosen_among_those_of_the_server(live, page):
    server = server_at(live.url)
    server.session_configs = [{"name": "demo"}, {"name": "study_crossover"}]
    server.save()
    shown = page(server, study="crossover")

    assert "<option selected>crossover</option>" in shown
    assert "<option>demo" not in shown
    assert live.asked[-1].query == {"study": "crossover"}


@pytest.mark.parametrize(
    ("backend", "worker_was_there", "state"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", timedelta(minutes=1), "green"),
        ("anymail.backends.postmark.EmailBackend", timedelta(minutes=1), "green"),
        ("django.core.mail.backends.console.EmailBackend", timedelta(minutes=1), "red"),
        ("django.core.mail.backends.smtp.EmailBackend", timedelta(hours=1), "red"),
    ],
)
def test_mail_leaves_where_there_is_a_way_and_somebody_who_sends_it(live, page, backend, worker_was_there, state):
    settings.EMAIL_BACKEND = backend
    Duty.objects.create(name="outgoing.x", done_at=timezone.now() - worker_was_there)

    assert row("e-mail of the office", state, state) in page(server_at(live.url))


def test_it_is_german_but_for_the_words_of_the_server(live, page):
    shown = page(server_at(live.url), language="de")

    assert row("Festplatte", "rot", "red") in shown
    assert '<td lang="en">Make room.</td>' in shown
    assert "Vorabprüfung" in shown


def test_who_only_checks_people_in_has_no_business_there(live, logged_in, doris):
    server = server_at(live.url)

    assert logged_in(doris).get(f"/staff/servers/{server.pk}/preflight/").status_code == 403
