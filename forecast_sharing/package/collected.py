"""The tables of a study's sessions, read from csv files, with the file and row that each row is from."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from forecast_sharing.dataset import read_stored
from forecast_sharing.tables.formula_safety import InvalidFileError
from forecast_sharing.tables.reader import FIRST_ROW
from forecast_sharing.tables.stored_tables import BY_NAME, TABLES

# What `simulate` writes beside the rounds.
_NOT_A_TABLE = "true_parameters"
# Longer names first: `survey_items` holds `survey`.
_BY_LENGTH = sorted(BY_NAME, key=lambda name: -len(name))
AGAIN = "Download it again, and do not open it in a spreadsheet before it is packaged"


class PackageError(InvalidFileError):
    """What was given cannot be packaged; the message names file, row, column and remedy."""


@dataclass(frozen=True)
class Collected:
    """Tables by name, their rows indexed by where they are from: ``rounds.csv: row 7``."""

    tables: dict[str, pd.DataFrame]

    def only(self, sessions: Iterable[str]) -> "Collected":
        """Return the rows of these sessions."""
        wanted = set(sessions)
        return Collected(
            {
                name: table[table["session_code"].isin(wanted)] if "session_code" in table else table
                for name, table in self.tables.items()
            }
        )

    @property
    def sessions(self) -> list[str]:
        """Return the codes of the sessions in any table, in order."""
        tables = [table for table in self.tables.values() if "session_code" in table]
        return sorted({str(code) for table in tables for code in table["session_code"].unique()})


def read_folders(folders: Sequence[Path]) -> Collected:
    """Return every table in these folders, each cell checked.

    Raises
    ------
    PackageError
        If there is none, a file is not a table, a cell breaks its rule, a column is of a later version, or a session is
        in two files with the same table.

    """
    found: dict[str, list[tuple[str, pd.DataFrame]]] = {}
    for path, shown in _files(folders):
        if path.stem == _NOT_A_TABLE:
            continue
        name = table_of(path)
        if name is None:
            raise PackageError(f"{shown}: row 1 is not that of a table of ours; take the file out of the folder")
        found.setdefault(name, []).append((shown, _read(path, shown, name)))
    if "rounds" not in found:
        raise PackageError(
            f"{', '.join(map(str, folders))}: there is no table of rounds; download the custom exports of each session"
        )
    return Collected({name: _joined(name, found[name]) for name in BY_NAME if name in found})


def table_of(path: Path) -> str | None:
    """Return which stored table a file holds, by its header, or where that is damaged by its name."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader([file.readline()]), [])
    for table in TABLES:
        needed = [column.name for column in table.columns if not column.is_appended]
        if header[: len(needed)] == needed:
            return table.name
    return next((name for name in _BY_LENGTH if name in path.stem), None)


def _files(folders: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the csv files, with what they are called in messages."""
    found = []
    for folder in folders:
        if not folder.is_dir():
            raise PackageError(f"{folder}: there is no such folder")
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".csv" and path.is_file())
        if not files:
            raise PackageError(f"{folder}: there are no csv files in the folder")
        found += [(path, str(path.relative_to(folder.parent))) for path in files]
    return found


def _read(path: Path, shown: str, name: str) -> pd.DataFrame:
    try:
        frame = read_stored(path, name)
    except InvalidFileError as error:
        text = str(error).removeprefix(f"{path.name}: ")
        raise PackageError(f"{shown}: {text}. {AGAIN}") from None
    known = BY_NAME[name].column_names
    if later := [column for column in frame.columns if column not in known]:
        raise PackageError(
            f"{shown}: row 1, column {later[0]}: must be a column that this version knows; package with the version "
            "that exported the file"
        )
    frame.index = pd.Index([f"{shown}: row {number}" for number in range(FIRST_ROW, len(frame) + FIRST_ROW)], dtype=str)
    return frame


def _joined(name: str, parts: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    by = "session_code" if "session_code" in BY_NAME[name].column_names else BY_NAME[name].key[0]
    seen: dict[str, str] = {}
    for shown, frame in parts:
        for code in frame[by].unique():
            if code in seen:
                raise PackageError(
                    f"{shown}: column {by}: {code} is in {seen[code]}, too; each session may be given once, so take "
                    "one of the two files out"
                )
            seen[code] = shown
    return pd.concat([frame for _, frame in parts]) if len(parts) > 1 else parts[0][1]


def refuse(table: pd.DataFrame, is_bad: pd.Series, column: str, what: Callable[[pd.Series], str]) -> None:
    """Raise `PackageError` for the first row where `is_bad`, named by file, row and column."""
    bad = is_bad.fillna(False).to_numpy(dtype=bool)
    if bad.any():
        row = table.iloc[int(bad.argmax())]
        more = f" ({int(bad.sum())} rows like it)" if bad.sum() > 1 else ""
        raise PackageError(f"{row.name}, column {column}: {what(row)}{more}")
