from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast_sharing.dataset import read_rounds, write_table
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.tables.columns import ROUNDS
from tests.strategies import round_row


@pytest.fixture
def table(tmp_path):
    def write(rows: list[dict]) -> pd.DataFrame:
        write_table(tmp_path / "rounds.csv", ROUNDS, rows)
        return read_rounds(tmp_path / "rounds.csv")

    return write


def test_only_decisions_that_people_made_in_time_are_used(table):
    no_report = {"report": None, "report_timed_out": True, "capacity": None, "capacity_timed_out": None}
    rounds = table(
        [
            round_row(),
            round_row(round_number=2, is_practice=True, is_paid=False),
            round_row(round_number=3, sender_is_robot=True),
            round_row(round_number=4, receiver_is_robot=True),
            round_row(round_number=5, capacity=None, capacity_timed_out=True),
            round_row(round_number=6, **no_report),
            round_row(round_number=7, sender_is_robot=True),
        ]
    )

    sample = collect(rounds)

    # The sender's: rounds 1 and 5; the receiver's: round 1. With a robot in a person's place, nobody's counts.
    assert sample.n_obs == 3
    assert sample.excluded["sender"] == {"practice": 1, "robot": 2, "robot partner": 1, "timed out": 1}
    assert sample.excluded["receiver"] == {
        "no report": 1,
        "practice": 1,
        "robot": 1,
        "robot partner": 2,
        "timed out": 1,
    }


def test_people_who_play_with_a_robot_by_plan_are_used(table):
    rounds = table(
        [
            round_row(counterpart="robot", receiver_is_robot=True),
            round_row(round_number=2, counterpart="robot", sender_is_robot=True),
        ]
    )

    sample = collect(rounds)

    assert [(decisions.design.role, decisions.count.sum()) for decisions in sample.decisions] == [
        ("sender", 1),
        ("receiver", 1),
    ]
    assert sample.excluded == {"sender": {"robot": 1}, "receiver": {"robot": 1}}


def test_play_with_people_and_play_with_robots_are_never_mixed(table):
    both = table([round_row(), round_row(session_code="xyz", counterpart="robot", receiver_is_robot=True)])

    with pytest.raises(ValueError, match=r"counterpart robot\): fit them apart$"):
        collect(both)


def test_decisions_are_counted_by_cell(table):
    rounds = table([round_row(), round_row(round_number=3), round_row(round_number=2, report=60)])

    senders, receivers = collect(rounds).decisions

    assert senders.count.tolist() == [2, 1]
    assert senders.design.states.tolist() == [20]
    assert senders.design.actions[senders.action].tolist() == [50, 60]
    assert receivers.design.states.tolist() == [50, 60]
    assert receivers.fold.tolist() == [1, 0]


def test_first_half_is_counted_over_both_roles_and_has_the_middle_round(table):
    # p1 decides in rounds 2, 4 and 7: a report, a capacity and a report.
    swapped = {"sender_code": "p2", "receiver_code": "p1"}
    rounds = table([round_row(round_number=7), round_row(round_number=2), round_row(round_number=4, **swapped)])

    sample = collect(rounds)

    assert sample.people[0].code == "p1"
    by_person = np.array([np.bincount(one.person, one.early, 2) for one in sample.decisions])
    assert by_person.tolist() == [[1, 1], [1, 1]]
    assert [np.bincount(one.person, one.count, 2).tolist() for one in sample.decisions] == [[2, 1], [1, 2]]


def test_people_are_told_apart_by_session_and_blocks_too(table):
    sample = collect(table([round_row(), round_row(session_code="xyz", forecast=21)]))

    assert [(person.session, person.code, person.block) for person in sample.people] == [
        ("abc", "p1", 0),
        ("abc", "p2", 0),
        ("xyz", "p1", 1),
        ("xyz", "p2", 1),
    ]


def test_subsets_keep_positions(table):
    sample = collect(table([round_row(), round_row(session_code="xyz", round_number=2, cell="cl_ul")]))

    assert [one.person.tolist() for one in sample.of_treatment("cl_ul").decisions] == [[2], [3]]
    assert [one.person.tolist() for one in sample.of_fold(1).decisions] == [[0], [1]]
    assert sample.of_people(np.array([False, True, False, False])).n_obs == 1
    assert sample.of_person(0, "receiver") == ()
    assert sample.n_obs_by_person("sender").tolist() == [1, 0, 1, 0]


def test_nothing_to_use_is_said(table):
    with pytest.raises(ValueError, match=r"left out were reports: practice 1; capacities: practice 1$"):
        collect(table([round_row(is_practice=True, is_paid=False)]))


def test_a_word_that_stands_for_two_games_in_joined_tables_is_refused(table):
    first = table([round_row("ch_uh", treatment="ours")])
    second = table([round_row("cl_ul", session_code="other", treatment="ours")])

    with pytest.raises(ValueError, match=r"'ours' has noise_half_width 75.* in some rounds and 25.* in others"):
        collect(pd.concat([first, second], ignore_index=True))
