"""Tables that follow from others: arms, pairs that met, and what rounds say of their session."""

from __future__ import annotations

import pandas as pd
import pytest

from forecast_sharing.dataset import load_example, read_participants, read_rounds, read_stored, write_table
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.tables.columns import PARTICIPANTS, ROUNDS
from forecast_sharing.tables.derived import arms_of, matching_of, sessions_of
from forecast_sharing.tables.stored_tables import BY_NAME
from forecast_sharing.tables.typed_frames import typed
from tests.strategies import participant_row, round_row


@pytest.fixture
def rounds(tmp_path):
    """Return two rounds of two pairs in block 1, which has an arm, and one of block 2, which has another."""
    rows = [
        round_row(
            round_number=number, pair_id=pair, sender_code=f"a{pair}", receiver_code=f"b{pair}", arm="first", part=1
        )
        for number in (1, 2)
        for pair in ("10-11", "3-20")
    ]
    rows.append(round_row(block=2, pair_id="5-6", arm="second", part=1, is_practice=True, is_paid=False))
    write_table(tmp_path / "rounds.csv", ROUNDS, rows)
    return read_rounds(tmp_path / "rounds.csv")


def test_every_block_has_its_arm(rounds):
    assert arms_of(rounds).to_numpy().tolist() == [["abc", 1, "first"], ["abc", 2, "second"]]


def test_a_block_that_was_planned_and_never_played_is_there_without_an_arm(rounds):
    matching = typed(
        "matching", {"session_code": ["abc"] * 3, "round_number": [1, 1, 2], "block": [1, 3, 3], "pair": [1, 1, 1]}
    )
    arms = arms_of(rounds, matching)

    assert arms["block"].tolist() == [1, 2, 3]
    assert arms["arm"].isna().tolist() == [False, False, True]


def test_columns_have_the_types_that_the_reader_gives(rounds):
    assert [str(dtype) for dtype in arms_of(rounds).dtypes] == ["string", "Int64", "string"]


def test_without_arms_every_block_is_there(rounds):
    assert arms_of(rounds.assign(arm=pd.NA))["arm"].isna().tolist() == [True, True]


def test_pairs_are_numbered_by_their_seats_as_numbers(rounds):
    met = matching_of(rounds)

    assert met[["round_number", "block", "pair", "pair_id"]].to_numpy().tolist() == [
        [1, 1, 1, "3-20"],
        [1, 1, 2, "10-11"],
        [1, 2, 1, "5-6"],
        [2, 1, 1, "3-20"],
        [2, 1, 2, "10-11"],
    ]
    assert met["sender_code"].tolist()[:2] == ["a3-20", "a10-11"]
    assert met["sender_seat"].isna().all()


def test_rounds_say_what_is_the_same_in_the_whole_session(rounds):
    mixed = rounds.assign(capacity_cost=[60, 60, 15, 15, 60], seed=7, planned_rounds=3)
    [session] = sessions_of(mixed).to_dict("records")

    assert (session["session_code"], session["matching"], session["seed"]) == ("abc", "stranger", 7)
    assert session["wholesale_price"] == 75
    assert pd.isna(session["capacity_cost"])
    assert (session["practice_rounds"], session["num_rounds"]) == (1, 2)
    assert pd.isna(session["language"])


def test_a_policy_that_only_some_pairs_have_is_the_sessions(rounds):
    some = rounds.assign(robot_policy=pd.array(['{"model": "truth"}', *[None] * 4], dtype="string"))

    assert sessions_of(some)["robot_policy"].tolist() == ['{"model": "truth"}']


def test_people_and_currency_are_those_of_participants(rounds, tmp_path):
    write_table(tmp_path / "p.csv", PARTICIPANTS, [participant_row(participant_code=code) for code in "pqr"])
    sessions = sessions_of(rounds, read_participants(tmp_path / "p.csv"))

    assert sessions[["people", "currency"]].to_numpy().tolist() == [[3, "EUR"]]


@pytest.mark.parametrize("name", ["arms", "matching", "session"])
def test_tables_of_simulated_sessions_are_written_and_read_again(name, tmp_path):
    made = {"arms": arms_of, "matching": matching_of, "session": sessions_of}[name](load_example())
    cells = made.astype(object).where(made.notna(), None).to_dict("records")
    write_table(tmp_path / "t.csv", BY_NAME[name].columns, cells)

    pd.testing.assert_frame_equal(read_stored(tmp_path / "t.csv", name), made)


@pytest.mark.parametrize("make", [arms_of, matching_of, sessions_of])
def test_no_rounds_make_empty_tables_of_the_same_types(make):
    whole = load_example()

    assert len(make(whole.iloc[:0])) == 0
    assert make(whole.iloc[:0]).dtypes.equals(make(whole).dtypes)


def test_sessions_stay_apart():
    rounds = simulate("trust", ["ch_uh", "cl_ul"], pairs=2, n_rounds=2, seed=1).rounds()

    assert sessions_of(rounds)["capacity_cost"].tolist() == [60, 15]
    assert arms_of(rounds)["session_code"].tolist() == ["sim1-ch_uh", "sim1-cl_ul"]
