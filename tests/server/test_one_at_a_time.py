"""What an administrator does cannot commit or roll back a participant's half-done request.

Each case is played against oTree's own server too, where it fails: that is why ours replaces a part of it.
"""

from __future__ import annotations

import csv
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.harness.administrator import Administrator
from tests.harness.participant import Participant
from tests.harness.session_server import SessionServer, free_port, run_until_exit
from tests.harness.stock_server import StockServer

LONGEST_WAIT_S = 30
STOCK_FAILS = pytest.mark.xfail(strict=True, raises=AssertionError, reason="oTree's server lets them in between")
UNLUCKY = 13


@pytest.fixture(params=[SessionServer, pytest.param(StockServer, marks=STOCK_FAILS)], ids=["ours", "stock"])
def server(request, pausing_project, database_url) -> Iterator[SessionServer]:
    with request.param(pausing_project, DATABASE_URL=database_url) as running:
        yield running


@contextmanager
def in_between(project: Path, place: str, held: Callable[[], Any]) -> Iterator[Future]:
    """Carry `held` out up to a place where it stands still; let it go on when the block is done or it is tired."""
    project.joinpath(f"{place}.wanted").touch()
    with ThreadPoolExecutor(1) as elsewhere:
        result = elsewhere.submit(held)
        deadline = time.monotonic() + LONGEST_WAIT_S
        while not project.joinpath(f"{place}.reached").exists():
            assert time.monotonic() < deadline, f"{place} was never reached"
            time.sleep(0.01)
        yield result
        project.joinpath(f"{place}.over").touch()


def numbers(server: SessionServer, code: str) -> list[tuple[str, str]]:
    rows = csv.DictReader(server.rest.custom_export("pausing", "custom_export_numbers", code).splitlines())
    return [(row["number"], row["is_noted"]) for row in rows]


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


def test_files_are_served_while_a_hook_stands_still(pausing_project):
    (pausing_project / "_static" / "style.css").write_text("body {}")
    with SessionServer(pausing_project) as server:
        code = server.rest.create_session("pausing", 1)
        participant = Participant(server.rest.participant_links(code)[0])
        with in_between(pausing_project, "submitting", lambda: participant.submit(number=7)):
            file = requests.get(f"{server.url}/static/style.css", timeout=LONGEST_WAIT_S)
            hook_stood_still = not (pausing_project / "submitting.ended").exists()

    assert file.text == "body {}"
    assert hook_stood_still


def test_who_sends_slowly_holds_nobody_up(pausing_project):
    with SessionServer(pausing_project) as server, socket.create_connection(("127.0.0.1", server.port)) as slow:
        links = server.rest.participant_links(server.rest.create_session("pausing", 2))
        page = Participant(links[0]).page.url
        path = page.removeprefix(server.url)
        slow.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nnumber=".encode()
        )
        other = Participant(links[1])

        assert other.submit(number=8).ok
        assert "Nothing follows" in other.page.text


def test_an_asynchronous_live_method_is_refused(pausing_project):
    app = pausing_project / "pausing" / "__init__.py"
    source = app.read_text()
    assert "class Done(Page):\n    pass" in source
    endless = "class Done(Page):\n    @staticmethod\n    async def live_method(player, data):\n        yield {0: data}"
    app.write_text(source.replace("class Done(Page):\n    pass", endless))

    exit_code, output = run_until_exit(pausing_project, PORT=str(free_port()))

    assert exit_code == 1
    assert output.startswith("The live_method of Done is an asynchronous generator")
