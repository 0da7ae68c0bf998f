"""Once a person has left, the amount that they are told stays, whatever becomes of the session, and is told everywhere.

On the last page, in the table of participants, by the table of rounds and to the program that pays.
"""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

SETTINGS = {
    "survey_sections": "none",
    "practice_rounds": 0,
    "matching": "partner",
    "num_rounds": 2,
    "lost_round_pay": 300,
    "endowment": 500,
    "real_world_currency_per_point": 0.001,
    "seed": 3,
}
LONG_WAIT_S = 1
PAGE_S = 5


@pytest.fixture
def session(session_server):
    """Return ``session(**modified)``: a session of two."""
    return lambda **modified: WebSession(session_server, "demo", 2, **{**SETTINGS, **modified})


def leave_when_offered(played, person):
    played.go_on([person], lambda: 'id="offer"' in person.html)
    person.send(waiting="leave")


def let_time_pass(person):
    """Send the page as a browser does whose time is over."""
    person.send(timeout_happened="1")
    while not person.is_done:
        time.sleep(0.2)
        person.send(timeout_happened="1")


def told(played, person):
    """Return what a person is told on the last page, and every program by the export and the address for payments."""
    person.reload()
    outcomes = played.server.rest.get(f"/api/outcomes/{played.code}").json()["participants"]
    (outcome,) = [each for each in outcomes if each["code"] == person.code]
    row = played.participants()[person.code]
    return [Decimal(person.shown("total").removeprefix("$")), Decimal(outcome["total"]), Decimal(row["total_payment"])]


def by_rounds(rounds, person):
    """Return what a sender is owed by the table of rounds alone."""
    own = rounds[~rounds["sender_is_robot"] & ~rounds["sender_had_left"] & rounds["is_paid"]]
    n_lost = (own["left_by"] == "receiver").sum()
    points = 500 + Decimal(str(own["sender_payoff"].sum())) + 300 * int(n_lost)
    return 5 + (points / 1000).quantize(Decimal("0.01"))


@pytest.mark.parametrize("dropout", ["end_pair", "robot"])
@pytest.mark.parametrize("then", ["the receiver builds", "the receiver drops out"])
def test_a_sender_who_has_reported_waited_and_left_is_paid_as_told(then, dropout, session, tmp_path):
    played = session(dropout=dropout, presence_seconds=60, page_seconds=PAGE_S, max_wait_seconds=LONG_WAIT_S)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    sender.act()
    receiver.ask()
    leave_when_offered(played, sender)
    at_first = told(played, sender)
    if then == "the receiver builds":
        receiver.play_until("Goodbye")
    else:
        let_time_pass(receiver)
    later, rounds, row = told(played, sender), played.rounds(tmp_path), played.participants()[sender.code]

    assert at_first == [Decimal("5.50")] * 3
    assert later == at_first
    assert by_rounds(rounds, sender) == Decimal("5.50")
    assert (row["exit_reason"], row["rounds_played"], row["rounds_lost"]) == ("waited_too_long", "0", "0")
    # The first round is played to its end by whoever is there, and by nobody where both have gone.
    first = rounds.iloc[0]
    assert first["sender_had_left"]
    if then == "the receiver builds":
        assert first["capacity"] == 200
        assert first["sender_payoff"] > 0
    else:
        assert (first["left_because"], first["left_by"]) == ("dropped_out", "receiver")
        assert not first["receiver_is_robot"]


def test_rounds_in_which_a_computer_stands_in_are_not_lost_to_who_has_left(session, tmp_path):
    played = session(dropout="robot", presence_seconds=60, page_seconds=PAGE_S, max_wait_seconds=LONG_WAIT_S)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    leave_when_offered(played, receiver)
    at_first = told(played, receiver)
    let_time_pass(sender)
    later, rounds, row = told(played, receiver), played.rounds(tmp_path), played.participants()[receiver.code]

    assert rounds["receiver_is_robot"].all()
    assert rounds["left_by"].tolist() == ["sender"] * 2
    assert at_first == later == [Decimal("5.50")] * 3
    assert (row["rounds_lost"], row["lost_round_points"]) == ("0", "0")


def test_a_computer_builds_for_a_sender_who_has_reported_and_leaves_before_asking_again(session, tmp_path):
    played = session(
        num_rounds=1, dropout="robot", presence_seconds=60, page_seconds=PAGE_S, max_wait_seconds=LONG_WAIT_S
    )
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    sender.act()
    receiver.ask()
    played.go_on([sender], lambda: 'id="offer"' in sender.html)
    let_time_pass(receiver)
    sender.send(waiting="leave")
    amounts, rounds = told(played, sender), played.rounds(tmp_path)

    assert rounds["receiver_is_robot"].all()
    assert rounds["sender_payoff"].notna().all()
    assert not rounds["sender_had_left"].any()
    assert amounts == [by_rounds(rounds, sender)] * 3
    assert amounts[0] > Decimal("5.50")


def test_a_round_without_a_capacity_is_not_lost_by_a_sender_who_leaves_later(session, tmp_path):
    """Without messages the receiver need not wait: their time passes, and they are through, before the sender comes."""
    played = session(num_rounds=1, dropout="end_pair", messages="none", beliefs="asked", decision_seconds=2)
    by_code = {person.link.rpartition("/")[2]: person for person in played.people}
    roles = {row["first_role"]: by_code[code] for code, row in played.participants().items()}
    receiver, sender = roles["receiver"].arrive(), roles["sender"].arrive()
    receiver.play_until("Capacity")
    time.sleep(2)
    receiver.send(timeout_happened="1")
    receiver.play_until("Goodbye")
    at_first = told(played, receiver)
    sender.send(consent="False")

    assert at_first == [Decimal("5.50")] * 3
    assert told(played, receiver) == at_first
    assert played.rounds(tmp_path)["left_because"].isna().all()
