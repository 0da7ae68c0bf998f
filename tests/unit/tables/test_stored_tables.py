"""The one list of stored tables: every column says what it is, and tables refer to each other by columns they have."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from forecast_sharing.dataset import InvalidFileError, read_stored, write_table
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.message_types import NUMBERS
from forecast_sharing.session.survey_items import SCORES
from forecast_sharing.tables.column import SAID_BY
from forecast_sharing.tables.columns import PARTICIPANTS, ROUNDS
from forecast_sharing.tables.plan_columns import ARMS
from forecast_sharing.tables.session_columns import SESSION
from forecast_sharing.tables.stored_tables import BY_NAME, TABLES

REPOSITORY = Path(__file__).parents[3]
COLUMNS = [
    pytest.param(table, column, id=f"{table.name}-{column.name}") for table in TABLES for column in table.columns
]
EACH_TABLE = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_tables_are_those_that_a_package_is_made_of():
    names = [
        "rounds",
        "participants",
        "survey",
        "survey_items",
        "quiz",
        "events",
        "matching",
        "session",
        "arms",
        "messages",
        "help",
    ]

    assert [table.name for table in TABLES] == names
    assert {table.name for table in TABLES if table.is_free_text} == {"messages", "help"}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_says_where_it_comes_from_and_what_its_values_mean(table, column):
    assert column.label
    assert column.said_by in SAID_BY
    if column.type == "choice":
        assert set(column.labels) == set(column.choices)
        assert all(column.labels.values())


@EACH_TABLE
def test_no_column_is_declared_twice(table):
    assert len(set(table.column_names)) == len(table.columns)


@EACH_TABLE
def test_keys_are_columns_that_are_never_empty(table):
    columns = {column.name: column for column in table.columns}
    used = [name for key in (table.key, *(key.columns for key in table.foreign_keys)) for name in key]

    assert [name for name in used if name not in columns or columns[name].missing is not None] == []


@EACH_TABLE
def test_what_a_table_refers_to_is_there_and_of_the_same_type(table):
    for key in table.foreign_keys:
        there = {column.name: column.type for column in BY_NAME[key.table].columns}
        here = {column.name: column.type for column in table.columns}

        assert [there.get(name) for name in key.columns] == [here[name] for name in key.columns]


def test_pages_that_columns_name_exist():
    sources = [*REPOSITORY.glob("*/pages.py"), REPOSITORY / "goodbye" / "__init__.py"]
    pages = {
        node.name
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    named = {column.page for table in TABLES for column in table.columns} - {""}

    assert {"Report", "Capacity", "Consent", "Quiz"} <= named
    assert named <= pages


def test_every_setting_of_a_session_is_a_column_of_its_table():
    names = {spec.name for spec in fields(SessionDesign)}

    assert sorted(names - set(BY_NAME["session"].column_names)) == []


def test_columns_of_settings_that_rounds_have_too_are_the_same():
    rounds = {column.name: column for column in ROUNDS}
    shared = [column for column in SESSION if column.name in rounds]

    assert len(shared) > 20
    assert [
        c.name
        for c in shared
        if (c.type, c.unit, c.choices) != (rounds[c.name].type, rounds[c.name].unit, rounds[c.name].choices)
    ] == []


def test_numbers_that_are_sent_have_the_range_of_reports():
    ranges = {column.name: column.game_range for column in ROUNDS}

    assert {ranges[name] for name in NUMBERS} == {"report_range"}


def test_every_score_of_the_survey_names_its_source():
    sources = {column.name: column.source for column in PARTICIPANTS}

    assert [score.name for score in SCORES if not sources[score.name]] == []


def test_a_stored_table_is_read_by_its_name(tmp_path):
    path = tmp_path / "arms.csv"
    write_table(path, ARMS, [{"session_code": "s", "block": block, "arm": None} for block in (1, 2)])

    assert read_stored(path, "arms")["block"].tolist() == [1, 2]


def test_a_row_that_stands_twice_is_refused_by_the_key_of_its_table(tmp_path):
    path = tmp_path / "arms.csv"
    write_table(path, ARMS, [{"session_code": "s", "block": 1, "arm": arm} for arm in ("a", "b")])

    with pytest.raises(InvalidFileError, match="block: must occur once for each session_code"):
        read_stored(path, "arms")


def test_a_session_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "session.csv"
    row = dict.fromkeys(column.name for column in SESSION) | {"session_code": "s"}
    write_table(path, SESSION, [row, row])

    with pytest.raises(InvalidFileError, match="column session_code: must occur once, not 's'"):
        read_stored(path, "session")
