"""What people wrote stands in tables of its own, and nothing of it in the others."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from forecast_sharing.dataset import read_stored, write_table
from forecast_sharing.tables.columns import EVENT_KINDS, EVENTS, QUIZ, ROUNDS
from forecast_sharing.tables.free_text import help_of, messages_of, without_free_text
from forecast_sharing.tables.text_columns import TEXT_KEYS
from tests.strategies import round_row

CANARY = "Ada Canary, +49 30 1234567"


def event(number: int, kind: str, **detail: object) -> dict:
    return {
        "session_code": "abc",
        "participant_code": "p1",
        "event": number,
        "round_number": 2,
        "page": "Report",
        "kind": kind,
        "at": "2030-01-31T09:30:00.5Z",
        "seconds": None,
        "detail": json.dumps(detail, ensure_ascii=False) if detail else None,
    }


def answer(attempt: int, given: str | None) -> dict:
    same = {"session_code": "abc", "participant_code": "p1", "question": "quiz_sales", "right_answer": "5"}
    return {**same, "attempt": attempt, "answer": given, "is_right": False}


@pytest.fixture
def tables(tmp_path):
    rows = {
        "rounds": [round_row(text=CANARY), round_row(round_number=2)],
        "quiz": [
            answer(n, given)
            for n, given in enumerate(["12.5", "yes", CANARY, "491701234567", None, "number_and_text"], start=1)
        ],
        "events": [
            event(1, "help_asked", text=CANARY),
            event(2, "help_answered", text="Press the button.", by="admin"),
            event(3, "ended", reason=CANARY, by="admin"),
            event(4, "dropped", reason="", by="admin"),
            event(5, "left", reason="dropped_out", why="silent"),
            event(6, "calculator_query", capacity="250", demand=CANARY, is_answered=False),
            event(7, "took_over"),
            event(8, "first_edit", field="report"),
        ],
    }
    declared = {"rounds": ROUNDS, "quiz": QUIZ, "events": EVENTS}
    for name, one in rows.items():
        write_table(tmp_path / f"{name}.csv", declared[name], one)
    return {name: read_stored(tmp_path / f"{name}.csv", name) for name in rows}


def details(events: pd.DataFrame) -> list:
    return [None if pd.isna(detail) else json.loads(detail) for detail in events["detail"]]


def test_messages_are_the_texts_of_rounds(tables):
    assert messages_of(tables["rounds"]).to_numpy().tolist() == [["abc", 1, "1-2", "p1", CANARY]]


def test_help_is_what_was_asked_answered_and_given_as_a_reason(tables):
    found = help_of(tables["events"])

    assert found[["event", "kind", "text"]].to_numpy().tolist() == [
        [1, "help_asked", CANARY],
        [2, "help_answered", "Press the button."],
        [3, "ended", CANARY],
    ]
    assert found["at"].tolist() == [pd.Timestamp("2030-01-31T09:30:00.5Z")] * 3


def test_nothing_that_was_written_freely_is_left(tables):
    left = without_free_text({**tables, "messages": messages_of(tables["rounds"]), "help": help_of(tables["events"])})
    written = "".join(table.to_csv() for table in left.values())

    assert "Canary" in tables["rounds"].to_csv()
    assert list(left) == ["rounds", "quiz", "events"]
    assert "Canary" not in written
    assert "1234567" not in written
    assert "Press" not in written


def test_what_nobody_wrote_freely_stays(tables):
    left = without_free_text(tables)

    assert [None if pd.isna(one) else one for one in left["quiz"]["answer"]] == [
        "12.5",
        "yes",
        None,
        None,
        None,
        "number_and_text",
    ]
    assert details(left["events"]) == [
        None,
        {"by": "admin"},
        {"by": "admin"},
        {"by": "admin"},
        {"reason": "dropped_out", "why": "silent"},
        {"capacity": "250", "is_answered": False},
        None,
        {"field": "report"},
    ]
    assert left["rounds"].drop(columns="text").equals(tables["rounds"].drop(columns="text"))
    assert {name: table.dtypes.equals(tables[name].dtypes) for name, table in left.items()} == dict.fromkeys(left, True)


def test_the_tables_that_were_given_are_not_changed(tables):
    before = tables["rounds"]["text"].tolist()
    without_free_text(tables)

    assert tables["rounds"]["text"].tolist() == before


def test_kinds_of_events_that_say_as_written_are_those_with_text():
    assert {kind for kind, meaning in EVENT_KINDS.items() if "` as written" in meaning} <= set(TEXT_KEYS)


def test_tables_without_rows_are_left_so(tables):
    empty = {name: table.iloc[:0] for name, table in tables.items()}

    assert [len(table) for table in without_free_text(empty).values()] == [0, 0, 0]
    assert (len(messages_of(empty["rounds"])), len(help_of(empty["events"]))) == (0, 0)
