"""Describe tables by the rules of Psych-DS: `dataset_description.json`, and the names that its data files must have.

The rules are those published at psych-ds.github.io: schema.org's Dataset, with every header of every data file in
`variableMeasured`; files in `data` whose names are pairs of keyword and value and end in `_data.csv`.
"""

from collections.abc import Sequence
from typing import Any

from forecast_sharing.tables.column import SAID_BY, Column
from forecast_sharing.tables.stored_tables import BY_NAME


def dataset_description(tables: Sequence[str], *, name: str, description: str, **more: Any) -> dict[str, Any]:
    """Return the content of `dataset_description.json`.

    Parameters
    ----------
    tables : sequence of str
        The names of the stored tables in the data set.
    name, description : str
        Of the data set.
    **more
        Further properties of schema.org's Dataset: version, license, citation, creator, dateCreated.

    """
    by_header: dict[str, list[tuple[str, Column]]] = {}
    for table in tables:
        for column in BY_NAME[table].columns:
            by_header.setdefault(column.name, []).append((table, column))
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": description,
        **more,
        "variableMeasured": [_variable(header, uses) for header, uses in by_header.items()],
    }


def file_name(table: str) -> str:
    """Return the name that the file of a stored table must have under `data`: the value has letters and digits only."""
    return f"table-{table.replace('_', '')}_data.csv"


def _variable(header: str, uses: Sequence[tuple[str, Column]]) -> dict[str, Any]:
    """Return one PropertyValue: a header has one, whatever tables it is in."""
    columns = [column for _, column in uses]
    lowest, highest = ([getattr(column, bound) for column in columns] for bound in ("minimum", "maximum"))
    labels = {value: meaning for column in columns for value, meaning in column.labels.items()}
    said = {
        "unitText": "; ".join(dict.fromkeys(column.unit for column in columns if column.unit)),
        "minValue": None if None in lowest else min(lowest),
        "maxValue": None if None in highest else max(highest),
        "measurementTechnique": "; ".join(dict.fromkeys(_technique(column) for column in columns)),
        "valueReference": [
            {"@type": "PropertyValue", "name": meaning, "value": value} for value, meaning in labels.items()
        ],
    }
    return {
        "@type": "PropertyValue",
        "name": header,
        "description": _description(uses),
        **{key: value for key, value in said.items() if value not in (None, "", [])},
    }


def _description(uses: Sequence[tuple[str, Column]]) -> str:
    """Return what a header means; where tables differ, by table."""
    by_text: dict[str, list[str]] = {}
    for table, column in uses:
        empty = "" if column.missing is None else f" Empty: {column.missing}."
        by_text.setdefault(f"{column.label}.{empty}", []).append(table)
    if len(by_text) == 1:
        return next(iter(by_text))
    return " ".join(f"In {', '.join(tables)}: {text}" for text, tables in by_text.items())


def _technique(column: Column) -> str:
    words = SAID_BY[column.said_by] if column.said_by else ""
    page = f", page {column.page}" if column.page else ""
    source = f"; {column.source}" if column.source else ""
    return f"{words}{page}{source}"
