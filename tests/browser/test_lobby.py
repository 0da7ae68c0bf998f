"""In a real browser: a page in the lobby is asked whether it is there when its block could be made."""

from __future__ import annotations

import time

import pytest

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.browser

# Longer than the answer of a page that is there may take, shorter than a page waits before it asks by itself.
SILENT_S = 7
AT_ONCE_S = 6


def test_whoever_is_there_is_asked_and_seated_at_once(session_server, arrive):
    settings = {"matching": "partner", "block_size": 2, "num_rounds": 1, "survey_sections": "none"}
    played = WebSession(session_server, "online_ch_uh", 2, **settings)
    first, second = played.people
    first.arrive().play_until("WaitForBlock")
    here = arrive(first.url)
    here.page.wait_for_timeout(SILENT_S * 1000)
    second.arrive().play_until("WaitForBlock")
    deadline = time.monotonic() + AT_ONCE_S
    while second.page == "WaitForBlock" and time.monotonic() < deadline:
        second.ask()
    arrives_at(here.page, "/game/", timeout=AT_ONCE_S * 1000)

    assert second.page != "WaitForBlock"
