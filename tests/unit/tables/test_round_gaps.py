"""What a table of rounds lacks, or holds twice, is named."""

from __future__ import annotations

import pandas as pd
import pytest

from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.summary.text import as_text
from forecast_sharing.summary.treatments import summarize
from forecast_sharing.tables.round_gaps import copies, gaps


@pytest.fixture(scope="module")
def whole():
    """Return one session: two blocks of two pairs, three rounds."""
    return simulate("trust", ["ch_uh"], pairs=4, n_rounds=3, seed=1, block_size=4).rounds()


def both(first, second):
    return pd.concat([first, second], ignore_index=True)


def test_a_whole_table_has_no_gaps(whole):
    assert gaps(whole) == []


@pytest.mark.parametrize(
    ("n_rows", "expected"),
    [
        pytest.param(11, ["block 2: round 3 has 1 of 2 pairs"], id="one pair of the last round"),
        pytest.param(10, ["block 2: round 3 has none of 2 pairs"], id="the last block of the last round"),
        pytest.param(
            9,
            ["block 1: round 3 has 1 of 2 pairs", "block 2: round 3 has none of 2 pairs"],
            id="all but one row of the last round",
        ),
        pytest.param(
            8,
            ["block 1: round 3 has none of 2 pairs", "block 2: round 3 has none of 2 pairs"],
            id="the whole last round",
        ),
    ],
)
def test_a_table_cut_after_a_whole_row_is_recognised(whole, n_rows, expected):
    ordered = whole.sort_values(["session_code", "round_number", "block", "pair_id"])
    session = ordered["session_code"].iloc[0]

    assert [str(gap) for gap in gaps(ordered.iloc[:n_rows])] == [f"session {session}, {what}" for what in expected]


def test_in_a_file_of_an_earlier_version_the_last_round_of_any_block_counts(whole):
    ordered = whole.sort_values(["round_number", "block", "pair_id"]).assign(planned_rounds=pd.NA)

    assert [gap[1:] for gap in gaps(ordered.iloc[:6])] == [(2, "round 2 has none of 2 pairs")]
    assert gaps(ordered.iloc[:4]) == []


def test_runs_of_rounds_and_whole_blocks_are_named_together(whole):
    lacking = whole[(whole["block"] != 1) & (whole["round_number"] == 3)]

    assert [gap[1:] for gap in gaps(lacking)] == [
        (1, "rounds 1 to 3 have none of 2 pairs"),
        (2, "rounds 1 to 2 have none of 2 pairs"),
    ]


def test_a_summary_names_the_gaps_of_its_own_sessions(whole):
    other = whole.assign(session_code="other", treatment="ch_ul", noise_half_width=25.0)
    cut = other.drop(index=other.index[-1])

    summaries = summarize(both(whole, cut))

    assert {summary.treatment: len(summary.gaps) for summary in summaries} == {"ch_uh": 0, "ch_ul": 1}
    text = as_text(summaries)
    assert "ch_ul: not in the table: session other, block " in text
    assert "the file was cut, or exported while the session ran" in text
    assert "not in the table" not in as_text(summarize(whole))


def test_a_session_under_another_code_is_a_copy(whole):
    original = whole["session_code"].iloc[0]
    renamed = whole.assign(session_code="other", sender_code="x" + whole["sender_code"])

    assert [copy[:] for copy in copies(both(whole, renamed))] == [("other", original)]


def test_a_part_of_a_session_under_another_code_is_a_copy(whole):
    original = whole["session_code"].iloc[0]
    renamed = whole.assign(session_code="0-first").iloc[:7]

    assert [copy[:] for copy in copies(both(whole, renamed))] == [("0-first", original)]


def test_sessions_with_the_same_draws_and_other_decisions_are_no_copies(whole):
    other = whole.assign(session_code="other", capacity=whole["capacity"] + 1)

    assert copies(both(whole, other)) == []


def test_sessions_in_which_nobody_decided_are_no_copies(whole):
    nothing = whole.assign(report=None, capacity=None)

    assert copies(both(nothing, nothing.assign(session_code="other"))) == []
