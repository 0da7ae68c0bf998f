"""In a real browser: two windows, somebody who comes back, the offer to leave, and computers that are announced."""

from __future__ import annotations

import re

import pytest

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.browser_people import play_to_the_end
from tests.harness.programs.axe import axe_violations

pytestmark = pytest.mark.browser

SHORT = {"survey_sections": "none", "practice_rounds": 0}


def test_an_older_window_is_covered_and_takes_over_with_what_was_typed(session_server, pair, arrive):
    sender, receiver = pair(num_rounds=1, **SHORT)
    sender.page.fill("#id_report", "33")
    other_device = arrive(sender.page.url)
    sender.page.evaluate("window.dispatchEvent(new Event('focus'))")
    sender.page.wait_for_selector("#elsewhere[open]")
    found = axe_violations(sender.page)
    sender.page.keyboard.press("Escape")
    still_covered = sender.page.locator("#elsewhere[open]").count()
    sender.page.click("#elsewhere-button")
    sender.page.wait_for_selector("#elsewhere:not([open])", state="attached")
    typed = sender.page.input_value("#id_report")
    # Now the other device is the older one. It has not noticed when it sends.
    other_device.page.fill("#id_report", "99")
    other_device.page.click("form#form button[type=submit]")
    other_device.page.wait_for_selector("#error-summary")
    refused = other_device.page.locator("#error-summary").inner_text()
    kept = other_device.page.input_value("#id_report")
    sender.page.evaluate("window.dispatchEvent(new Event('focus'))")
    sender.page.wait_for_selector("#elsewhere[open]")
    sender.page.click("#elsewhere-button")
    sender.page.wait_for_selector("#elsewhere:not([open])", state="attached")
    sender.page.click("form#form button[type=submit]")
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)

    assert found == []
    assert still_covered == 1
    assert (typed, kept) == ("33", "99")
    assert "another window" in refused
    assert receiver.page.locator("#report").inner_text() == "33"


def test_the_other_window_is_moved_on_when_the_round_goes_on(session_server, pair, arrive):
    sender, _ = pair(num_rounds=1, **SHORT)
    other_device = arrive(sender.page.url)
    other_device.page.fill("#id_report", "12")
    other_device.page.click("form#form button[type=submit]")
    arrives_at(other_device.page, "/WaitForCapacity/")
    sender.page.evaluate("window.dispatchEvent(new Event('focus'))")

    arrives_at(sender.page, "/WaitForCapacity/", timeout=20_000)


def test_somebody_who_thinks_is_not_silent_however_short_silence_may_be(session_server, pair):
    sender, receiver = pair(num_rounds=1, dropout="robot", presence_seconds=18, **SHORT)
    sender.page.wait_for_timeout(25_000)
    sender.act()
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)

    assert sender.reports
    assert receiver.page.locator("#report").inner_text() == str(sender.reports[0]["report"])
    assert not receiver.page.locator("#computer").count()


def test_a_dropout_who_returns_is_told_and_the_partner_meets_a_computer(session_server, pair):
    sender, receiver = pair(num_rounds=2, dropout="robot", presence_seconds=8, **SHORT)
    url = sender.page.url
    sender.page.goto("about:blank")
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)
    announced = receiver.page.locator("#computer").inner_text()
    report = receiver.page.locator("#report").inner_text()
    receiver.act()
    arrives_at(receiver.page, "/Results/")
    announced_again = receiver.page.locator("#computer").inner_text()
    sender.page.goto(url)
    told = sender.page.locator("main").inner_text()
    play_to_the_end([receiver])

    assert "has left the study. A computer decides in their place, as the manufacturer." in announced
    assert announced_again == announced
    assert report
    assert "/Goodbye/" in sender.page.url
    assert "went on without you: a computer plays in your place" in told
    assert receiver.console_errors == []


def test_a_wait_that_is_too_long_is_offered_an_end_by_itself(session_server, pair):
    _, receiver = pair(num_rounds=1, max_wait_seconds=3, **SHORT)
    receiver.page.wait_for_selector("#offer", timeout=30_000)
    found = axe_violations(receiver.page)
    receiver.page.click("#offer button[value=go_on]")
    receiver.page.wait_for_selector("#offer", state="detached")
    receiver.page.wait_for_selector("#offer", timeout=30_000)
    receiver.page.click("#offer button[value=leave]")
    arrives_at(receiver.page, "/Goodbye/")

    assert found == []
    assert "after waiting for a long time" in receiver.page.locator("main").inner_text()
    assert receiver.page.locator("#total").inner_text() == "$5.00"


def test_the_time_of_a_page_runs_out_where_everybody_can_see_it(session_server, people):
    # The second, who has only just arrived: the time of the first may be over by now.
    _, person = people("demo", 2, num_rounds=1, dropout="end_pair", page_seconds=8, **SHORT)
    # The page itself says so at the end; the server would come to it later.
    with person.page.expect_request(lambda request: "timeout_happened=1" in (request.post_data or ""), timeout=30_000):
        assert "Time left" in person.page.locator("#timer").inner_text()
    arrives_at(person.page, "/Goodbye/", timeout=30_000)

    assert "began without you" in person.page.locator("main").inner_text()


def test_back_and_refresh_lead_to_the_present_page(session_server, people):
    both = people("demo", 2, at="Quiz", num_rounds=1, **SHORT)
    for person in both:
        while not person.is_waiting and person.where != "Report":
            person.act()
    sender, _ = sorted(both, key=lambda person: person.is_waiting)
    url = sender.page.url
    sender.page.reload()
    sender.page.go_back()
    arrives_at(sender.page, re.escape(url))
    sender.act()

    assert len(sender.reports) == 1
    assert sender.where in {"WaitForCapacity", "Results"}


def test_alone_with_a_computer_from_consent_to_payment(session_server, people):
    (person,) = people("demo", 1, num_rounds=2, counterpart="robot", matching="partner", block_size=2, **SHORT)
    consent = person.page.locator("main").inner_text()
    person.act()
    instructions = person.page.locator("main").inner_text()
    play_to_the_end([person])

    assert "together with a computer" in consent
    assert "never with a person" in instructions
    assert person.console_errors == []
    assert {"Report", "Capacity"} & set(person.seen_pages)
    assert person.page.locator("#total").count() == 1
