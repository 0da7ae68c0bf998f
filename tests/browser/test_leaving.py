"""People who decline, fail the questions, run out of time or whose server is killed."""

from __future__ import annotations

import csv
import time

import pytest
import requests

from forecast_sharing import dataset
from tests.harness.arrivals import arrives_at

pytestmark = pytest.mark.browser


def participants(session_server):
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants")
    return {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}


def rounds(session_server, tmp_path):
    path = tmp_path / "rounds.csv"
    text = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds")
    path.write_text(text, encoding="utf-8", newline="")
    return dataset.read_rounds(path)


def test_declining_leads_to_a_goodbye_and_frees_the_partner(session_server, people):
    leaver, partner = people("demo", 2, num_rounds=2, survey_sections="")
    while not partner.is_waiting and partner.where not in ("Report", "Goodbye"):
        partner.act()
    leaver.page.locator('button[value="False"]').click()
    arrives_at(leaver.page, "/Goodbye/")
    row = participants(session_server)[leaver.participant_code]
    if partner.where == "Report":
        partner.page.reload()
    # A partner who waits is not told by oTree, and asks again by itself.
    arrives_at(partner.page, "/Results/", timeout=40_000)
    told = partner.page.locator("main").inner_text()
    # One page says it; the other rounds with the same person are not shown one by one.
    partner.act()
    assert partner.is_done
    exported = csv.DictReader(session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds").splitlines())
    lost = [row for row in exported if partner.participant_code in (row["sender_code"], row["receiver_code"])]
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
    person, _ = people("demo", 2, quiz_max_attempts=2)
    while person.where != "Quiz":
        person.act()
    person.act()
    assert "Attempts left: 1" in person.page.locator("main").inner_text()
    for box in person.page.locator("form#form input[type=text]").all():
        box.fill("2")
    person.page.locator("form#form button[type=submit]").click()
    arrives_at(person.page, "/Goodbye/")
    row = participants(session_server)[person.participant_code]

    assert person.page.locator("#total").inner_text() == "$5.00"
    assert (row["quiz_attempts"], row["quiz_passed"], row["exit_reason"]) == ("2", "0", "quiz_failed")


def test_a_quiz_with_an_answer_missing_is_no_attempt(session_server, people):
    person, _ = people("demo", 2, quiz_max_attempts=1)
    while person.where != "Quiz":
        person.act()
    person.page.locator("form#form button[type=submit]").click()
    person.page.wait_for_selector("#error-summary")

    assert person.where == "Quiz"
    assert participants(session_server)[person.participant_code]["quiz_attempts"] == "0"


def test_sending_the_same_answers_again_is_no_attempt_and_printed_numbers_are_read(session_server, people):
    person, _ = people("demo", 2, quiz_max_attempts=2)
    while person.where != "Quiz":
        person.act()
    url = person.page.url
    person.act()
    again = {"quiz_must_be_true": "yes", "quiz_same_partner": "yes"} | dict.fromkeys(
        ("quiz_lowest_demand", "quiz_sales", "quiz_sender_profit", "quiz_receiver_profit"), "1"
    )
    for _ in range(3):
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
    row = participants(session_server)[person.participant_code]

    assert "Attempts left: 1" in unreadable.text
    assert "/Quiz/" not in passed.url
    assert (row["quiz_attempts"], row["quiz_passed"]) == ("2", "1")


@pytest.mark.parametrize("word", ["no", "2", "", "true"])
def test_only_the_button_agrees(session_server, people, word):
    person, _ = people("demo", 2)
    answer = requests.post(person.page.url, data={"consent": word}, timeout=30)

    assert "/Consent/" in answer.url
    assert participants(session_server)[person.participant_code]["consent_given"] == ""


def test_a_decision_that_comes_too_late_is_a_time_out(session_server, people):
    both = people("demo", 2, num_rounds=1, survey_sections="", decision_seconds=2)
    for person in both:
        while not person.is_waiting and person.where != "Report":
            person.page.route("**/timer.js", lambda route: route.abort())
            person.act()
    sender, _ = sorted(both, key=lambda person: person.is_waiting)
    url = sender.page.url
    sender.page.goto("about:blank")
    time.sleep(6)
    requests.post(url, data={"report": "20"}, timeout=30)
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds")
    row = next(row for row in csv.DictReader(table.splitlines()) if row["sender_code"] == sender.participant_code)

    assert (row["report"], row["report_timed_out"], row["capacity_timed_out"]) == ("", "1", "")


def test_a_time_out_is_not_a_decision(session_server, pair, tmp_path):
    sender, receiver = pair(num_rounds=1, survey_sections="", decision_seconds=10)
    sender.page.fill("#id_report", "77")  # typed, never sent
    receiver.page.wait_for_selector("#id_capacity", timeout=20_000)
    told = receiver.page.locator("main").inner_text()
    receiver.page.fill("#id_capacity", "300")
    arrives_at(receiver.page, "/Results/", timeout=20_000)
    arrives_at(sender.page, "/Results/", timeout=20_000)
    table = rounds(session_server, tmp_path)
    row = table[table["sender_code"] == sender.participant_code].iloc[0]

    assert "No report was sent" in told
    assert "time ran out" in sender.page.locator("main").inner_text()
    assert bool(row["report_timed_out"])
    assert bool(row["capacity_timed_out"])
    for name in ("report", "capacity", "demand", "sales", "sender_payoff", "receiver_payoff"):
        assert row.isna()[name], name


def test_a_consent_is_not_given_by_a_time_out(session_server, people):
    person, _ = people("demo", 2)
    assert person.where == "Consent"
    person.page.evaluate(
        """() => { const form = document.querySelector('#form'); const input = document.createElement('input');
        input.name = 'timeout_happened'; input.value = '1'; form.append(input); form.submit(); }"""
    )
    person.page.wait_for_load_state()

    assert person.where == "Consent"
    assert participants(session_server)[person.participant_code]["consent_given"] == ""


@pytest.mark.parametrize("stops_at", ["Consent", "Quiz"])
def test_nobody_consents_or_answers_by_being_advanced(session_server, people, admin, stops_at):
    both = people("demo", 2)
    for person in both:
        while person.where != stops_at:
            person.act()
    code = session_server.rest.get("/api/sessions").json()[-1]["code"]
    admin.goto(f"{session_server.url}/SessionMonitor/{code}")
    with admin.expect_response("**/AdvanceSession/**") as answer:
        admin.click("#advance_users")
    assert answer.value.ok
    rows = participants(session_server)
    for person in both:
        person.page.reload()

    for person in both:
        row = rows[person.participant_code]
        assert person.where == stops_at
        assert (row["quiz_passed"], row["exit_reason"]) == ("", "")
        assert row["consent_given"] == ("" if stops_at == "Consent" else "1")


def test_everybody_goes_on_after_the_server_was_killed(session_server, pair):
    sender, receiver = both = pair(num_rounds=1, survey_sections="")
    sender.act()
    session_server.kill()
    session_server.start()
    receiver.page.wait_for_selector("#id_capacity", timeout=60_000)
    receiver.act()
    for person in both:
        arrives_at(person.page, "/Results/", timeout=60_000)

    assert receiver.capacities[0]["report"] == sender.reports[0]["report"]
    assert sender.page.locator("#result-report").inner_text() == str(sender.reports[0]["report"])
