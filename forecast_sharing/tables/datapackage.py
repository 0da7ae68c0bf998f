"""Describe tables as a Frictionless data package: `datapackage.json` with Table Schemas of version 1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forecast_sharing.tables.column import Column
from forecast_sharing.tables.stored_tables import BY_NAME

_NAME = re.compile(r"[-a-z0-9._/]+")
_TYPES = {
    "text": "string",
    "choice": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "time": "datetime",
}


@dataclass(frozen=True)
class DataFile:
    """A csv file with a stored table: where it is in the package, and what it is made of."""

    table: str
    path: str
    sha256: str
    n_bytes: int


def datapackage(files: Sequence[DataFile], *, name: str, title: str, **more: Any) -> dict[str, Any]:
    """Return the content of `datapackage.json`.

    Parameters
    ----------
    files : sequence of DataFile
        Foreign keys to tables without a file are left out.
    name, title : str
        Of the package; the name of lower-case letters, digits and ``- . _ /``.
    **more
        Further properties of a data package: description, version, created, licenses, contributors.

    Raises
    ------
    ValueError
        If the name cannot be one, a table is not stored, or two files hold the same table.

    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"name must be lower-case letters, digits, -, ., _ and /, not {name!r}")
    tables = [file.table for file in files]
    if unknown := [table for table in tables if table not in BY_NAME]:
        raise ValueError(f"table must be one of {', '.join(BY_NAME)}, not {unknown[0]!r}")
    if len(set(tables)) < len(tables):
        raise ValueError(f"each table must have one file, not {', '.join(tables)}")
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        **more,
        "resources": [_resource(file, tables) for file in files],
    }


def table_schema(table_name: str, tables: Sequence[str]) -> dict[str, Any]:
    """Return the Table Schema of a stored table in a package with these tables."""
    table = BY_NAME[table_name]
    foreign_keys = [
        {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.columns)}}
        for key in table.foreign_keys_within(tables)
    ]
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": foreign_keys} if foreign_keys else {}),
    }


def _resource(file: DataFile, tables: Sequence[str]) -> dict[str, Any]:
    table = BY_NAME[file.table]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file.path,
        "title": table.title,
        "description": f"{table.row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.n_bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": table_schema(table.name, tables),
    }


def _field(column: Column) -> dict[str, Any]:
    # What the specification does not know it lets pass: unit and all that follows it.
    said = {
        "unit": column.unit,
        "emptyMeans": column.missing or "",
        "valueLabels": dict(column.labels),
        "saidBy": column.said_by or "",
        "page": column.page,
        "source": column.source,
    }
    return {
        "name": column.name,
        "title": column.label,
        "type": _TYPES[column.type],
        **({"trueValues": ["1"], "falseValues": ["0"]} if column.type == "boolean" else {}),
        "constraints": _constraints(column),
        **{key: value for key, value in said.items() if value},
    }


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": column.missing is None}
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.choices:
        constraints["enum"] = list(column.choices)
    return constraints
