from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from forecast_sharing.dataset import (
    EVENTS,
    PARTICIPANTS,
    QUIZ,
    ROUNDS,
    SURVEY,
    InvalidFileError,
    read_events,
    read_participants,
    read_quiz,
    read_rounds,
    read_survey,
    rows_to_table,
    write_table,
)
from forecast_sharing.demand.distributions import DISTRIBUTIONS
from forecast_sharing.tables import reader
from tests.strategies import participant_row, round_row

# An interface: other programs read the files by these names in this order.
ROUND_NAMES = [
    "session_code",
    "round_number",
    "is_practice",
    "is_paid",
    "block",
    "pair_id",
    "matching",
    "roles",
    "feedback",
    "treatment",
    "mean_demand",
    "forecast_half_width",
    "noise_half_width",
    "retail_price",
    "wholesale_price",
    "production_cost",
    "capacity_cost",
    "sender_code",
    "receiver_code",
    "sender_is_robot",
    "receiver_is_robot",
    "forecast",
    "report",
    "capacity",
    "market_noise",
    "demand",
    "sales",
    "sender_payoff",
    "receiver_payoff",
    "report_timed_out",
    "capacity_timed_out",
    "report_seconds",
    "capacity_seconds",
    "text",
]
# Appended by later versions; a file may end before any of them.
APPENDED_NAMES = [
    "stated_capacity",
    "stated_forecast",
    "stated_forecast_low",
    "stated_forecast_high",
    "sender_belief_prize",
    "receiver_belief_prize",
    "sender_belief_seconds",
    "receiver_belief_seconds",
    "messages",
    "frame",
    "left_because",
    "left_by",
    "dropout",
    "counterpart",
    "robot_policy",
    "seed",
    "planned_rounds",
    "history",
    "forecast_distribution",
    "noise_distribution",
    "sender_had_left",
    "belief_pay",
    "receiver_belief_answer",
    "arm",
    "part",
]
ALL_NAMES = [*ROUND_NAMES, *APPENDED_NAMES]
LATER = {
    "stated_capacity": 250,
    "stated_forecast": 30,
    "stated_forecast_low": 0,
    "stated_forecast_high": 60,
    "sender_belief_prize": 500,
    "receiver_belief_prize": 0,
    "sender_belief_seconds": 4.5,
    "receiver_belief_seconds": 8,
    "messages": "number",
    "frame": "neutral",
    "left_because": "consent_declined",
    "left_by": "sender",
    "dropout": "robot",
    "counterpart": "human",
    "robot_policy": '{"model": "truth"}',
    "seed": 77,
    "planned_rounds": 30,
    "history": "closed",
    "forecast_distribution": "uniform",
    "noise_distribution": "uniform",
    "sender_had_left": False,
    "belief_pay": "one_round",
    "receiver_belief_answer": "number",
    "arm": "ch_uh_first",
    "part": 2,
}
# What was true of every session before there was a column for it.
BEFORE = {"forecast_distribution": "uniform", "noise_distribution": "uniform", "belief_pay": "every_round"}
NO_CAPACITY = {"capacity": None, "demand": None, "sales": None, "sender_payoff": None, "receiver_payoff": None}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rounds.csv"


