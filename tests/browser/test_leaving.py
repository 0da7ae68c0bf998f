"""People who decline, fail the questions, run out of time or whose server is killed."""

from __future__ import annotations

import csv
import time

import pandas as pd
import pytest
import requests

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.browser


@pytest.fixture
def session(session_server):
    """Return ``session(**modified)``: a new session of two people who have no browser."""
    return lambda **modified: WebSession(session_server, "demo", 2, **modified)


def row_of(session_server, person):
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", person.session_code)
    return next(row for row in csv.DictReader(table.splitlines()) if row["participant_code"] == person.participant_code)


def test_declining_leads_to_a_goodbye_and_frees_the_partner(session_server, session, arrive):
    played = session(num_rounds=2, survey_sections="")
    played.people[1].arrive().play_until("Report", "WaitForReport")
    leaver, partner = (arrive(person.link, session_code=played.code) for person in played.people)
    leaver.page.locator('button[value="False"]').click()
    arrives_at(leaver.page, "/Goodbye/")
    row = row_of(session_server, leaver)
    if partner.where == "Report":
        partner.page.reload()
    # A partner who waits is not told by oTree, and asks again by itself.
    arrives_at(partner.page, "/Results/", timeout=40_000)
    told = partner.page.locator("main").inner_text()
    # One page says it; the other rounds with the same person are not shown one by one.
    partner.act()
    assert partner.is_done
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", played.code)
    lost = [
        row
        for row in csv.DictReader(table.splitlines())
        if partner.participant_code in (row["sender_code"], row["receiver_code"])
    ]
    assert [(row["report"], row["capacity"], row["left_because"]) for row in lost] == [
        ("", "", "consent_declined"),
        ("", "", "consent_declined"),
    ]

    assert "You have not taken part" in leaver.page.locator("h1").inner_text()
    assert leaver.page.locator("#total").inner_text() == "$5.00"
    assert (row["consent_given"], row["exit_reason"], row["total_payment"]) == ("0", "consent_declined", "5")
    assert row["consent_version"] == "v1"
    assert "has left the study" in told
    assert partner.page.locator("#total").inner_text() == "$5.00"


def test_the_quiz_ends_after_the_last_attempt_with_the_fee(session_server, people):
    (person,) = people("demo", 2, n_here=1, at="Quiz", quiz_max_attempts=2)
    person.act()
    assert "Attempts left: 1" in person.page.locator("main").inner_text()
    for box in person.page.locator("form#form input[type=text]").all():
        box.fill("2")
    person.page.locator("form#form button[type=submit]").click()
    arrives_at(person.page, "/Goodbye/")
    row = row_of(session_server, person)

    assert person.page.locator("#total").inner_text() == "$5.00"
    assert (row["quiz_attempts"], row["quiz_passed"], row["exit_reason"]) == ("2", "0", "quiz_failed")


def test_a_quiz_with_an_answer_missing_is_no_attempt(session_server, people):
    (person,) = people("demo", 2, n_here=1, at="Quiz", quiz_max_attempts=1)
    person.page.locator("form#form button[type=submit]").click()
    person.page.wait_for_selector("#error-summary")

    assert person.where == "Quiz"
    assert row_of(session_server, person)["quiz_attempts"] == "0"


def test_sending_the_same_answers_again_is_no_attempt_and_printed_numbers_are_read(session):
    played = session(quiz_max_attempts=2)
    person = played.people[0].arrive().play_until("Quiz")
    url = person.url
    again = {"quiz_must_be_true": "yes", "quiz_same_partner": "yes"} | dict.fromkeys(
        ("quiz_lowest_demand", "quiz_sales", "quiz_sender_profit", "quiz_receiver_profit"), "1"
    )
    for _ in range(4):
        assert "Attempts left: 1" in requests.post(url, data=again, timeout=30).text
    unreadable = requests.post(url, data={**again, "quiz_sales": "abc"}, timeout=30)
    # As the explanations print them: 5,125 and a true minus sign.
    right = {
        "quiz_lowest_demand": "225",
        "quiz_sales": "205",
        "quiz_sender_profit": "5,125",
        "quiz_receiver_profit": "\N{MINUS SIGN}2,325",
        "quiz_must_be_true": "no",
        "quiz_same_partner": "yes",
    }
    passed = requests.post(url, data=right, timeout=30)
    row = played.participants()[person.code]

    assert "Attempts left: 1" in unreadable.text
    assert "/Quiz/" not in passed.url
    assert (row["quiz_attempts"], row["quiz_passed"]) == ("2", "1")


