"""Read a declared table from a csv file and refuse it where a cell breaks its rule."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.tables.columns import TIME, Column
from forecast_sharing.tables.formula_safety import InvalidFileError, restore
from forecast_sharing.tables.stored_tables import BY_NAME, TABLES
from forecast_sharing.tables.typed_frames import DTYPES

BoolArray = npt.NDArray[np.bool_]

# A spreadsheet shows the header as row 1.
FIRST_ROW = 2
_SHOWN = 10
_SHOWN_COLUMNS = 3
_ROWS_AT_ONCE = 50_000
# Whole numbers up to here are exact as floating point.
_LARGEST_WHOLE = 2.0**53
# Only plain decimal notation: float() also takes "nan", "inf" and "1_000".
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


@dataclass(frozen=True, order=True)
class BadCell:
    """A cell that breaks a rule; rows are counted as a spreadsheet shows them."""

    row: int
    column: str
    rule: str
    value: str

    def __str__(self) -> str:
        """Return the sentence shown to the reader."""
        return f"row {self.row}, column {self.column}: must {self.rule}, not {self.value}"


@dataclass
class BadCells:
    """The bad cells found so far: how many, and the first few of each kind."""

    count: int = 0
    cells: list[BadCell] = field(default_factory=list)

    def add(
        self, is_bad: BoolArray, column: str, rule: str, values: Sequence[Any] | pd.Series, offset: int = 0
    ) -> None:
        """Note the rows where `is_bad`; `values` is what to show, `offset` the index of its first row."""
        positions = np.flatnonzero(is_bad)
        self.count += len(positions)
        for position in positions[:_SHOWN]:
            value = values.iloc[position] if isinstance(values, pd.Series) else values[position]
            self.cells.append(BadCell(int(position) + offset + FIRST_ROW, column, rule, _shown(value)))

    def raise_if_any(self, path: str | PathLike[str]) -> None:
        """Raise `InvalidFileError` with the first bad cells if there are any."""
        if not self.count:
            return
        first = sorted(self.cells)[:_SHOWN]
        if self.count == 1:
            raise InvalidFileError(f"{Path(path).name}: {first[0]}")
        more = f" (first {_SHOWN} shown)" if self.count > len(first) else ""
        lines = "".join(f"\n  {cell}" for cell in first)
        raise InvalidFileError(f"{Path(path).name}: {self.count} cells break a rule{more}:{lines}")


# Header, index of the first row, and cells by column.
Chunk = tuple[list[str], int, list[tuple[str, ...]]]
Check = Callable[[pd.DataFrame, BadCells], None]


def read_table(
    path: str | PathLike[str], columns: Sequence[Column], *, key: Sequence[str], checks: Sequence[Check] = ()
) -> pd.DataFrame:
    """Return the table with nullable types; cells are checked first, then the key, then `checks`."""
    bad_cells = BadCells()
    parts = [_parse(cells, columns, header, offset, bad_cells) for header, offset, cells in _chunks(path, columns)]
    bad_cells.raise_if_any(path)
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    bad_cells.add(table.duplicated(list(key)).to_numpy(), key[-1], _key_rule(key), table[key[-1]])
    for check in checks:
        check(table, bad_cells)
    bad_cells.raise_if_any(path)
    return table


def _key_rule(key: Sequence[str]) -> str:
    return f"occur once for each {' and '.join(key[:-1])}" if len(key) > 1 else "occur once"


def read_stored(path: str | PathLike[str], name: str, *, checks: Sequence[Check] = ()) -> pd.DataFrame:
    """Return a stored table by its name, one of `stored_tables.TABLES`; see `read_table`."""
    table = BY_NAME[name]
    return read_table(path, table.columns, key=table.key, checks=checks)


def _chunks(path: str | PathLike[str], columns: Sequence[Column]) -> Iterator[Chunk]:
    """Yield the file in parts, at least one."""
    name = Path(path).name
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        # The csv module and not pandas' parser: it reads exactly what csv.writer wrote, and tells short rows apart
        # from rows that end in empty cells.
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise InvalidFileError(f"{name}: the file is empty; it must begin with the names of the columns")
            _check_header(name, header, columns)
            offset = 0
            while rows := list(islice(reader, _ROWS_AT_ONCE)):
                _check_lengths(name, rows, len(header), offset)
                yield header, offset, list(zip(*rows, strict=True))
                offset += len(rows)
            if offset == 0:
                yield header, 0, [()] * len(header)
        except UnicodeDecodeError:
            raise InvalidFileError(f"{name}: the file must be text in UTF-8; export it again as csv") from None
        except csv.Error as error:
            raise InvalidFileError(f"{name}: line {reader.line_num} is not valid csv: {error}") from None


def _check_header(name: str, header: list[str], columns: Sequence[Column]) -> None:
    needed = [column.name for column in columns if not column.is_appended]
    # Earlier versions stop after some column, and no version leaves one out before it.
    last = max((number for number, column in enumerate(columns, start=1) if column.name in header), default=0)
    declared = [column.name for column in columns[: max(last, len(needed))]]
    lacking = [column for column in declared if column not in header]
    if lacking:
        shown = ", ".join(lacking[:_SHOWN_COLUMNS])
        more = f" and {len(lacking) - _SHOWN_COLUMNS} more" if len(lacking) > _SHOWN_COLUMNS else ""
        hint = _header_hint(header, columns)
        raise InvalidFileError(f"{name}: row 1 lacks the column{'s' * (len(lacking) > 1)} {shown}{more}{hint}")
    for number, (found, expected) in enumerate(zip(header, declared, strict=False), start=1):
        if found != expected:
            raise InvalidFileError(f"{name}: row 1, column {number}: must be {expected}, not {found!r}")
    repeated = [column for column in dict.fromkeys(header) if header.count(column) > 1]
    if repeated:
        raise InvalidFileError(f"{name}: row 1 has the column {repeated[0]} more than once")


def _header_hint(header: list[str], columns: Sequence[Column]) -> str:
    """Return what the file probably is instead."""
    if len(header) == 1 and len(columns) > 1:
        return "; columns must be separated by commas"
    for table in TABLES:
        names = [column.name for column in table.columns if not column.is_appended]
        if table.columns != columns and header[: len(names)] == names:
            return f"; this is the table of {table.of}"
    return ""


def _check_lengths(name: str, rows: list[list[str]], length: int, offset: int) -> None:
    for number, row in enumerate(rows, start=offset + FIRST_ROW):
        if len(row) != length:
            raise InvalidFileError(f"{name}: row {number}: must have {length} cells as row 1 has, not {len(row)}")


def _parse(
    cells: list[tuple[str, ...]], columns: Sequence[Column], header: list[str], offset: int, bad_cells: BadCells
) -> pd.DataFrame:
    known = [column for column in columns if column.name in header]
    parsed = {
        column.name: _parse_column(column, texts, offset, bad_cells)
        for column, texts in zip(known, cells, strict=False)
    }
    # Columns that the file's version did not have yet.
    for column in columns[len(known) :]:
        value = pd.NA if column.before is None else column.before
        parsed[column.name] = pd.Series(value, index=range(len(cells[0])), dtype=DTYPES[column.type])
    # Columns appended by a later version.
    for name, texts in zip(header[len(known) :], cells[len(known) :], strict=True):
        parsed[name] = pd.array([restore(text) if text else None for text in texts], dtype="string")
    return pd.DataFrame(parsed)


def _parse_column(column: Column, texts: tuple[str, ...], offset: int, bad_cells: BadCells) -> pd.Series:
    """Return the cells as the column's type; what breaks its rule is missing and noted."""
    # Most columns hold few different cells, so each different one is parsed and checked once.
    codes, uniques = pd.factorize(np.array(texts, dtype=object))
    is_empty = np.array([text == "" for text in uniques], dtype=bool)
    values, is_good = _PARSERS[column.type](column, uniques)
    broken = ~is_empty & ~is_good
    bad_cells.add(broken[codes], column.name, column.rule, texts, offset)
    if column.missing is None:
        bad_cells.add(is_empty[codes], column.name, column.rule, texts, offset)
    # Arrays, since most tables are short and what pandas does for each series costs more than what is in it.
    parsed = pd.array(values, dtype=DTYPES[column.type])
    parsed[is_empty | broken] = None
    return pd.Series(parsed.take(codes))


