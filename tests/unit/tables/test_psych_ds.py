"""`dataset_description.json` keeps the published rules of Psych-DS."""

from __future__ import annotations

import re

import pytest

from forecast_sharing.tables.psych_ds import dataset_description, file_name
from forecast_sharing.tables.stored_tables import TABLES

NAMES = [table.name for table in TABLES]
# Properties that schema.org lists for PropertyValue; the validator warns of any other.
PROPERTIES = {
    "@type", "name", "description", "maxValue", "measurementMethod", "measurementTechnique", "minValue", "propertyID",
    "unitCode", "unitText", "value", "valueReference",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return dataset_description(NAMES, name="A study", description="Of cheap talk.", license="CC-BY-4.0")


def variable(description: dict, name: str) -> dict:
    [found] = [one for one in description["variableMeasured"] if one["name"] == name]
    return found


def test_what_must_be_there_is_there(whole):
    assert whole["@context"] == "https://schema.org/"
    assert whole["@type"] == "Dataset"
    assert (whole["name"], whole["description"], whole["license"]) == ("A study", "Of cheap talk.", "CC-BY-4.0")


def test_every_header_of_every_file_is_measured_once(whole):
    measured = [one["name"] for one in whole["variableMeasured"]]

    assert len(measured) == len(set(measured))
    assert set(measured) == {name for table in TABLES for name in table.column_names}


def test_tables_that_are_left_out_leave_their_headers_out():
    measured = [one["name"] for one in dataset_description(["arms"], name="A", description="B")["variableMeasured"]]

    assert measured == ["session_code", "block", "arm"]


def test_variables_have_properties_of_the_vocabulary_only(whole):
    used = {
        key
        for one in whole["variableMeasured"]
        for key in (*one, *(k for v in one.get("valueReference", []) for k in v))
    }

    assert used <= PROPERTIES
    assert {one["@type"] for one in whole["variableMeasured"]} == {"PropertyValue"}


def test_a_variable_has_its_unit_range_values_and_source(whole):
    assert variable(whole, "report")["unitText"] == "units"
    assert (variable(whole, "trust_ipip")["minValue"], variable(whole, "trust_ipip")["maxValue"]) == (1, 5)
    assert {"@type": "PropertyValue", "name": "nothing until the end", "value": "none"} in variable(whole, "feedback")[
        "valueReference"
    ]
    assert "page Report" in variable(whole, "report")["measurementTechnique"]
    assert "minValue" not in variable(whole, "report")


def test_a_header_that_means_two_things_says_both(whole):
    description = variable(whole, "answer")["description"]

    assert description.startswith("In survey: The answer as it was given.")
    assert "In quiz: The answer; a number" in description


def test_names_of_files_are_keywords():
    names = [file_name(table) for table in NAMES]

    assert all(re.fullmatch(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv", name) for name in names)
    assert len(set(names)) == len(NAMES)