def write_cells(path: Path, *rows: dict, columns=ROUNDS, at: int = 1, **cells: str) -> None:
    """Write a table and then overwrite cells of a row as they stand in the file."""
    table = list(rows_to_table(columns, rows or (round_row(),)))
    for name, text in cells.items():
        table[at][table[0].index(name)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def test_rounds_have_the_columns_of_the_interface():
    assert [column.name for column in ROUNDS] == ALL_NAMES
    assert [column.name for column in ROUNDS if column.is_appended] == APPENDED_NAMES


@pytest.mark.parametrize("columns", [ROUNDS, PARTICIPANTS, SURVEY, QUIZ])
def test_no_column_is_declared_twice(columns):
    names = [column.name for column in columns]

    assert len(names) == len(set(names))


def test_table_has_header_and_rows_in_declared_order():
    row = dict(reversed(round_row(report=None, is_paid=True).items()))
    header, cells = rows_to_table(ROUNDS, [row])

    assert header == ALL_NAMES
    assert cells[:5] == ["abc", 1, 0, 1, 1]
    assert cells[ROUND_NAMES.index("report")] == ""


def test_missing_is_empty_and_zero_is_zero():
    quiz = {"session_code": "abc", "participant_code": "p", "attempt": 1, "question": "q", "right_answer": "0"}
    _, cells = rows_to_table(QUIZ, [{**quiz, "answer": None, "is_right": False}])

    assert cells == ["abc", "p", 1, "q", "", "0", 0]


def test_money_and_times_are_written_plainly():
    row = participant_row(total_payment=Decimal("22.51"), consent_at=datetime(2030, 1, 31, 9, 30, tzinfo=UTC))
    header, cells = rows_to_table(PARTICIPANTS, [row])
    written = dict(zip(header, cells, strict=True))

    assert written["total_payment"] == 22.51
    assert written["consent_at"] == "2030-01-31T09:30:00Z"


def test_undeclared_and_lacking_names_are_errors():
    with pytest.raises(ValueError, match="row 1 has undeclared colour"):
        list(rows_to_table(ROUNDS, [{**round_row(), "colour": "red"}]))
    lacking = {name: value for name, value in round_row().items() if name != "report"}
    with pytest.raises(ValueError, match="row 2 lacks report"):
        list(rows_to_table(ROUNDS, [round_row(), lacking]))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'"])
def test_formulas_are_written_inert(start):
    _, cells = rows_to_table(ROUNDS, [round_row(text=f"{start}1+1")])

    assert cells[ALL_NAMES.index("text")] == f"'{start}1+1"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "'quoted'", "''", "'", 'a, b; "c"', "line\r\nbreak", "日本 ☂", "<script>alert(1)</script>", "NA", "007"],
)
def test_texts_survive_export_and_reading(path, text):
    write_table(path, ROUNDS, [round_row(text=text)])

    assert read_rounds(path)["text"].tolist() == [text]


def test_an_apostrophe_that_no_export_wrote_is_kept(path):
    write_cells(path, text="'tis")

    assert read_rounds(path)["text"].tolist() == ["'tis"]


def test_long_files_are_read_in_parts(path, monkeypatch):
    rows = [round_row(round_number=n, text=None if n < 3 else f"={n}") for n in range(1, 6)]
    write_table(path, ROUNDS, rows)
    at_once = read_rounds(path)
    monkeypatch.setattr(reader, "_ROWS_AT_ONCE", 2)

    pd.testing.assert_frame_equal(read_rounds(path), at_once)
    write_cells(path, *rows, at=5, report="1.5")
    with pytest.raises(InvalidFileError, match=r"row 6, column report: must be a whole number, not '1\.5'"):
        read_rounds(path)


def test_types_are_nullable_and_missing_stays_missing(path):
    write_table(path, ROUNDS, [round_row(report=None, report_timed_out=True, report_seconds=None)])
    rounds = read_rounds(path)

    assert rounds["report"].isna().all()
    assert rounds["text"].isna().all()
    assert {name: str(rounds[name].dtype) for name in ("report", "forecast", "is_paid", "text")} == {
        "report": "Int64",
        "forecast": "Float64",
        "is_paid": "boolean",
        "text": "string",
    }


def test_profits_by_hand_are_accepted(path):
    # Demand 250 + 20 + 10 = 280, sold 240: 25 * 240 = 6000 and (75 - 60) * 240 = 3600.
    write_table(path, ROUNDS, [round_row(demand=280, sales=240, sender_payoff=6_000, receiver_payoff=3_600)])

    assert len(read_rounds(path)) == 1


def test_byte_order_mark_and_later_columns_are_accepted(path):
    header, cells = rows_to_table(ROUNDS, [round_row()])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*header, "mood"], [*cells, "'=good"]])
    rounds = read_rounds(path)

    assert rounds.columns.tolist() == [*ALL_NAMES, "mood"]
    assert rounds["session_code"].tolist() == ["abc"]
    assert rounds["mood"].tolist() == ["=good"]