def _parse_text(column: Column, texts: npt.NDArray[np.object_]) -> tuple[list[str], BoolArray]:
    values = [restore(text) for text in texts]
    return values, _matches(column.pattern, values) if column.pattern else np.ones(len(values), dtype=bool)


def _parse_choice(column: Column, texts: npt.NDArray[np.object_]) -> tuple[list[str], BoolArray]:
    return list(texts), np.array([text in column.choices for text in texts], dtype=bool)


def _parse_time(_column: Column, texts: npt.NDArray[np.object_]) -> tuple[pd.Series, BoolArray]:
    written = pd.Series(texts, dtype="string")
    well_formed = written.where(written.str.fullmatch(TIME))
    moments = pd.to_datetime(well_formed, format="ISO8601", utc=True, errors="coerce")
    return moments, moments.notna().to_numpy()


def _parse_number(column: Column, texts: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.float64], BoolArray]:
    is_good = _matches(_PLAIN_NUMBER, texts)
    values = np.array([float(text) if good else 0.0 for text, good in zip(texts, is_good, strict=True)], dtype=float)
    is_good &= np.isfinite(values)
    if column.minimum is not None:
        is_good &= values >= column.minimum
    if column.maximum is not None:
        is_good &= values <= column.maximum
    return values, is_good


def _parse_integer(column: Column, texts: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], BoolArray]:
    values, is_good = _parse_number(column, texts)
    is_good &= (np.abs(values) <= _LARGEST_WHOLE) & (values == np.rint(values))
    return np.where(is_good, values, 0.0).astype(np.int64), is_good


def _parse_boolean(column: Column, texts: npt.NDArray[np.object_]) -> tuple[BoolArray, BoolArray]:
    values, is_good = _parse_number(column, texts)
    return values == 1, is_good & ((values == 0) | (values == 1))


_PARSERS: dict[str, Callable[..., tuple[Any, BoolArray]]] = {
    "text": _parse_text,
    "choice": _parse_choice,
    "time": _parse_time,
    "number": _parse_number,
    "integer": _parse_integer,
    "boolean": _parse_boolean,
}


def _matches(pattern: str | re.Pattern[str], texts: Iterable[str]) -> BoolArray:
    return np.array([re.fullmatch(pattern, text) is not None for text in texts], dtype=bool)


def _shown(value: Any) -> str:
    if value is None or value is pd.NA or value == "":
        return "empty"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:57]}...")
    return f"{value:g}" if isinstance(value, float) else str(value)
