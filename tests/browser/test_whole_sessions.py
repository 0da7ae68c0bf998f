"""Four people play a lab session and four an arrival session to the end; the export holds what they typed."""

from __future__ import annotations

import csv
import re
import time
from decimal import Decimal

import pytest

from forecast_sharing import dataset
from tests.harness.english_words import english_on
from tests.harness.people.arrivals import arrives_at
from tests.harness.people.browser_people import LONGEST_SESSION_S, Person, play_to_the_end
from tests.harness.people.web_people import WebPerson
from tests.harness.programs.axe import axe_violations

pytestmark = pytest.mark.browser

PAGES = {"Consent", "Instructions", "Quiz", "Report", "Capacity", "Results", "AnswerQuestions", "Goodbye"}


def observe(monkeypatch, *, also=lambda page: []):
    """Let everybody look at each kind of page once, with axe and at its width, before acting on it.

    `also` returns what else is wrong with a page.
    """
    seen, offences = set(), []
    act = Person.act

    def look(person):
        key = person.where, person.page.locator("[id$=-error]").count() > 0, person.page.viewport_size["width"]
        if key in seen:
            return
        seen.add(key)
        offences.extend(f"{key}: {violation}" for violation in [*axe_violations(person.page), *also(person.page)])
        overflow = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            offences.append(f"{key}: {overflow} px wider than the window")

    def look_and_act(person):
        look(person)
        act(person)

    monkeypatch.setattr(Person, "act", look_and_act)
    return seen, offences, look


def rounds_of(session_server, code, tmp_path):
    path = tmp_path / "rounds.csv"
    text = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", code)
    path.write_text(text, encoding="utf-8", newline="")
    return dataset.read_rounds(path)


def assert_export_holds_what_was_typed(rounds, people):
    for person in people:
        sent = rounds[rounds["sender_code"] == person.participant_code].sort_values("round_number")
        assert [{"forecast": row.forecast, "report": row.report} for row in sent.itertuples()] == person.reports
        received = rounds[rounds["receiver_code"] == person.participant_code].sort_values("round_number")
        assert [row.capacity for row in received.itertuples()] == [seen["capacity"] for seen in person.capacities]
        assert [row.report for row in received.itertuples()] == [seen["report"] for seen in person.capacities]
        own = rounds[
            (rounds["sender_code"] == person.participant_code) | (rounds["receiver_code"] == person.participant_code)
        ].sort_values("round_number")
        profits = [
            row.sender_payoff if row.sender_code == person.participant_code else row.receiver_payoff
            for row in own.itertuples()
        ]
        assert [float(result["result-own-payoff"]) for result in person.results] == profits


def test_four_people_play_a_lab_session(session_server, arrive, monkeypatch, tmp_path):
    rest = session_server.rest
    code = rest.create_session("lab_ch_uh", 4, num_rounds=2, practice_rounds=1, messages="number_and_text")
    links = rest.participant_links(code)
    people = [
        arrive(links[0], text="<img src=x onerror=alert(1)>"),
        arrive(links[1], width=360),
        arrive(links[2], uses_keyboard_only=True),
        arrive(links[3]),
    ]
    seen, offences, look = observe(monkeypatch)
    play_to_the_end(people)
    for person in people:
        look(person)
    rounds = rounds_of(session_server, code, tmp_path)

    assert offences == []
    assert {where for where, _, _ in seen} == PAGES
    assert [error for person in people for error in person.console_errors] == []
    assert len(rounds) == 6
    assert_export_holds_what_was_typed(rounds, people)
    writer = people[0].participant_code
    assert set(rounds.loc[rounds["sender_code"] == writer, "text"]) <= {"<img src=x onerror=alert(1)>"}
    assert_page_and_office_agree_on_the_payment(session_server, code, people)


def assert_page_and_office_agree_on_the_payment(session_server, code, people):
    """The last page, the export and oTree's own Payments page owe the same to the cent."""
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    exported = {row["participant_code"]: Decimal(row["total_payment"]) for row in csv.DictReader(table.splitlines())}
    session = session_server.rest.session(code)
    fee = Decimal(str(session["config"]["participation_fee"]))
    for participant in session["participants"]:
        person = next(person for person in people if person.participant_code == participant["code"])
        shown = Decimal(person.page.locator("#total").inner_text().replace("$", ""))
        assert shown == exported[participant["code"]]
        assert shown == fee + Decimal(str(participant["payoff_in_real_world_currency"]))


def test_two_people_play_a_german_session(session_server, arrive, monkeypatch):
    rest = session_server.rest
    settings = {"practice_rounds": 1, "messages": "number_and_text", "beliefs": "asked", "completion_code": "C0FFEE"}
    code = rest.create_session("demo", 2, language="de", num_rounds=1, frame="supply-chain", **settings)
    links = rest.participant_links(code)
    people = [arrive(links[0]), arrive(links[1], width=360)]
    seen, offences, look = observe(monkeypatch, also=english_on)
    for person in people:
        while not person.is_waiting and person.where != "Report":
            person.act()
        look(person)
    play_to_the_end(people)
    for person in people:
        look(person)

    assert offences == []
    assert {where for where, _, _ in seen} == PAGES | {"WaitForReport", "StateCapacityBelief", "StateForecastBelief"}
    assert {person.page.locator("html").get_attribute("lang") for person in people} == {"de"}
    assert [error for person in people for error in person.console_errors] == []


def completion_link(html):
    return re.search(r'<a[^>]*id="completion-link"[^>]*>', html)[0]


def play_side_by_side(person, others):
    """Let one at a browser and others without play to the end."""
    deadline = time.monotonic() + LONGEST_SESSION_S
    while not all(each.is_done for each in [person, *others]):
        assert time.monotonic() < deadline, f"stuck at {person.where, [other.page for other in others]}"
        for other in others:
            if not other.is_done:
                other.act()
        if not person.is_done and not person.is_waiting:
            person.act()
        person.page.wait_for_timeout(100)


def test_four_people_come_from_a_recruiting_channel(session_server, arrive, tmp_path):
    rest = session_server.rest
    code = rest.create_session(
        "online_ch_uh",
        8,
        room="online",
        num_rounds=2,
        practice_rounds=0,
        completion_link="https://example.org/done?cc=ABC",
        survey_sections="",
    )
    door = f"{session_server.url}/room/online?participant_label="
    person = arrive(door + "p1")
    person.page.locator("button[type=submit]").click()
    arrives_at(person.page, "/p/")
    person.remember_code()
    others = [WebPerson(f"{door}{label}&welcome_page_ok=1").arrive() for label in ("p2", "p3", "p4")]
    # Three have to wait for the fourth, and for nobody else of the eight seats.
    while not person.is_waiting:
        person.act()
    for other in others[:2]:
        other.play_until("WaitForBlock")
    person.page.reload()
    assert person.where == "WaitForBlock"
    assert [other.reload().page for other in others[:2]] == ["WaitForBlock"] * 2
    play_side_by_side(person, others)
    rounds = rounds_of(session_server, code, tmp_path)

    assert len(rounds) == 4
    assert set(rounds["block"]) == {1}
    assert_export_holds_what_was_typed(rounds, [person])
    assert person.page.locator("#completion-link").get_attribute("href") == "https://example.org/done?cc=ABC"
    assert all('href="https://example.org/done?cc=ABC"' in completion_link(other.html) for other in others)


def test_a_wait_page_is_accessible(pair):
    _, waiting = pair(num_rounds=1)

    assert waiting.where == "WaitForReport"
    assert axe_violations(waiting.page) == []
