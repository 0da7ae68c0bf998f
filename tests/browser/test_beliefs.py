"""Two people state what they believe; nobody waits for it, nobody sees it, and the last page pays it."""

from __future__ import annotations

import csv

import pytest

from forecast_sharing import dataset
from tests.harness.people.arrivals import arrives_at
from tests.harness.people.browser_people import play_to_the_end
from tests.harness.programs.axe import axe_violations

pytestmark = pytest.mark.browser

BELIEF_NAMES = ["stated_capacity", "stated_forecast", "stated_forecast_low", "stated_forecast_high"]
ASKED = {"beliefs": "asked", "survey_sections": "none"}


def tables_of(session_server, code, tmp_path):
    """Return the rounds of a session and its participants by code."""
    path = tmp_path / "rounds.csv"
    text = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", code)
    path.write_text(text, encoding="utf-8", newline="")
    rounds = dataset.read_rounds(path)
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    people = {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}
    return rounds, people


def prize_line(person):
    """Return the line of the last page that says what the stated beliefs have won."""
    return person.page.locator("dl div", has=person.page.locator("#belief-points")).inner_text()


def points(text):
    return float(text.replace(",", "").replace("\u2212", "-"))


def test_what_two_people_state_is_exported_and_paid_on_the_last_page(session_server, pair, tmp_path):
    sender, receiver = both = pair(**ASKED, practice_rounds=1, num_rounds=2, belief_prize=70_000)
    sender.page.locator("#instructions summary").click()
    instructions = sender.page.locator("#instructions").inner_text()
    assert "a prize of 70,000 points, which are worth $7.00" in instructions
    assert "one of your paid rounds with such questions is drawn by lot" in instructions
    offences = []
    sender.act()
    assert sender.where == "StateCapacityBelief"
    assert "to build, on average?" in sender.page.locator("form#form").inner_text()
    offences += axe_violations(sender.page)
    # The receiver goes on as soon as the report is sent.
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    assert receiver.where == "StateForecastBelief"
    assert "the forecast to be, on average?" in receiver.page.locator("form#form").inner_text()
    offences += axe_violations(receiver.page)
    receiver.act()
    # And to the results, while the sender has not stated anything yet.
    assert receiver.where == "Results"
    sender.act()
    assert sender.where == "Results"
    # Neither whether a belief has won nor which round was drawn is told round by round.
    assert not any("prize" in person.page.locator("form#form").inner_text() for person in both)
    play_to_the_end(both)
    for person in both:
        offences += axe_violations(person.page)
    rounds, exported = tables_of(session_server, sender.session_code, tmp_path)
    stated = [
        {name: row[name] for name in BELIEF_NAMES} for row in rounds.sort_values("round_number").to_dict("records")
    ]

    assert offences == []
    assert [error for person in both for error in person.console_errors] == []
    assert stated == [
        of_sender | of_receiver for of_sender, of_receiver in zip(sender.beliefs, receiver.beliefs, strict=True)
    ]
    for person, role in ((sender, "sender"), (receiver, "receiver")):
        prizes = rounds.set_index("round_number")[f"{role}_belief_prize"]
        assert set(prizes) <= {0, 70_000}
        drawn = int(exported[person.participant_code]["belief_round"])
        # A paid round, and on the page without the round of practice.
        assert drawn in (2, 3)
        assert f"what you expected in round {drawn - 1}, which was drawn" in prize_line(person)
        assert points(person.page.locator("#belief-points").inner_text()) == prizes[drawn]
        assert float(exported[person.participant_code]["belief_points"]) == prizes[drawn]
        assert (rounds[f"{role}_belief_seconds"] > 0).all()


def test_who_thinks_that_a_near_range_counts_is_told_why_it_does_not(session_server, people):
    (person,) = people("demo", 2, n_here=1, at="Quiz", beliefs="asked")
    question = person.page.locator("#id_quiz_belief_range")
    assert "the forecast is 50" in question.inner_text()
    assert "from 10 to 40" in question.inner_text()
    person.act()

    assert "50 is not among the numbers from 10 to 40" in person.page.locator("#quiz_belief_range-error").inner_text()
    assert axe_violations(person.page) == []
    person.act()
    assert person.where != "Quiz"


def test_the_sender_has_the_result_while_the_receiver_states_a_belief(session_server, pair):
    sender, receiver = pair(**ASKED, num_rounds=1)
    sender.act()
    sender.act()
    assert sender.where == "WaitForCapacity"
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    arrives_at(sender.page, "/Results/", timeout=5_000)

    assert receiver.where == "StateForecastBelief"


def test_a_range_the_wrong_way_round_is_refused_and_one_beside_the_number_is_taken(session_server, pair):
    sender, receiver = pair(**ASKED, num_rounds=1)
    sender.act()
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    page = receiver.page
    boxes = ("stated_forecast", "stated_forecast_low", "stated_forecast_high")
    assert [page.input_value(f"#id_{name}") for name in boxes] == ["", "", ""]
    for typed, wrong, reason in (
        ((10, 11, 10), "stated_forecast_high", "“10” is too low here. Please type a whole number that is at least 11"),
        ((10, -151, 20), "stated_forecast_low", "“-151” is out of range"),
    ):
        for name, value in zip(boxes, typed, strict=True):
            page.fill(f"#id_{name}", str(value))
        with page.expect_navigation():
            page.locator("form#form button[type=submit]").click()

        assert [name for name in boxes if page.locator(f"#{name}-error").count()] == [wrong]
        assert reason in page.locator(f"#{wrong}-error").inner_text()
        assert [page.input_value(f"#id_{name}") for name in boxes] == [str(value) for value in typed]
        assert axe_violations(page) == []
    page.fill("#id_stated_forecast_low", "11")
    with page.expect_navigation():
        page.locator("form#form button[type=submit]").click()

    assert receiver.where == "Results"


def test_a_time_out_is_no_belief_and_a_belief_without_a_truth_wins_nothing(session_server, pair, tmp_path):
    sender, receiver = pair(**ASKED, num_rounds=2, decision_seconds=8)
    # In the first round the sender states a belief and the receiver lets the time run out.
    sender.act()
    sender.act()
    arrives_at(sender.page, "/Results/", timeout=30_000)
    told = sender.page.locator("#belief-has-no-truth").inner_text()
    arrives_at(receiver.page, "/Results/", timeout=30_000)
    sender.act()
    receiver.act()
    # In the second both decide and state nothing, whatever they have typed.
    sender.act()
    sender.page.fill("#id_stated_capacity", "300")
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    receiver.page.fill("#id_stated_forecast", "5")
    for person in (sender, receiver):
        arrives_at(person.page, "/Results/", timeout=30_000)
        assert person.page.locator("#belief-has-no-truth").count() == 0
        person.act()
        assert person.where == "Goodbye"
        assert person.page.locator("#belief-points").inner_text() == "0"
        # The first round has no result, so it was not drawn.
        assert "in round 2, which was drawn" in prize_line(person)
    rounds, _ = tables_of(session_server, sender.session_code, tmp_path)
    first, second = rounds.sort_values("round_number").to_dict("records")

    assert "no prize" in told
    assert first["stated_capacity"] == sender.beliefs[0]["stated_capacity"]
    assert rounds[["sender_belief_prize", "receiver_belief_prize", "stated_forecast"]].isna().all(axis=None)
    assert rounds["stated_capacity"].isna().tolist() == [False, True]
    assert second["capacity"] == receiver.capacities[0]["capacity"]
    assert first["session_code"] == second["session_code"]
