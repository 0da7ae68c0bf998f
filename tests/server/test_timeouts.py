"""Time limits end although nobody's browser is open, the server was down meanwhile, or its timers died."""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.harness.servers.postgresql import query
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

# A limit of one second, oTree's six seconds of grace, ten more until somebody is fetched from a wait page.
LONGEST_WAIT_S = 60
AN_HOUR_AGO = (
    "UPDATE otree_taskqueuemessage SET epoch_time = epoch_time - 3600",
    "UPDATE otree_participant SET _timeout_expiration_time = _timeout_expiration_time - 3600",
)


def open_and_leave(link: str) -> None:
    """Load the first page and close the browser."""
    assert requests.get(link, timeout=30).ok


def time_limits(server: SessionServer, code: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(server.rest.custom_export("timing", "custom_export_time_limits", code).splitlines())
    return [tuple(row.values()) for row in rows]


def an_hour_later(server: SessionServer, code: str) -> list[tuple[str, ...]]:
    server.rest.custom_export("timing", "custom_export_after_an_hour")
    return time_limits(server, code)


def eventually(look: Callable[[], object], wanted: object) -> object:
    """Return what is seen once it is what is wanted, or else what is seen in the end."""
    deadline = time.monotonic() + LONGEST_WAIT_S
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    return seen


def change_while_down(project: Path, url: str | None, statements: tuple[str, ...]) -> None:
    for statement in statements:
        if url is None:
            with closing(sqlite3.connect(project / "db.sqlite3")) as connection, connection:
                connection.execute(statement)
        else:
            query(url, statement)


def test_pages_of_closed_browsers_end_in_time_one_after_the_other(pausing_project, database_url):
    """Both people's limits are due in the same second, and the second page's time must start by itself."""
    with SessionServer(pausing_project, DATABASE_URL=database_url) as server:
        code = server.rest.create_session("timing", 2)
        for link in server.rest.participant_links(code):
            open_and_leave(link)
        everybody_done = [("Done", "0", "1", "1")] * 2

        assert eventually(lambda: an_hour_later(server, code), everybody_done) == everybody_done

    assert "locked" not in server.output()
    assert "Traceback" not in server.output()


def test_limits_that_ended_while_the_server_was_down_are_honoured_at_its_start(pausing_project, database_url):
    server = SessionServer(pausing_project, DATABASE_URL=database_url).start()
    code = server.rest.create_session("timing", 2)
    for link in server.rest.participant_links(code):
        open_and_leave(link)
    server.kill()
    change_while_down(pausing_project, database_url, AN_HOUR_AGO)

    with server:
        # The second page's own time runs from now on.
        at_once = eventually(lambda: [row[2] for row in time_limits(server, code)], ["1", "1"])

    assert at_once == ["1", "1"]


def test_a_limit_is_honoured_although_the_server_was_killed_while_it_ended(pausing_project):
    server = SessionServer(pausing_project).start()
    code = server.rest.create_session("timing", 2)
    open_and_leave(server.rest.participant_links(code)[0])
    pausing_project.joinpath("ending.wanted").touch()
    server.rest.custom_export("timing", "custom_export_after_an_hour")
    assert eventually((pausing_project / "ending.reached").exists, wanted=True)
    server.kill()

    with server:
        ended = eventually(lambda: sorted(row[2] for row in time_limits(server, code)), ["0", "1"])

    assert ended == ["0", "1"]


def test_a_limit_that_cannot_be_carried_out_is_tried_three_times(pausing_project):
    with SessionServer(pausing_project) as server:
        server.rest.custom_export("timing", "custom_export_impatient")
        code = server.rest.create_session("timing", 2)
        for link in server.rest.participant_links(code):
            open_and_leave(link)
        # Three failures of the first person's page, and two of the second's.
        pausing_project.joinpath("failures").write_text("5")
        server.rest.custom_export("timing", "custom_export_after_an_hour")
        given_up, ended = ("First", "0", "0", "0"), ("Wait", "0", "1", "0")

        assert eventually(lambda: sorted(time_limits(server, code)), [given_up, ended]) == [given_up, ended]

    assert server.output().count("A time limit could not be carried out") == 5


def test_timers_that_were_killed_are_started_again(pausing_project):
    with SessionServer(pausing_project) as server:
        code = server.rest.create_session("timing", 2)
        server.rest.custom_export("timing", "custom_export_with_dead_timers")
        open_and_leave(server.rest.participant_links(code)[0])
        never_came, waits = ("", "0", "0", "0"), ("Wait", "0", "1", "0")

        assert eventually(lambda: sorted(time_limits(server, code)), [never_came, waits]) == [never_came, waits]

    assert server.output().count("The timers of pages stopped (killed) and are started again.") == 1
