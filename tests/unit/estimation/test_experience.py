"""What a person had been shown before a decision: rounds in their order, whatever the table's order."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.session.feedback import SHOWN, is_shown
from forecast_sharing.simulation.sessions import simulate


@pytest.fixture(scope="module")
def rounds():
    table = simulate("trust", ["ch_ul"], pairs=2, n_rounds=5, seed=4, roles="alternate").rounds()
    table["is_practice"] = table["round_number"] == 1
    # In the third round the receivers' time ran out, which the pages tell as the program's capacity.
    table.loc[table["round_number"] == 3, "capacity_timed_out"] = True
    return table


def row_of(rounds, code, number):
    (row,) = rounds[
        (rounds["round_number"] == number) & ((rounds["sender_code"] == code) | (rounds["receiver_code"] == code))
    ].to_dict("records")
    return row, "sender" if row["sender_code"] == code else "receiver"


def test_every_round_of_a_person_is_there_in_order(rounds):
    sample = collect(rounds.sample(frac=1, random_state=1))
    lived = sample.experience
    for position, person in enumerate(sample.people):
        mine = lived.of_person(position)
        assert lived.round_number[mine].tolist() == [1, 2, 3, 4, 5]
        for number in range(1, 6):
            row, role = row_of(rounds, person.code, number)
            at = mine.start + number - 1
            seen, decision = ("forecast", "report") if role == "sender" else ("report", "capacity")
            assert lived.is_sender[at] == (role == "sender")
            assert (lived.seen[at], lived.decision[at]) == (row[seen], row[decision])
            assert lived.shown["own_payoff"][at] == pytest.approx(row[f"{role}_payoff"])
            assert lived.is_used[at] == (number > 1 and (number != 3 or role == "sender"))


def test_what_is_used_is_what_is_estimated(rounds):
    sample = collect(rounds)

    assert sample.experience.is_used.sum() == sample.n_obs
    assert len(sample.experience.person) == 2 * len(rounds)


@pytest.mark.parametrize(
    ("feedback", "sender", "receiver"),
    [
        ("full", SHOWN, SHOWN),
        (
            "own",
            ("forecast", "report", "capacity", "demand", "sales", "own_payoff"),
            ("report", "capacity", "demand", "sales", "own_payoff"),
        ),
        ("none", ("forecast", "report"), ("report", "capacity")),
    ],
)
def test_only_what_the_results_page_shows_is_remembered(rounds, feedback, sender, receiver):
    lived = collect(rounds.assign(feedback=feedback)).experience
    for is_sender, role, names in ((True, "sender", sender), (False, "receiver", receiver)):
        rows = lived.is_sender == is_sender
        shown = {name for name in SHOWN if np.isfinite(lived.shown[name][rows]).all()}
        hidden = {name for name in SHOWN if np.isnan(lived.shown[name][rows]).all()}
        assert shown == set(names) == {name for name in SHOWN if is_shown(name, role, feedback)}
        assert shown | hidden == set(SHOWN)


def test_of_a_round_that_ended_early_only_what_the_person_did_is_remembered(rounds):
    cut = rounds.copy()
    last = cut["round_number"] == 5
    after = ["capacity", "demand", "sales", "sender_payoff", "receiver_payoff"]
    cut.loc[last, after] = None
    lived = collect(cut).experience
    at = (lived.round_number == 5) & lived.is_sender

    assert np.isfinite(lived.shown["report"][at]).all()
    assert np.isfinite(lived.shown["forecast"][at]).all()
    # Nobody is told the forecast of a round that was never over.
    assert np.isnan(lived.shown["forecast"][(lived.round_number == 5) & ~lived.is_sender]).all()
    assert np.isnan(lived.shown["own_payoff"][lived.round_number == 5]).all()
