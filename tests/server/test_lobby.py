"""A block of an arrival session is made of people who are there."""

from __future__ import annotations

import time

import pytest

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

BLOCKS_OF_TWO = {"matching": "partner", "block_size": 2, "num_rounds": 1, "survey_sections": "none"}
# Longer than the answer of a page that is there may take: HERE_SECONDS of cheap_talk_game/attendance/lobby.py.
GONE_S = 6


@pytest.fixture
def session(session_server):
    return WebSession(session_server, "online_ch_uh", 4, **BLOCKS_OF_TWO)


def in_the_lobby(person):
    return person.arrive().play_until("WaitForBlock", "Report", "Capacity", "WaitForReport", "WaitForCapacity")


def test_who_has_closed_the_window_is_not_seated(session):
    gone, first, second, third = session.people
    in_the_lobby(gone)
    time.sleep(GONE_S)
    in_the_lobby(first)
    alone = first.page, first.http.get(first.url, headers={"x-page-opening": "wait"}, timeout=60).headers["x-ask-again"]
    in_the_lobby(second)
    session.go_on([first], lambda: first.page != "WaitForBlock")
    # Whoever comes back is seated with the next.
    gone.ask()
    came_back = gone.page
    in_the_lobby(third)
    session.go_on([gone], lambda: gone.page != "WaitForBlock")
    blocks = {code: row["block"] for code, row in session.participants().items()}

    assert alone == ("WaitForBlock", "2.0")
    assert came_back == "WaitForBlock"
    assert blocks[first.code] == blocks[second.code] != blocks[gone.code] == blocks[third.code]


def test_who_is_brought_to_the_lobby_by_the_experimenter_is_not_there(session):
    gone, first, second, _ = session.people
    gone.arrive().play_until("Quiz")
    administrator = Administrator(session.server)
    administrator.act(session.code, gone.code, "advance")
    in_the_lobby(first)
    alone = first.page
    in_the_lobby(second)

    assert alone == "WaitForBlock"
    assert second.page != "WaitForBlock"
