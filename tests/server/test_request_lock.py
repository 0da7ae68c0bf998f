"""What an administrator does cannot commit or roll back a participant's half-done request.

Each case is played against oTree's own server too, where it fails: that is why ours replaces a part of it.
"""

from __future__ import annotations

import csv
import html
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.harness.people.administrator import Administrator
from tests.harness.people.attacker import connection, open_socket
from tests.harness.people.participant import Participant
from tests.harness.servers.project_copy import PAUSING_PROJECT, copy_project
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit
from tests.harness.servers.stock_server import StockServer

pytestmark = pytest.mark.process

LONGEST_WAIT_S = 30
STOCK_FAILS = pytest.mark.xfail(strict=True, raises=AssertionError, reason="oTree's server lets them in between")
UNLUCKY = 13
UNKEPT = 14
WITHOUT_WAY_ON = 15


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address_of_database(request) -> str | None:
    return None if request.param == "sqlite" else request.getfixturevalue("postgresql_cluster").new_database()


@pytest.fixture(
    scope="module", params=[SessionServer, pytest.param(StockServer, marks=STOCK_FAILS)], ids=["ours", "stock"]
)
def server(request, address_of_database, tmp_path_factory) -> Iterator[SessionServer]:
    project = copy_project(PAUSING_PROJECT, tmp_path_factory.mktemp("server") / "project")
    with request.param(project, DATABASE_URL=address_of_database) as running:
        yield running


@pytest.fixture(scope="module")
def our_server(tmp_path_factory) -> Iterator[SessionServer]:
    project = copy_project(PAUSING_PROJECT, tmp_path_factory.mktemp("server") / "project")
    (project / "_static" / "style.css").write_text("body {}")
    with SessionServer(project) as running:
        yield running


@contextmanager
def in_between(project: Path, place: str, held: Callable[[], Any]) -> Iterator[Future]:
    """Carry `held` out up to a place where it stands still; let it go on when the block is done or it is tired."""
    project.joinpath(f"{place}.wanted").touch()
    try:
        with ThreadPoolExecutor(1) as elsewhere:
            result = elsewhere.submit(held)
            deadline = time.monotonic() + LONGEST_WAIT_S
            while not project.joinpath(f"{place}.reached").exists():
                assert time.monotonic() < deadline, f"{place} was never reached"
                time.sleep(0.01)
            yield result
            project.joinpath(f"{place}.over").touch()
    finally:
        for word in ("wanted", "reached", "over", "ended"):
            project.joinpath(f"{place}.{word}").unlink(missing_ok=True)


def numbers(server: SessionServer, code: str) -> list[tuple[str, str]]:
    rows = csv.DictReader(server.rest.custom_export("pausing", "custom_export_numbers", code).splitlines())
    return [(row["number"], row["is_noted"]) for row in rows]


def text_frame(content: dict[str, object]) -> bytes:
    """Return a short message of a websocket as a client sends it."""
    text = json.dumps(content).encode()
    assert len(text) < 126
    no_mask = bytes(4)
    return bytes([0x81, 0x80 | len(text)]) + no_mask + text


def test_an_export_that_fails_takes_nothing_away(server):
    code = server.rest.create_session("pausing", 1)
    participant = Participant(server.rest.participant_links(code)[0])

    with in_between(server.project, "submitting", lambda: participant.submit(number=7)) as submitted:
        answer = requests.get(
            f"{server.url}/api/export_app_custom",
            params={"app": "pausing", "function_name": "custom_export_failing"},
            headers={"otree-rest-key": "key-of-the-tests"},
            timeout=LONGEST_WAIT_S,
        )

    assert answer.status_code == 500
    assert submitted.result().ok
    assert numbers(server, code) == [("7", "1")]


def test_a_look_at_the_data_keeps_nothing_of_a_request_that_fails(server):
    code = server.rest.create_session("pausing", 1)
    participant = Participant(server.rest.participant_links(code)[0])
    administrator = Administrator(server)

    with in_between(server.project, "submitting", lambda: participant.submit(number=UNLUCKY)) as submitted:
        assert administrator.refresh_data(code).ok

    assert submitted.result().status_code == 500
    assert numbers(server, code) == [("", "0")]