@pytest.mark.parametrize("n_appended", [0, 1, 4, 6, 8, 9, 11, 16, 18, 19, 21])
def test_files_of_earlier_versions_are_read_with_the_later_columns_missing(path, n_appended):
    n_columns = len(ROUND_NAMES) + n_appended
    table = list(rows_to_table(ROUNDS, [round_row(**LATER), round_row(round_number=2)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells[:n_columns] for cells in table)
    rounds = read_rounds(path)

    assert rounds.columns.tolist() == ALL_NAMES
    # What the columns are does not depend on whether the file had them.
    write_table(path, ROUNDS, [round_row(**LATER), round_row(round_number=2)])
    assert rounds.dtypes.tolist() == read_rounds(path).dtypes.tolist()
    for name in ALL_NAMES[n_columns:]:
        assert rounds[name].tolist() == [BEFORE.get(name, pd.NA)] * 2, name
    for name in ALL_NAMES[len(ROUND_NAMES) : n_columns]:
        assert rounds[name].tolist() == [LATER[name], BEFORE.get(name, pd.NA)], name


def test_a_number_outside_the_stated_range_is_read(path):
    write_table(path, ROUNDS, [round_row(**LATER | {"stated_forecast": -20})])

    assert read_rounds(path)["stated_forecast"].tolist() == [-20]


def test_a_prize_needs_a_truth(path):
    write_table(path, ROUNDS, [round_row(**LATER, **NO_CAPACITY, capacity_timed_out=True)])

    with pytest.raises(
        InvalidFileError,
        match="column sender_belief_prize: must be empty where stated_capacity or capacity is, not 500",
    ):
        read_rounds(path)


def test_participants_of_earlier_versions_are_read(tmp_path):
    path = tmp_path / "participants.csv"
    table = list(rows_to_table(PARTICIPANTS, [participant_row(belief_points=500)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells[: table[0].index("belief_points")] for cells in table)
    people = read_participants(path)

    first_appended = table[0].index("belief_points")
    assert table[0][first_appended:] == [
        "belief_points",
        "rounds_lost",
        "lost_round_points",
        "left_at",
        "quiz_questions",
        "quiz_first_right",
        "earlier_session",
        "belief_round",
        "arm",
    ]
    assert people["belief_points"].tolist() == [pd.NA]
    assert str(people["belief_points"].dtype) == "Float64"


def test_a_header_alone_is_an_empty_table(path):
    write_table(path, ROUNDS, [])
    rounds = read_rounds(path)

    assert len(rounds) == 0
    assert str(rounds["report"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("session_code", "", "be text, not empty"),
        ("round_number", "0", "be a whole number, at least 1, not '0'"),
        ("round_number", "1.5", "be a whole number, at least 1, not '1.5'"),
        ("is_paid", "True", "be 0 or 1, not 'True'"),
        ("is_paid", "", "be 0 or 1, not empty"),
        ("pair_id", "1", "be two seat numbers in ascending order, such as 3-5, not '1'"),
        ("pair_id", "2-1", "be two seat numbers in ascending order, such as 3-5, not '2-1'"),
        ("pair_id", "2-2", "be two seat numbers in ascending order, such as 3-5, not '2-2'"),
        ("matching", "strangers", "be one of partner, stranger, perfect_stranger, not 'strangers'"),
        ("noise_distribution", "", f"be one of {', '.join(DISTRIBUTIONS)}, not empty"),
        ("forecast_distribution", "normal", f"be one of {', '.join(DISTRIBUTIONS)}, not 'normal'"),
        ("capacity_cost", "75", r"be greater than 0 and less than wholesale_price - production_cost \(75\), not 75"),
        ("receiver_code", "p1", "be another person than the sender, not 'p1'"),
        ("forecast", "nan", "be a number, not 'nan'"),
        ("forecast", "1e999", "be a number, not '1e999'"),
        ("forecast", "12,5", "be a number, not '12,5'"),
        ("forecast", " 12", "be a number, not ' 12'"),
        ("report", "151", "be from -150 to 150 in this game, not 151"),
        ("report", "1_0", "be a whole number, not '1_0'"),
        ("report", "9" * 400, "be a whole number, not '9{57}\\.\\.\\.'"),
        ("market_noise", "76", "be from -75 to 75 in this game, not 76"),
        ("capacity", "24", "be from 25 to 475 in this game, not 24"),
        ("capacity", "-1", "be a whole number, at least 0, not '-1'"),
        ("demand", "281", r"be 280, mean_demand \+ forecast \+ market_noise, not 281"),
        ("sales", "241", "be 240, the smaller of demand and capacity, not 241"),
        ("sales", "", "be 240, the smaller of demand and capacity, not empty"),
        ("sender_payoff", "6000.01", "be 6000, the sender's profit in this game, not 6000.01"),
        ("receiver_payoff", "0", "be 3600, the receiver's profit in this game, not 0"),
        ("receiver_payoff", "", "be 3600, the receiver's profit in this game, not empty"),
        ("report_timed_out", "1", None),
        ("report_seconds", "-1", "be a number, at least 0, not '-1'"),
        ("stated_capacity", "24", "be from 25 to 475 in this game, not 24"),
        ("stated_capacity", "30.5", "be a whole number, at least 0, not '30.5'"),
        ("stated_capacity", "", None),
        ("stated_forecast", "151", "be from -150 to 150 in this game, not 151"),
        ("stated_forecast_low", "-151", "be from -150 to 150 in this game, not -151"),
        ("stated_forecast_high", "151", "be from -150 to 150 in this game, not 151"),
        ("stated_forecast_high", "-1", "be at least stated_forecast_low, not -1"),
        ("stated_forecast_low", "", "be given where stated_forecast is and nowhere else, not empty"),
        ("sender_belief_prize", "-1", "be a number, at least 0, not '-1'"),
        ("receiver_belief_seconds", "-1", "be a number, at least 0, not '-1'"),
    ],
)
def test_a_bad_cell_is_named_by_row_column_rule_and_value(path, name, text, rule):
    write_cells(path, round_row(**LATER), **{name: text})
    column = {"report_timed_out": "report", "stated_capacity": "sender_belief_prize"}.get(name)
    expected = f"row 2, column {name}: must {rule}" if rule else f"row 2, column {column}: must be empty where"

    with pytest.raises(InvalidFileError, match=f"(^rounds.csv: |\n  ){expected}"):
        read_rounds(path)


def test_the_word_of_a_treatment_is_believed_if_it_stands_for_one_set_of_parameters(path):
    rows = [round_row(cell, round_number=n) for n, cell in enumerate(("ch_uh", "cl_ul", "ch_uh"), start=1)]
    write_table(path, ROUNDS, [row | {"treatment": f"their_{row['treatment']}"} for row in rows])
    assert read_rounds(path)["treatment"].tolist() == ["their_ch_uh", "their_cl_ul", "their_ch_uh"]

    write_table(path, ROUNDS, [row | {"treatment": "theirs"} for row in rows])
    with pytest.raises(
        InvalidFileError,
        match=r"row 3, column treatment: must stand for one set of parameters \(noise_half_width is 75.* in row 2 and "
        r"25.* here\), not 'theirs'",
    ):
        read_rounds(path)


def test_what_the_reader_refuses_is_not_written():
    for changes, message in (
        ({"history": "ajar"}, "row 1: history must be one of open, closed, not 'ajar'"),
        ({"session_code": None}, "session_code must be text, not empty"),
        ({"session_code": ""}, "session_code must be text, not empty"),
        ({"report": 1.5}, "report must be a whole number, not 1.5"),
        ({"round_number": 0}, "round_number must be a whole number, at least 1, not 0"),
        ({"report_seconds": float("inf")}, "report_seconds must be a number, at least 0, not inf"),
        ({"pair_id": "1"}, "pair_id must be two seat numbers"),
        ({"is_paid": 2}, "is_paid must be 0 or 1, not 2"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            list(rows_to_table(ROUNDS, [round_row(**changes)]))


def test_a_column_that_no_row_fills_is_an_error_where_it_is_written():
    row = round_row()
    del row["history"]

    with pytest.raises(ValueError, match="row 1 lacks history"):
        list(rows_to_table(ROUNDS, [row]))


def test_profits_within_half_a_cent_point_are_accepted(path):
    write_cells(path, sender_payoff="6000.004")

    assert len(read_rounds(path)) == 1


def test_practice_is_never_paid(path):
    write_table(path, ROUNDS, [round_row(is_practice=True, is_paid=True)])

    with pytest.raises(InvalidFileError, match="row 2, column is_paid: must be 0 in a practice round, not 1"):
        read_rounds(path)


def test_a_robot_may_decide_after_a_time_out(path):
    write_table(path, ROUNDS, [round_row(report_timed_out=True, sender_is_robot=True)])

    assert read_rounds(path)["report"].tolist() == [50]


def test_sales_without_capacity_are_refused(path):
    write_table(path, ROUNDS, [round_row(**{**NO_CAPACITY, "sales": 5})])

    with pytest.raises(InvalidFileError, match="column sales: must be empty where capacity is, not 5"):
        read_rounds(path)


def test_profits_without_capacity_need_a_time_out(path):
    rule_paid = {**NO_CAPACITY, "sender_payoff": 100}
    write_table(path, ROUNDS, [round_row(**rule_paid, capacity_timed_out=True)])
    assert read_rounds(path)["sender_payoff"].tolist() == [100]

    write_table(path, ROUNDS, [round_row(**rule_paid)])
    with pytest.raises(InvalidFileError, match="column sender_payoff: must be empty where capacity is and no time"):
        read_rounds(path)


def test_a_round_that_has_not_begun_is_accepted(path):
    missing = dict.fromkeys(("forecast", "report", "market_noise", "report_timed_out", "capacity_timed_out"))
    write_table(path, ROUNDS, [round_row(**{**NO_CAPACITY, **missing})])

    assert read_rounds(path)["forecast"].isna().all()


def test_a_pair_occurs_once_a_round(path):
    write_table(path, ROUNDS, [round_row(), round_row(round_number=2), round_row()])

    with pytest.raises(
        InvalidFileError,
        match=r"row 4, column pair_id: must occur once for each session_code and round_number, not '1-2'",
    ):
        read_rounds(path)


def test_rows_are_those_of_a_spreadsheet_even_after_line_breaks(path):
    write_table(path, ROUNDS, [round_row(text="two\nlines"), round_row(round_number=2, report=999)])

    with pytest.raises(InvalidFileError, match=r"^rounds\.csv: row 3, column report"):
        read_rounds(path)


def test_many_bad_cells_are_counted_and_the_first_ten_shown(path):
    write_table(path, ROUNDS, [round_row(round_number=n, report=200) for n in range(1, 31)])

    with pytest.raises(InvalidFileError, match=r"^rounds\.csv: 30 cells break a rule \(first 10 shown\):") as raised:
        read_rounds(path)
    assert [line.split(",")[0].strip() for line in str(raised.value).splitlines()[1:]] == [
        f"row {row}" for row in range(2, 12)
    ]


def test_many_wrong_profits_are_counted(path):
    write_table(path, ROUNDS, [round_row(round_number=n, sender_payoff=0) for n in range(1, 31)])

    with pytest.raises(InvalidFileError, match=r"^rounds\.csv: 30 cells break a rule"):
        read_rounds(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(
            b"a,b\n1,2\n",
            "row 1 lacks the columns session_code, round_number, is_practice and 31 more$",
            id="something else",
        ),
        pytest.param(
            ",".join(column.name for column in PARTICIPANTS).encode(),
            "and 52 more; this is the table of participants$",
            id="another table",
        ),
        pytest.param(";".join(ROUND_NAMES).encode(), "columns must be separated by commas", id="semicolons"),
        pytest.param(
            ",".join([ROUND_NAMES[1], ROUND_NAMES[0], *ROUND_NAMES[2:]]).encode(),
            "row 1, column 1: must be session_code, not 'round_number'",
            id="reordered",
        ),
        pytest.param(
            ",".join(["extra", *ROUND_NAMES]).encode(),
            "row 1, column 1: must be session_code, not 'extra'",
            id="inserted",
        ),
        pytest.param(",".join([*ROUND_NAMES, "x", "x"]).encode(), "row 1 has the column x more than once", id="twice"),
        pytest.param(",".join(ROUND_NAMES[:-1]).encode(), "row 1 lacks the column text", id="one lacking"),
        pytest.param(
            ",".join([*ROUND_NAMES, *APPENDED_NAMES[1:]]).encode(),
            "row 1 lacks the column stated_capacity$",
            id="one appended left out before another",
        ),
        pytest.param(
            ",".join([*ROUND_NAMES, "mood", "stated_capacity"]).encode(),
            "row 1, column 35: must be stated_capacity, not 'mood'",
            id="inserted before an appended one",
        ),
        pytest.param(
            ",".join(ROUND_NAMES).encode() + b"\nabc,1\n", "row 2: must have 34 cells .*, not 2", id="cut off"
        ),
        pytest.param(",".join(ROUND_NAMES).encode() + b'\n"abc"d,1\n', "line 2 is not valid csv", id="stray quote"),
        pytest.param(b"\xff\xfe\x00", "the file must be text in UTF-8", id="not text"),
    ],
)
def test_malformed_files_are_refused(path, content, message):
    path.write_bytes(content)

    with pytest.raises(InvalidFileError, match=f"^rounds.csv: .*{message}"):
        read_rounds(path)


def test_participants_are_read_back(tmp_path):
    path = tmp_path / "participants.csv"
    left = participant_row(
        participant_code="p2", **dict.fromkeys(("block", "first_role", "exit_reason", "total_payment"))
    )
    write_table(path, PARTICIPANTS, [participant_row(), left])
    people = read_participants(path)

    assert people["total_payment"].tolist() == [22.51, pd.NA]
    assert people["trust_wvs"].tolist() == [0, 0]
    assert people["consent_at"][0] == pd.Timestamp("2030-01-31T09:30:00Z")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trust_ipip": "5.1"}, "column trust_ipip: must be a number from 1 to 5, not '5.1'"),
        ({"trust_wvs": "2"}, "column trust_wvs: must be a whole number from 0 to 1, not '2'"),
        ({"consent_at": "31.1.2030"}, "column consent_at: must be a time in ISO 8601 and UTC"),
        ({"consent_at": "2030-13-31T09:30:00Z"}, "column consent_at: must be a time in ISO 8601 and UTC"),
        ({"consent_text_sha256": "abc"}, "must be 64 hexadecimal digits"),
        ({"exit_reason": "bored"}, "must be one of completed, consent_declined, quiz_failed"),
    ],
)
def test_bad_participants_are_refused(tmp_path, changes, message):
    path = tmp_path / "participants.csv"
    write_cells(path, participant_row(), columns=PARTICIPANTS, **changes)

    with pytest.raises(InvalidFileError, match=message):
        read_participants(path)


def test_a_participant_occurs_once(tmp_path):
    path = tmp_path / "participants.csv"
    write_table(path, PARTICIPANTS, [participant_row(), participant_row()])

    with pytest.raises(InvalidFileError, match="row 3, column participant_code: must occur once for each session_code"):
        read_participants(path)


def event_row(**changed):
    return {
        "session_code": "abc",
        "participant_code": "p1",
        "event": 7,
        "round_number": None,
        "page": None,
        "kind": "help_asked",
        "at": datetime(2030, 1, 31, 9, 30, tzinfo=UTC),
        "seconds": None,
        "detail": '{"text": "=1+1"}',
        **changed,
    }


def test_events_are_read_back(tmp_path):
    path = tmp_path / "events.csv"
    write_table(path, EVENTS, [event_row(), event_row(event=8, kind="first_edit", seconds=2.5, detail=None)])
    table = read_events(path)

    assert table["kind"].tolist() == ["help_asked", "first_edit"]
    assert table["seconds"].tolist() == [pd.NA, 2.5]
    assert table["detail"].tolist() == ['{"text": "=1+1"}', pd.NA]


def test_an_event_of_an_unknown_kind_is_refused(tmp_path):
    path = tmp_path / "events.csv"
    write_cells(path, event_row(), columns=EVENTS, kind="sneezed")

    with pytest.raises(InvalidFileError, match="row 2, column kind: must be one of calculator_query"):
        read_events(path)


def test_survey_and_quiz_are_read_back(tmp_path):
    person = {"session_code": "abc", "participant_code": "p1"}
    item = {"section": "gps", "item": "risk", "wording": "How willing?", "answer": None, "scored_value": None}
    question = {"attempt": 1, "question": "profit", "answer": "-5", "right_answer": "100", "is_right": False}
    write_table(tmp_path / "survey.csv", SURVEY, [{**person, **item}])
    write_table(tmp_path / "quiz.csv", QUIZ, [{**person, **question}])

    assert read_survey(tmp_path / "survey.csv")["answer"].isna().all()
    assert read_quiz(tmp_path / "quiz.csv")["answer"].tolist() == ["-5"]
    assert read_quiz(tmp_path / "quiz.csv")["is_right"].tolist() == [False]
