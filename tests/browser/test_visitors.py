"""In a real browser without https, which does not say of a request what it is for."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.browser_people import play_to_the_end
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.browser

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1}


def plain(server, address: str) -> str:
    """Return an address under this computer's name, which browsers trust less than localhost."""
    path = urlsplit(address)
    return f"http://{socket.gethostname()}:{server.port}{path.path}" + (f"?{path.query}" if path.query else "")


def test_the_window_opened_last_counts_without_https_too(session_server, arrive):
    played = WebSession(session_server, "demo", 2, matching="partner", **SHORT)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    url = plain(session_server, sender.url)
    first, last = arrive(url), arrive(url)
    first.page.fill("#id_report", "33")
    first.page.evaluate("window.dispatchEvent(new Event('focus'))")
    first.page.wait_for_selector("#elsewhere[open]")
    first.page.click("#elsewhere-button")
    first.page.wait_for_selector("#elsewhere:not([open])", state="attached")
    first.page.click("form#form button[type=submit]")
    receiver.play_until("Capacity")
    last.page.evaluate("window.dispatchEvent(new Event('focus'))")
    arrives_at(last.page, "/WaitForCapacity/", timeout=60_000)

    assert receiver.shown("report") == "33"


def test_a_link_without_a_place_goes_on_by_itself_in_a_browser(session_server, arrive):
    code = session_server.rest.create_session("demo", 1, counterpart="robot", block_size=2, **SHORT)
    link = plain(session_server, session_server.rest.session(code)["session_wide_url"])
    person = arrive(f"{link}?participant_label=a-label")
    arrives_at(person.page, "/Consent/")
    person.remember_code()
    play_to_the_end([person])
    (participant,) = session_server.rest.session(code)["participants"]

    assert participant["label"] == "a-label"
    assert "browser=" not in person.page.url


def test_a_room_is_entered_in_one_go(session_server, arrive):
    code = session_server.rest.create_session("demo", 2, room="online", **SHORT)
    person = arrive(plain(session_server, f"{session_server.url}/room/online?participant_label=a-label"))
    asked = []
    person.page.on("request", lambda request: asked.append(request) if "welcome_page_ok" in request.url else None)
    person.page.click("#room-form button[type=submit]")
    arrives_at(person.page, "/Consent/")
    labels = {participant["label"] for participant in session_server.rest.session(code)["participants"]}

    assert labels == {"a-label", None}
    # A browser that said nothing of itself would have to ask once more.
    assert len(asked) == 1


def test_a_page_that_was_loaded_ahead_opens_a_window_when_it_is_shown(session_server, arrive):
    played = WebSession(session_server, "demo", 2, matching="partner", **SHORT)
    played.bring_to_the_game(played.people)
    sender, _ = sorted(played.people, key=lambda person: person.is_waiting)
    ahead = arrive(session_server.url + "/login").page
    ahead.set_extra_http_headers({"Sec-Purpose": "prefetch;prerender"})
    ahead.add_init_script(
        "window.isAhead = true; Object.defineProperty(document, 'prerendering', { get: () => isAhead })"
    )
    ahead.goto(sender.url)
    ahead.evaluate("window.dispatchEvent(new Event('focus'))")
    before = sender.ask()
    with ahead.expect_response(lambda answer: answer.status == 204):
        ahead.evaluate("isAhead = false; document.dispatchEvent(new Event('prerenderingchange'))")
    after = sender.ask()

    assert (before, after) == (204, 409)
