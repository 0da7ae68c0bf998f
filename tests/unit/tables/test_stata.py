"""Tables for Stata: labels of variables and values, missing values, the same bytes."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from forecast_sharing.dataset import read_participants, read_rounds, write_table
from forecast_sharing.tables.columns import PARTICIPANTS, ROUNDS
from forecast_sharing.tables.stata import LONGEST_LABEL, value_labels, variable_labels, write_stata
from forecast_sharing.tables.stored_tables import BY_NAME, TABLES
from tests.strategies import participant_row, round_row

MADE = datetime(2030, 1, 31, 9, 30)  # noqa: DTZ001 - Stata knows no zones


@pytest.fixture
def written(tmp_path):
    write_table(
        tmp_path / "rounds.csv",
        ROUNDS,
        [
            round_row(is_paid=False, text="Grüße", seed=2**31 - 1),
            round_row(round_number=2, report=None, report_timed_out=True, robot_policy="x" * 3000),
        ],
    )
    write_stata(tmp_path / "rounds.dta", "rounds", read_rounds(tmp_path / "rounds.csv"), time_stamp=MADE)
    return tmp_path / "rounds.dta"


def test_what_is_written_is_read_again(written):
    table = pd.read_stata(written, convert_categoricals=False)

    assert list(table.columns) == BY_NAME["rounds"].column_names
    assert table["report"].isna().tolist() == [False, True]
    assert table["report"][0] == 50
    assert table["is_paid"].tolist() == [0, 1]
    assert table["text"].tolist() == ["Grüße", ""]
    assert table["seed"][0] == 2**31 - 1
    assert table["robot_policy"][1] == "x" * 3000
    assert table["matching"].tolist() == [2, 2]


def test_values_have_their_words(written):
    table = pd.read_stata(written)

    assert table["matching"].tolist() == ["stranger", "stranger"]
    assert table["is_paid"].tolist() == ["no", "yes"]


def test_variables_have_their_labels(written):
    with pd.read_stata(written, iterator=True) as reader:
        labels = reader.variable_labels()
        label = reader.data_label
        moment = reader.time_stamp

    assert labels["report"] == "Forecast as reported to the receiver"
    assert (label, moment) == ("Rounds", "31 Jan 2030 09:30")


def test_times_are_those_of_the_table(tmp_path):
    write_table(
        tmp_path / "p.csv", PARTICIPANTS, [participant_row(), participant_row(participant_code="q", consent_at=None)]
    )
    write_stata(tmp_path / "p.dta", "participants", read_participants(tmp_path / "p.csv"), time_stamp=MADE)

    table = pd.read_stata(tmp_path / "p.dta", convert_categoricals=False)

    assert table["consent_at"][0] == pd.Timestamp("2030-01-31 09:30:00")
    assert pd.isna(table["consent_at"][1])
    assert table["trust_ipip"][0] == 3.4


def test_the_same_table_gives_the_same_bytes(written, tmp_path):
    write_stata(tmp_path / "again.dta", "rounds", read_rounds(tmp_path / "rounds.csv"), time_stamp=MADE)

    assert (tmp_path / "again.dta").read_bytes() == written.read_bytes()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_labels_are_as_stata_takes_them(table):
    labels = variable_labels(table)

    assert list(labels) == table.column_names
    assert max(len(label) for label in labels.values()) <= LONGEST_LABEL
    assert all(len(name) <= 32 for name in table.column_names)
    assert {type(number) for numbers in value_labels(table).values() for number in numbers} <= {int}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_without_rows_is_written(table, tmp_path):
    write_table(tmp_path / "t.csv", table.columns, [])
    from forecast_sharing.dataset import read_stored

    write_stata(tmp_path / "t.dta", table.name, read_stored(tmp_path / "t.csv", table.name), time_stamp=MADE)

    assert list(pd.read_stata(tmp_path / "t.dta").columns) == table.column_names


def test_long_labels_are_cut_between_words():
    labels = variable_labels(BY_NAME["rounds"])

    assert labels["left_because"] == "Why the round was not played: exit reason of the first of the two to leave..."
