"""In a real browser: pages that wait, where their scripts do not come."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.browser

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1}
# The page loads itself anew after ten seconds.
BY_ITSELF_MS = 30_000


def waiting(server):
    played = WebSession(server, "demo", 2, matching="partner", **SHORT)
    played.bring_to_the_game(played.people)
    return sorted(played.people, key=lambda person: person.is_waiting)


@pytest.mark.parametrize("missing", ["**/wait.js", "**/socket.js", "**/*.js"])
def test_a_page_that_waits_goes_on_although_its_script_did_not_come(missing, session_server, arrive):
    sender, receiver = waiting(session_server)
    person = arrive(session_server.url + "/login")
    person.page.route(missing, lambda route: route.abort())
    person.page.goto(receiver.url)
    sender.act()

    arrives_at(person.page, "/Capacity/", timeout=BY_ITSELF_MS)


def test_a_page_that_waits_goes_on_without_scripts(session_server, browser: Browser):
    sender, receiver = waiting(session_server)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(receiver.url)
    sender.act()
    page.wait_for_url(re.compile("/Capacity/"), timeout=BY_ITSELF_MS)
    context.close()


def test_a_page_that_cannot_reach_the_server_stays_and_goes_on_later(session_server, arrive):
    sender, receiver = waiting(session_server)
    person = arrive(session_server.url + "/login")
    person.page.route("**/wait.js", lambda route: route.abort())
    person.page.goto(receiver.url)
    person.page.context.set_offline(True)
    sender.act()
    with person.page.expect_event("requestfailed", timeout=BY_ITSELF_MS):
        pass
    is_there = person.page.locator("#waiting").count()
    person.page.context.set_offline(False)
    arrives_at(person.page, "/Capacity/", timeout=BY_ITSELF_MS)

    assert is_there == 1


def test_a_page_whose_script_came_is_not_loaded_anew(session_server, arrive):
    _, receiver = waiting(session_server)
    person = arrive(receiver.url)
    loaded = []
    person.page.on("load", lambda: loaded.append(1))
    person.page.wait_for_timeout(13_000)

    assert loaded == []
    assert person.console_errors == []


def test_a_choice_that_is_on_its_way_is_not_given_up_for_a_notice(session_server, arrive):
    played = WebSession(session_server, "demo", 2, matching="partner", max_wait_seconds=1, **SHORT)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    played.go_on([receiver], lambda: 'id="offer"' in receiver.html)
    person = arrive(receiver.url)
    held = []
    person.page.route(
        re.compile("/WaitForReport/"),
        lambda route: held.append(route) if route.request.method == "POST" else route.fallback(),
    )
    person.page.click("#offer button[value=leave]", no_wait_after=True)
    # A notice that the waiting is over comes meanwhile.
    sender.act()
    person.page.wait_for_timeout(2000)
    for route in held:
        route.fallback()
    arrives_at(person.page, "/Goodbye/", timeout=BY_ITSELF_MS)

    assert len(held) == 1
