"""What people do beside deciding is data: each use of a page is an event in the export."""

from __future__ import annotations

import csv
import json

import pytest

from tests.harness.people.arrivals import arrives_at

pytestmark = pytest.mark.browser


def events(session_server, code):
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_events")
    return [row for row in csv.DictReader(table.splitlines()) if row["participant_code"] == code]


def in_round_two(pair, **modified):
    sender, receiver = pair(num_rounds=2, roles="fixed", survey_sections="", **modified)
    sender.act()
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    for person in (sender, receiver):
        arrives_at(person.page, "/Results/")
        person.act()
    arrives_at(sender.page, "/Report/")
    return sender


def test_opening_a_closed_history_is_an_event(session_server, pair):
    sender = in_round_two(pair, history="closed")
    comes_open = sender.page.locator("#history").get_attribute("open") is not None
    for _ in range(3):
        sender.page.click("#history summary")
    sender.act()
    kinds = [row["kind"] for row in events(session_server, sender.participant_code) if row["round_number"] == "2"]

    assert not comes_open
    assert kinds.count("history_opened") == 2


def test_a_history_that_comes_open_is_no_event(session_server, pair):
    sender = in_round_two(pair, history="open")
    comes_open = sender.page.locator("#history").get_attribute("open") is not None
    sender.act()
    kinds = [row["kind"] for row in events(session_server, sender.participant_code)]

    assert comes_open
    assert "history_opened" not in kinds


def test_the_calculator_the_instructions_and_the_first_edit_are_events(session_server, people):
    both = people("demo", 2, at="Quiz", num_rounds=1)
    for person in both:
        while not person.is_waiting and person.where != "Report":
            person.act()
    sender = min(both, key=lambda person: person.is_waiting)
    page = sender.page
    page.click("#instructions summary")
    page.fill("#calculator-capacity", "200")
    page.fill("#calculator-demand", "=1+1")
    page.click("#calculator-button")
    page.wait_for_selector("#calculator-error:visible")
    sender.act()
    rows = [row for row in events(session_server, sender.participant_code) if row["page"] == "Report"]
    by_kind = {row["kind"]: row for row in rows}
    edit, query = by_kind["first_edit"], by_kind["calculator_query"]

    assert sorted(by_kind) == ["calculator_query", "first_edit", "instructions_opened"]
    assert len(rows) == 3
    assert {row["round_number"] for row in rows} == {"1"}
    assert json.loads(edit["detail"]) == {"field": "report"}
    assert float(edit["seconds"]) >= float(by_kind["instructions_opened"]["seconds"]) >= 0
    assert json.loads(query["detail"]) == {"capacity": "200", "demand": "=1+1", "is_answered": False}
    assert all(row["round_number"] == "" for row in events(session_server, sender.participant_code) if row not in rows)
