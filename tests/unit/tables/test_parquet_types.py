"""Columns have types of Parquet by what they are declared to be."""

from __future__ import annotations

import pytest

from forecast_sharing.tables.parquet import parquet_types
from forecast_sharing.tables.stored_tables import TABLES


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_type_in_order(table):
    assert list(parquet_types(table.name)) == table.column_names


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("rounds", "report", "int64"),
        ("rounds", "sender_payoff", "double"),
        ("rounds", "is_paid", "bool"),
        ("rounds", "matching", "string"),
        ("participants", "consent_at", "timestamp[us, tz=UTC]"),
    ],
)
def test_types_follow_the_declaration(table, column, expected):
    assert parquet_types(table)[column] == expected