def test_a_session_that_is_being_created_survives_a_participants_error(server):
    code = server.rest.create_session("pausing", 1)
    participant = Participant(server.rest.participant_links(code)[0])
    administrator = Administrator(server)

    with in_between(server.project, "creating", lambda: administrator.create_session("pausing", 4)) as created:
        assert participant.submit(number=UNLUCKY).status_code == 500

    assert numbers(server, created.result()) == [("", "0")] * 4


def test_who_was_not_sent_on_has_left_nothing_behind(pausing_project, database_url):
    """The database does not take the first one's request, and the page that the second one would see fails."""
    with SessionServer(pausing_project, DATABASE_URL=database_url) as server:
        code = server.rest.create_session("pausing", 2)
        people = [Participant(link) for link in server.rest.participant_links(code)]

        for person, number in zip(people, (UNKEPT, WITHOUT_WAY_ON), strict=True):
            assert person.submit(number=number).status_code == 500
        assert numbers(server, code) == [("", "0")] * 2
        assert "EnterNumber" not in server.rest.get("/api/export_page_times").text


@pytest.mark.parametrize(
    ("place", "ask"),
    [
        ("creating", lambda server, _: server.rest.create_session("pausing", 1)),
        ("reporting", lambda server, code: Administrator(server).get(f"/AdminReport/{code}")),
    ],
    ids=["a program creates a session", "an administrator looks at a report"],
)
def test_files_are_served_meanwhile(our_server, place, ask):
    code = our_server.rest.create_session("pausing", 1)
    with in_between(our_server.project, place, lambda: ask(our_server, code)):
        file = requests.get(f"{our_server.url}/static/style.css", timeout=LONGEST_WAIT_S)
        stood_still = not (our_server.project / f"{place}.ended").exists()

    assert file.text == "body {}"
    assert stood_still


def test_who_reads_an_export_slowly_holds_nobody_up(our_server):
    with connection(our_server) as slow:
        code = our_server.rest.create_session("pausing", 1)
        participant = Participant(our_server.rest.participant_links(code)[0])
        slow.sendall(open_socket("/export", f"Cookie: {Administrator(our_server).cookies}"))
        assert b" 101 " in slow.recv(1000)
        slow.sendall(
            text_frame({"app_name": "pausing", "is_custom": True, "function_name": "custom_export_large"}),
        )
        assert b"pausing" in slow.recv(1000)

        assert participant.submit(number=8).ok
        assert "Nothing follows" in participant.page.text


def test_a_live_message_is_answered_when_the_request_before_it_has_ended(our_server):
    with connection(our_server) as live:
        code = our_server.rest.create_session("pausing", 2)
        submitting, asking = (Participant(link) for link in our_server.rest.participant_links(code))
        live.sendall(open_socket(live_address(asking)))
        # What is sent before the server has agreed is lost.
        assert b" 101 " in live.recv(1000)
        before = live_answer(live)
        with in_between(our_server.project, "submitting", lambda: submitting.submit(number=UNLUCKY)) as submitted:
            after = live_answer(live)

        assert submitted.result().status_code == 500
        assert (before, after) == ({"has_ended": False}, {"has_ended": True})
        assert numbers(our_server, code) == [("", "0")] * 2


def live_address(person: Participant) -> str:
    [address] = re.findall(r'data-socket-url="(/live[^"]*)"', person.page.text)
    return html.unescape(address)


def live_answer(live: socket.socket) -> object:
    """Send a live message and return what the page's live method answers."""
    live.sendall(text_frame({}))
    received = b""
    while b"}}" not in received:
        part = live.recv(1000)
        assert part, received
        received += part
    return json.loads(received[received.rindex(b'{"otree_success"') :])["live_method_payload"]


def test_an_asynchronous_live_method_is_refused(pausing_project):
    app = pausing_project / "pausing" / "__init__.py"
    source = app.read_text()
    assert "class Done(Page):\n" in source
    endless = "    @staticmethod\n    async def live_method(player, data):\n        yield {0: data}\n\n"
    app.write_text(source.replace("class Done(Page):\n", f"class Done(Page):\n{endless}"))

    exit_code, output = run_until_exit(pausing_project, PORT=str(free_port()))

    assert exit_code == 1
    assert output.startswith("The live_method of Done is an asynchronous generator")
