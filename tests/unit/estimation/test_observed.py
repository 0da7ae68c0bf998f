"""The decisions one by one, as they are in the table."""

from __future__ import annotations

import numpy as np

from forecast_sharing.dataset import read_rounds, write_table
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.observed import observed
from forecast_sharing.tables.columns import ROUNDS
from tests.strategies import round_row


def test_decisions_are_by_person_and_round(tmp_path):
    rows = [
        round_row(round_number=2, report=60),
        round_row(sender_code="p3", receiver_code="p4", pair_id="3-4", report=70),
        round_row(round_number=3, is_practice=True, is_paid=False),
        round_row(),
    ]
    write_table(tmp_path / "rounds.csv", ROUNDS, rows)
    rounds = read_rounds(tmp_path / "rounds.csv")
    sample = collect(rounds)

    sent, built = observed(rounds, sample)

    codes = [sample.people[person].code for person in sent.person]
    found = list(zip(codes, sent.round_number.tolist(), sent.report.tolist(), strict=True))
    assert sorted(found) == [("p1", 1, 50), ("p1", 2, 60), ("p3", 1, 70)]
    assert found.index(("p1", 1, 50)) + 1 == found.index(("p1", 2, 60))
    assert (np.diff(sent.person) >= 0).all()
    assert (sent.role, sent.treatment, sent.states.tolist()) == ("sender", "ch_uh", [20, 20, 20])
    assert sorted(built.states.tolist()) == [50, 60, 70]
    assert built.actions.tolist() == [240, 240, 240]
    # All of 240 is sold: 75 a unit less 60 a unit for the receiver, 25 a unit for the sender.
    assert built.payoff.tolist() == [3600, 3600, 3600]
    assert sent.payoff.tolist() == [6000, 6000, 6000]
