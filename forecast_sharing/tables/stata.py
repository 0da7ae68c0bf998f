"""Write stored tables for Stata, with labels of variables and values from their declarations."""

from collections.abc import Hashable
from datetime import datetime
from pathlib import Path

import pandas as pd

from forecast_sharing.tables.atomic_files import whole_file
from forecast_sharing.tables.column import Column
from forecast_sharing.tables.stored_tables import BY_NAME
from forecast_sharing.tables.table import Table

LONGEST_LABEL = 80  # characters that Stata takes for a variable


def variable_labels(table: Table) -> dict[Hashable, str]:
    """Return the label of each variable, cut between words where it is too long."""
    return {column.name: _short(column.label) for column in table.columns}


def value_labels(table: Table) -> dict[Hashable, dict[float, str]]:
    """Return what the numbers of each variable mean: words of a choice are numbered from 1, in declared order."""
    labels: dict[Hashable, dict[float, str]] = {}
    for column in table.columns:
        if column.type == "choice":
            labels[column.name] = dict(enumerate(column.choices, start=1))
        elif column.labels:
            labels[column.name] = {int(value): meaning for value, meaning in column.labels.items()}
    return labels


def write_stata(path: Path, table_name: str, frame: pd.DataFrame, *, time_stamp: datetime) -> None:
    """Write a stored table, whole: choices as labelled numbers, times in UTC without their zone, no text as empty.

    Parameters
    ----------
    path : Path
        The file, with the ending ``.dta``.
    table_name : str
        One of `stored_tables.TABLES`.
    frame : DataFrame
        As `dataset.read_stored` returns it; columns of later versions are left out.
    time_stamp : datetime
        What the file says it was written at: the same gives the same bytes.

    """
    table = BY_NAME[table_name]
    columns = {column.name: _for_stata(column, frame[column.name]) for column in table.columns}
    times = {column.name: "tc" for column in table.columns if column.type == "time"}
    with whole_file(path) as temporary:
        pd.DataFrame(columns).to_stata(
            temporary,
            write_index=False,
            version=118,
            time_stamp=time_stamp,
            data_label=_short(table.title),
            variable_labels=variable_labels(table),
            value_labels=value_labels(table),
            convert_dates=times,
        )


def _for_stata(column: Column, cells: pd.Series) -> pd.Series:
    if column.type == "choice":
        return cells.map({word: number for number, word in enumerate(column.choices, start=1)}).astype("Int8")
    if column.type == "text":
        return cells.astype(object).where(cells.notna(), "")
    if column.type == "time":
        return pd.to_datetime(cells, utc=True).dt.tz_localize(None).astype("datetime64[ms]")
    if column.type == "number":
        return cells.astype("Float64").astype("float64")
    return cells.astype("boolean").astype("Int8") if column.type == "boolean" else cells.astype("Int64")


def _short(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return label[: LONGEST_LABEL - 3].rsplit(" ", 1)[0].rstrip(",;:") + "..."