@pytest.mark.parametrize("word", ["no", "2", "", "true"])
def test_only_the_button_agrees(session, word):
    played = session()
    person = played.people[0].arrive().send(consent=word)

    assert person.page == "Consent"
    assert played.participants()[person.code]["consent_given"] == ""


def test_a_decision_that_comes_too_late_is_a_time_out(session, tmp_path):
    played = session(num_rounds=1, survey_sections="", decision_seconds=2)
    played.bring_to_the_game(played.people)
    sender = min(played.people, key=lambda person: person.is_waiting)
    time.sleep(6)
    sender.send(report="20")
    [row] = played.rounds(tmp_path).to_dict("records")

    assert row["sender_code"] == sender.code
    assert row["report_timed_out"]
    assert pd.isna(row["report"])
    assert pd.isna(row["capacity_timed_out"])


def test_a_time_out_is_not_a_decision(session, arrive, tmp_path):
    played = session(num_rounds=1, survey_sections="", decision_seconds=10)
    played.bring_to_the_game(played.people)
    sender, receiver = (arrive(person.link) for person in sorted(played.people, key=lambda person: person.is_waiting))
    sender.page.fill("#id_report", "77")  # typed, never sent
    receiver.page.wait_for_selector("#id_capacity", timeout=20_000)
    told = receiver.page.locator("main").inner_text()
    receiver.page.fill("#id_capacity", "300")
    arrives_at(receiver.page, "/Results/", timeout=20_000)
    arrives_at(sender.page, "/Results/", timeout=20_000)
    table = played.rounds(tmp_path)
    row = table[table["sender_code"] == sender.participant_code].iloc[0]

    assert "No report was sent" in told
    assert "time ran out" in sender.page.locator("main").inner_text()
    assert bool(row["report_timed_out"])
    assert bool(row["capacity_timed_out"])
    for name in ("report", "capacity", "demand", "sales", "sender_payoff", "receiver_payoff"):
        assert row.isna()[name], name


def test_a_consent_is_not_given_by_a_time_out(session):
    played = session()
    person = played.people[0].arrive()
    assert person.page == "Consent"
    person.send(timeout_happened="1")

    assert person.page == "Consent"
    assert played.participants()[person.code]["consent_given"] == ""


@pytest.mark.parametrize("stops_at", ["Consent", "Quiz"])
def test_nobody_consents_or_answers_by_being_advanced(session_server, session, admin, stops_at):
    played = session()
    for person in played.people:
        person.arrive().play_until(stops_at)
    admin.goto(f"{session_server.url}/SessionMonitor/{played.code}")
    with admin.expect_response("**/AdvanceSession/**") as answer:
        admin.click("#advance_users")
    assert answer.value.ok
    rows = played.participants()

    for person in played.people:
        row = rows[person.code]
        assert person.reload().page == stops_at
        assert (row["quiz_passed"], row["exit_reason"]) == ("", "")
        assert row["consent_given"] == ("" if stops_at == "Consent" else "1")


def test_everybody_goes_on_after_the_server_was_killed(session_server, pair):
    sender, receiver = both = pair(num_rounds=1, survey_sections="")
    sender.act()
    # Both pages stand when the server dies: one that is on its way then ends in the browser's own error page.
    receiver.page.wait_for_selector("#id_capacity")
    assert sender.is_waiting
    session_server.kill()
    session_server.start()
    receiver.act()
    for person in both:
        arrives_at(person.page, "/Results/", timeout=60_000)

    assert receiver.capacities[0]["report"] == sender.reports[0]["report"]
    assert sender.page.locator("#result-report").inner_text() == str(sender.reports[0]["report"])
