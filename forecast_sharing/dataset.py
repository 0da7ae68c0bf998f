"""The exported tables: writing them, and reading them back with every cell checked.

`rows_to_table` needs nothing but the standard library, so that the server's exports stay light; the readers import
pandas when they are called.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forecast_sharing.tables.columns import EVENTS, PARTICIPANTS, QUIZ, ROUNDS, SURVEY, TIME, Column
from forecast_sharing.tables.formula_safety import InvalidFileError, neutralise

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EVENTS",
    "PARTICIPANTS",
    "QUIZ",
    "ROUNDS",
    "SURVEY",
    "Column",
    "InvalidFileError",
    "load_example",
    "read_events",
    "read_participants",
    "read_quiz",
    "read_rounds",
    "read_stored",
    "read_survey",
    "rows_to_table",
    "write_table",
]

Cell = str | int | float

EXAMPLE = "example_rounds.csv"


def rows_to_table(columns: Iterable[Column], dict_rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    """Return the header and then the rows, in declared order, ready for a csv writer.

    Parameters
    ----------
    columns : iterable of Column
        One of `ROUNDS`, `PARTICIPANTS`, `SURVEY`, `QUIZ` and `EVENTS`.
    dict_rows : iterable of mappings
        Each with exactly the declared names; None where a value is missing.

    Yields
    ------
    list of str, int or float
        Missing is empty, booleans are 0 or 1, and text that a spreadsheet would run begins with an apostrophe.

    Raises
    ------
    ValueError
        If a row lacks a declared name or has another, or a value breaks its column's rule, which the readers refuse.

    """
    declared = tuple(columns)
    names = [column.name for column in declared]
    yield list(names)
    for number, row in enumerate(dict_rows, start=1):
        if row.keys() != set(names):
            raise ValueError(f"row {number} {_key_error(names, row)}")
        try:
            cells = [_cell(column, row[column.name]) for column in declared]
        except ValueError as error:
            raise ValueError(f"row {number}: {error}") from None
        yield cells


def write_table(path: str | PathLike[str], columns: Iterable[Column], dict_rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a declared table to a csv file, as the exports do."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows_to_table(columns, dict_rows))


def read_rounds(path: str | PathLike[str]) -> "pd.DataFrame":
    """Return the table of rounds, one row per pair and round, each cell checked and profits recomputed.

    Parameters
    ----------
    path : path
        A csv file as exported, with or without byte-order mark. Columns appended by later versions are read as text;
        those that the version of the file did not have yet are there and missing in every row.

    Returns
    -------
    DataFrame
        Nullable types: Int64, Float64, boolean and string; missing is ``pandas.NA``.

    Raises
    ------
    InvalidFileError
        If columns are missing or out of order, a cell breaks its rule, a pair occurs twice in a round, or demand,
        sales or profits are not what the game gives.

    """
    from forecast_sharing.tables import reader, round_checks  # noqa: PLC0415

    return reader.read_stored(path, "rounds", checks=(round_checks.check_rounds,))


def load_example() -> "pd.DataFrame":
    """Return a table of rounds to try the analysis on: simulated, half the people follow either theory on average.

    Nobody took part: `python -m forecast_sharing simulate --theory hybrid --cells ch_uh,cl_ul --pairs 6 --rounds 12
    --seed 7` made it.
    """
    with as_file(files("forecast_sharing") / EXAMPLE) as path:
        return read_rounds(path)


def read_participants(path: str | PathLike[str]) -> "pd.DataFrame":
    """Return the table of participants, one row per person, each cell checked; see `read_rounds`."""
    from forecast_sharing.tables import reader  # noqa: PLC0415

    return reader.read_stored(path, "participants")


def read_survey(path: str | PathLike[str]) -> "pd.DataFrame":
    """Return the survey, one row per person and item, each cell checked; see `read_rounds`."""
    from forecast_sharing.tables import reader  # noqa: PLC0415

    return reader.read_stored(path, "survey")


def read_quiz(path: str | PathLike[str]) -> "pd.DataFrame":
    """Return the answers to the comprehension questions, one row per attempt and question; see `read_rounds`."""
    from forecast_sharing.tables import reader  # noqa: PLC0415

    return reader.read_stored(path, "quiz")


def read_events(path: str | PathLike[str]) -> "pd.DataFrame":
    """Return what happened beside the decisions, one row per event; see `read_rounds`. `detail` is JSON."""
    from forecast_sharing.tables import reader  # noqa: PLC0415

    return reader.read_stored(path, "events")


def read_stored(path: str | PathLike[str], name: str) -> "pd.DataFrame":
    """Return a stored table by its name, one of `tables.stored_tables.TABLES`, each cell checked; see `read_rounds`."""
    from forecast_sharing.tables import reader  # noqa: PLC0415

    return read_rounds(path) if name == "rounds" else reader.read_stored(path, name)


def _key_error(names: list[str], row: Mapping[str, Any]) -> str:
    lacking = [name for name in names if name not in row]
    if lacking:
        return f"lacks {', '.join(lacking)}"
    return f"has undeclared {', '.join(str(name) for name in row if name not in names)}"


def _cell(column: Column, value: Any) -> Cell:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        if column.missing is None:
            raise ValueError(f"{column.name} must {column.rule}, not empty")
        return ""
    cell = _written(column, value)
    if cell is None:
        raise ValueError(f"{column.name} must {column.rule}, not {value!r}")
    return cell


def _written(column: Column, value: Any) -> Cell | None:
    """Return the cell, or None where the value breaks the column's rule."""
    if column.type == "text":
        return neutralise(str(value)) if re.fullmatch(column.pattern or ".*", str(value), re.DOTALL) else None
    if column.type == "time":
        moment = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
        return moment.replace("+00:00", "Z") if re.fullmatch(TIME, moment) else None
    if column.type == "boolean":
        return int(value) if value in (0, 1) else None
    if column.type == "choice":
        return value if value in column.choices else None
    # Through float, so that of Decimal and the server's currency type a spreadsheet sees a plain number.
    number = float(value)
    is_whole = number.is_integer()
    if not math.isfinite(number) or (column.type == "integer" and not is_whole) or not column.holds(number):
        return None
    return int(number) if is_whole else number
