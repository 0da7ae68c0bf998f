"""The tables of a package as files: csv, Stata, and Parquet where pyarrow is installed."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from forecast_sharing.dataset import rows_to_table
from forecast_sharing.package.sums import sha256_of
from forecast_sharing.tables.column import Column
from forecast_sharing.tables.datapackage import DataFile
from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.stata import write_stata
from forecast_sharing.tables.stored_tables import BY_NAME

# What Stata files say they were written at: the same sessions give the same bytes.
TIME_STAMP = datetime(2000, 1, 1, tzinfo=UTC)


def has_parquet() -> bool:
    """Return whether Parquet files can be written."""
    return find_spec("pyarrow") is not None


def write_data(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[DataFile]:
    """Write each table under `data` and `stata`; return the csv files."""
    (folder / "data").mkdir()
    (folder / "stata").mkdir()
    files = []
    for name, table in tables.items():
        path = folder / "data" / file_name(name)
        write_csv(path, name, table)
        files.append(DataFile(name, f"data/{path.name}", sha256_of(path), path.stat().st_size))
        write_stata(folder / "stata" / f"{name}.dta", name, table, time_stamp=TIME_STAMP)
        if has_parquet():
            table[BY_NAME[name].column_names].to_parquet(path.with_suffix(".parquet"), index=False)
    return files


def write_csv(path: Path, name: str, table: pd.DataFrame) -> None:
    """Write a stored table as the exports do."""
    columns = BY_NAME[name].columns
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        writer.writerows(zip(*(_cells(column, table[column.name]) for column in columns), strict=True))


def _cells(column: Column, values: pd.Series) -> np.ndarray:
    """Return the cells of a column; most hold few different values, so each different one is written once."""
    codes, uniques = pd.factorize(values)
    written = [row[0] for row in rows_to_table((column,), ({column.name: value} for value in uniques))][1:]
    # Missing is numbered -1, which is the last.
    return np.array([*written, ""], dtype=object)[codes]
