"""Time that was not the person's: a browser's wrong clock, a server that stood still, a form that waited its turn."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from tests.harness.people.web_people import WebPerson
from tests.harness.people.web_session import WebSession
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1, "matching": "partner"}
# Longer than the limits of these tests and what is allowed for the way of a form.
STANDSTILL_S = 9
SLOW_EXPORT = f"""

def custom_export_slowly(players):
    import time

    time.sleep({STANDSTILL_S})
    yield ["nothing"]
"""


@pytest.fixture(scope="module")
def session_server(tmp_path_factory):
    """Run the experiment's server, with an export that holds the lock of all requests."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("server") / "project")
    with (project / "cheap_talk_game" / "__init__.py").open("a", encoding="utf-8") as app:
        app.write(SLOW_EXPORT)
    with SessionServer(project) as server:
        yield server


@pytest.fixture
def session(session_server):
    def session(n=2, **modified):
        return WebSession(session_server, "demo", n, **{**SHORT, **modified})

    return session


def at_the_report(played) -> tuple[WebPerson, WebPerson]:
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    return sender, receiver


@contextmanager
def stopped(server: SessionServer, seconds: float, meanwhile: Callable[[], object]):
    """Let the server's process stand still while something is sent to it; yield what comes of that."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as elsewhere:
            sent: Future = elsewhere.submit(meanwhile)
            time.sleep(seconds)
            server.process.send_signal(signal.SIGCONT)
            yield sent.result()
    finally:
        server.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("limit", ["decision_seconds", "page_seconds", "none"])
def test_a_browser_that_says_too_early_that_the_time_is_over_is_shown_the_page_again(limit, session, tmp_path):
    limits = {"none": {}, "page_seconds": {"page_seconds": 60, "dropout": "end_pair"}}
    played = session(**limits.get(limit, {limit: 60}))
    sender, receiver = at_the_report(played)
    sender.send(report="33", timeout_happened="1")
    page, kept = sender.page, 'value="33"' in sender.html
    stored = played.rounds(tmp_path)[["report", "report_timed_out"]].isna().all(axis=None)
    sender.send(report="44")
    played.play_to_the_end([sender, receiver])

    assert (page, kept, stored) == ("Report", True, True)
    assert played.rounds(tmp_path)["report"].tolist() == [44]


def test_an_early_time_out_of_an_older_window_takes_nothing_over(session):
    played = session(decision_seconds=60)
    sender, _ = at_the_report(played)
    older = sender.hidden
    sender.reload()
    again = sender.http.post(sender.url, data=older | {"report": "1", "timeout_happened": "1"}, timeout=60).text
    forged = sender.http.post(sender.url, data={"page_opening": '"><img>', "timeout_happened": "1"}, timeout=60).text

    assert "<img>" not in forged
    assert f'value="{older["page_opening"]}"' in again
    assert sender.ask() == 204
    assert sender.ask(older["page_opening"]) == 409


@pytest.mark.parametrize("when", ["early", "late"])
def test_nobody_becomes_the_experimenter_by_the_name_of_a_field(when, session):
    played = session(page_seconds=2 if when == "late" else 60, dropout="end_pair", presence_seconds=60)
    person = played.people[0].arrive()
    if when == "late":
        time.sleep(6)
    person.send(consent="True", admin_secret_code="guessed", timeout_happened="1")

    assert person.page == ("Consent" if when == "early" else "Goodbye")
    assert played.participants()[person.code]["consent_given"] == ""


def test_a_page_is_told_how_much_time_is_left(session):
    played = session(decision_seconds=60)
    sender, _ = at_the_report(played)
    answer = sender.http.get(sender.url, headers={"x-page-opening": sender.opening}, timeout=60)

    assert 0 < float(answer.headers["x-seconds-left"]) <= 60


def test_nobody_is_silent_for_a_server_that_stood_still(session, session_server):
    played = session(dropout="end_pair", presence_seconds=6)
    sender, receiver = at_the_report(played)
    # Whoever waits asks while nobody can be heard, and is the first to be answered.
    with stopped(session_server, STANDSTILL_S, receiver.ask) as asked:
        sender.send(report="20")
    played.play_to_the_end(played.people)

    assert asked == 204
    assert {row["exit_reason"] for row in played.participants().values()} == {"completed"}


@pytest.mark.parametrize("limit", ["decision_seconds", "page_seconds"])
def test_a_decision_sent_to_a_server_that_stood_still_counts(limit, session, session_server, tmp_path):
    more = {"dropout": "end_pair", "presence_seconds": 60} if limit == "page_seconds" else {}
    played = session(**{limit: 5}, **more)
    sender, _ = at_the_report(played)
    with stopped(session_server, STANDSTILL_S, lambda: sender.send(report="20")):
        pass
    played.play_to_the_end(played.people)

    assert played.rounds(tmp_path)["report"].tolist() == [20]
    assert {row["exit_reason"] for row in played.participants().values()} == {"completed"}


def test_a_limit_that_a_standstill_has_put_off_still_ends(session, session_server, tmp_path):
    played = session(decision_seconds=5)
    _, receiver = at_the_report(played)
    with stopped(session_server, STANDSTILL_S, receiver.ask):
        pass
    played.go_on([receiver], lambda: receiver.page == "Capacity")

    assert played.rounds(tmp_path)["report_timed_out"].tolist() == [True]


def test_waiting_for_a_server_that_stood_still_is_no_wait(session, session_server):
    played = session(max_wait_seconds=6)
    _, receiver = at_the_report(played)
    with stopped(session_server, STANDSTILL_S, receiver.ask) as asked:
        pass
    still_waits = 'id="offer"' not in receiver.html
    played.go_on([receiver], lambda: 'id="offer"' in receiver.html)

    assert (asked, still_waits) == (204, True)


def test_a_decision_after_a_restart_in_the_middle_of_its_time_counts(session, session_server, tmp_path):
    played = session(decision_seconds=5)
    sender, _ = at_the_report(played)
    session_server.kill()
    time.sleep(STANDSTILL_S)
    session_server.start()
    sender.send(report="20")
    played.play_to_the_end(played.people)

    assert played.rounds(tmp_path)["report"].tolist() == [20]


@pytest.mark.parametrize("limit", ["decision_seconds", "page_seconds"])
def test_a_decision_that_waited_its_turn_is_judged_by_when_it_came(limit, session, session_server, tmp_path):
    more = {"dropout": "end_pair", "presence_seconds": 60} if limit == "page_seconds" else {}
    played = session(**{limit: 4}, **more)
    sender, _ = at_the_report(played)
    with ThreadPoolExecutor(1) as elsewhere:
        exported = elsewhere.submit(session_server.rest.custom_export, "cheap_talk_game", "custom_export_slowly")
        wait_until_busy(session_server)
        sender.send(report="20")
        exported.result()
    played.play_to_the_end(played.people)
    rounds = played.rounds(tmp_path)

    assert rounds["report"].tolist() == [20]
    assert rounds["report_seconds"].iloc[0] < STANDSTILL_S - 2


@pytest.mark.parametrize("limit", ["decision_seconds", "page_seconds"])
def test_a_form_that_trickles_in_is_judged_by_when_it_began(limit, session, session_server, tmp_path):
    """The server ends a page six seconds after its time, but not past a form that is on its way."""
    more = {"dropout": "end_pair", "presence_seconds": 60} if limit == "page_seconds" else {}
    played = session(**{limit: 3}, **more)
    sender, receiver = at_the_report(played)
    form = urlencode(sender.hidden | {"report": "20"}).encode()
    with socket.create_connection(("127.0.0.1", session_server.port)) as line:
        head = f"POST {urlsplit(sender.url).path} HTTP/1.1\r\nHost: 127.0.0.1:{session_server.port}\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
        line.sendall(head.encode() + form[:-1])
        until = time.monotonic() + 9.5
        while time.monotonic() < until:
            receiver.ask()
            time.sleep(0.2)
        line.sendall(form[-1:])
        answer = line.recv(100)
    played.play_to_the_end(played.people)

    assert b" 302 " in answer
    assert played.rounds(tmp_path)["report"].tolist() == [20]


def wait_until_busy(server: SessionServer) -> None:
    """Return once somebody else has the server's lock for longer than a page does."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            requests.get(f"{server.url}/healthz", timeout=0.5)
        except requests.Timeout:
            return
    raise AssertionError("the server was never busy")
