"""`datapackage.json` says of each column what its declaration says, in the words of Table Schema."""

from __future__ import annotations

import json

import pytest

from forecast_sharing.tables.datapackage import DataFile, datapackage, table_schema
from forecast_sharing.tables.stored_tables import TABLES

SHA = "0f" * 32


def package(*tables: str) -> dict:
    return datapackage(
        [DataFile(name, f"data/{name}.csv", SHA, 10) for name in tables], name="a-study", title="A study"
    )


def field(table: str, name: str) -> dict:
    return next(one for one in table_schema(table, [])["fields"] if one["name"] == name)


def test_a_file_has_its_sum_its_size_and_its_schema():
    [resource] = package("rounds")["resources"]

    assert (resource["name"], resource["path"]) == ("rounds", "data/rounds.csv")
    assert (resource["bytes"], resource["hash"]) == (10, f"sha256:{SHA}")
    assert resource["schema"]["primaryKey"] == ["session_code", "round_number", "pair_id"]
    assert resource["schema"]["missingValues"] == [""]


@pytest.mark.parametrize(
    ("table", "name", "expected"),
    [
        ("rounds", "report", {"type": "integer", "constraints": {"required": False}, "unit": "units"}),
        ("rounds", "block", {"type": "integer", "constraints": {"required": True, "minimum": 1}}),
        ("rounds", "is_paid", {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}),
        ("rounds", "left_by", {"type": "string", "constraints": {"required": False, "enum": ["sender", "receiver"]}}),
        ("rounds", "pair_id", {"constraints": {"required": True, "pattern": r"[1-9]\d*-[1-9]\d*"}}),
        ("participants", "trust_gps", {"constraints": {"required": False, "minimum": 0, "maximum": 10}}),
        (
            "participants",
            "trust_wvs",
            {"valueLabels": {"0": "one needs to be very careful", "1": "most people can be trusted"}},
        ),
        ("events", "at", {"type": "datetime", "saidBy": "server"}),
        ("rounds", "capacity", {"type": "integer", "page": "Capacity", "saidBy": "participant"}),
    ],
)
def test_a_column_becomes_a_field(table, name, expected):
    found = field(table, name)

    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_fields_are_the_columns_in_their_order(table):
    assert [one["name"] for one in table_schema(table.name, [])["fields"]] == table.column_names


def test_foreign_keys_lead_to_tables_of_the_package_only():
    alone, both = package("help")["resources"][0], package("participants", "help")["resources"][1]

    assert "foreignKeys" not in alone["schema"]
    assert both["schema"]["foreignKeys"] == [
        {
            "fields": ["session_code", "participant_code"],
            "reference": {"resource": "participants", "fields": ["session_code", "participant_code"]},
        }
    ]


def test_the_whole_package_is_strict_json():
    whole = package(*(table.name for table in TABLES))

    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert len(whole["resources"]) == len(TABLES)


@pytest.mark.parametrize(
    ("files", "name", "message"),
    [
        ([], "A study", "name must be lower-case"),
        ([DataFile("colours", "c.csv", SHA, 1)], "a", "table must be one of rounds, .* not 'colours'"),
        ([DataFile("arms", "a.csv", SHA, 1), DataFile("arms", "b.csv", SHA, 1)], "a", "each table must have one file"),
    ],
)
def test_what_cannot_be_a_package_is_refused(files, name, message):
    with pytest.raises(ValueError, match=message):
        datapackage(files, name=name, title="A study")
