"""In a real browser: clocks that jump, scripts that come late, a press on a slow line."""

from __future__ import annotations

import re
import time

import pytest

from tests.harness.people.arrivals import arrives_at

pytestmark = pytest.mark.browser

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1}
SEND = "form#form button[type=submit]"


def clock_of(person) -> int:
    """Return the seconds that the page shows."""
    minutes, seconds = person.page.locator("#timer-clock").inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


def wait_for_clock(person, pattern: str) -> None:
    person.page.locator("#timer-clock", has_text=re.compile(pattern)).wait_for()


def is_sent_as_timed_out(request) -> bool:
    return "timeout_happened=1" in (request.post_data or "")


def test_a_clock_that_jumps_ahead_sends_nothing_and_is_set_right(session_server, pair):
    sender, receiver = pair(decision_seconds=40, **SHORT)
    sender.page.clock.install()
    sender.page.reload()
    sender.page.fill("#id_report", "77")
    sent = []
    sender.page.on("request", lambda request: sent.append(request) if is_sent_as_timed_out(request) else None)
    with sender.page.expect_response(lambda answer: "x-seconds-left" in answer.headers):
        # All clocks of the page, as after the sleep of a computer.
        sender.page.clock.fast_forward("01:00:00")
    wait_for_clock(sender, "0:[0-9]*[1-9]")
    kept = sender.page.input_value("#id_report"), 0 < clock_of(sender) <= 40
    sender.page.click(SEND)
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)

    assert sent == []
    assert kept == ("77", True)
    assert receiver.page.locator("#report").inner_text() == "77"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wall_clock_that_is_set_does_not_change_the_time_that_is_left(hours, session_server, pair):
    sender, _ = pair(decision_seconds=60, **SHORT)
    sender.page.evaluate(
        "hours => { const own = Date.now.bind(Date); Date.now = () => own() + hours * 3600 * 1000; }", hours
    )
    sender.page.wait_for_timeout(1000)

    assert 0 < clock_of(sender) <= 60
    assert sender.where == "Report"


def test_time_counts_from_the_navigation_however_late_the_scripts_come(session_server, pair):
    sender, _ = pair(decision_seconds=60, **SHORT)
    held = []
    # Playwright wants a function to which it can attach something.
    sender.page.route("**/timer.js", lambda route: held.append(route))  # noqa: PLW0108
    began = time.monotonic()
    sender.page.reload(wait_until="commit")
    while time.monotonic() < began + 4:
        sender.page.wait_for_timeout(100)
    before = sender.page.locator("#timer-clock").inner_text()
    held[0].continue_()
    wait_for_clock(sender, "0:")

    assert before == ""
    # The receiver's window was opened in between, so that less may be left.
    assert clock_of(sender) <= 57


def test_a_form_that_is_on_its_way_holds_the_time_out_back(session_server, pair):
    sender, receiver = pair(decision_seconds=8, **SHORT)
    held = []
    sent_late = []
    sender.page.on("request", lambda request: sent_late.append(request) if is_sent_as_timed_out(request) else None)
    sender.page.route(
        re.compile("/Report/"),
        lambda route: held.append(route) if route.request.method == "POST" else route.fallback(),
    )
    sender.page.fill("#id_report", "77")
    wait_for_clock(sender, "0:0[01]")
    sender.page.click(SEND, no_wait_after=True)
    sender.page.wait_for_timeout(2500)
    for route in held:
        route.fallback()
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)

    assert len(held) == 1
    assert sent_late == []
    assert receiver.page.locator("#report").inner_text() == "77"


def test_the_time_ends_although_the_server_could_not_be_asked_at_first(session_server, pair):
    sender, receiver = pair(decision_seconds=6, **SHORT)
    refused = []

    def refuse_once(route):
        if "x-page-opening" in route.request.headers and not refused:
            refused.append(route)
            route.abort()
        else:
            route.fallback()

    sender.page.route(re.compile("/Report/"), refuse_once)
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)
    arrives_at(sender.page, "/WaitForCapacity/", timeout=30_000)

    assert len(refused) == 1
