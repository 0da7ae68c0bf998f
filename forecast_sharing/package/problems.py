"""What is wrong with a package: each problem names file, row, column, rule and value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.reader import FIRST_ROW

_SHOWN = 10
# Numbers are written in full; what differs less differs by the order of a sum.
_TOLERANCE = 1e-6


@dataclass
class Problems:
    """Sentences, the first few of each kind."""

    sentences: list[str] = field(default_factory=list)

    def say(self, where: str, what: str) -> None:
        """Note a problem of a file."""
        self.sentences.append(f"{where}: {what}")

    def rows(self, table: str, rows: Iterable[int], column: str, what: str) -> None:
        """Note rows of a table by their positions in it."""
        positions = sorted(rows)
        for position in positions[:_SHOWN]:
            self.say(path_of(table), f"row {position + FIRST_ROW}, column {column}: {what}")
        self._more(table, column, len(positions))

    def cells(self, table: str, found: pd.Series, expected: Sequence[Any] | pd.Series, why: str) -> None:
        """Note each cell of a column that is not what is expected of it; missing is equal to missing alone."""
        wanted = np.array(list(expected), dtype=object)
        given = found.to_numpy(dtype=object, na_value=None)
        bad = [n for n in range(len(given)) if not _equal(given[n], wanted[n])]
        for n in bad[:_SHOWN]:
            row = int(found.index[n]) + FIRST_ROW
            column = f"row {row}, column {found.name}"
            self.say(path_of(table), f"{column}: must be {_shown(wanted[n])}, {why}, not {_shown(given[n])}")
        self._more(table, str(found.name), len(bad))

    def _more(self, table: str, column: str, count: int) -> None:
        if count > _SHOWN:
            self.say(path_of(table), f"column {column}: {count - _SHOWN} more rows like these")


def path_of(table: str) -> str:
    """Return where the csv file of a table is in a package."""
    return f"data/{file_name(table)}"


def _equal(given: Any, wanted: Any) -> bool:
    if given is None or pd.isna(given):
        return wanted is None or pd.isna(wanted)
    if wanted is None or pd.isna(wanted):
        return False
    if isinstance(given, str) or isinstance(wanted, str):
        return bool(given == wanted)
    return abs(float(given) - float(wanted)) <= _TOLERANCE * max(1.0, abs(float(wanted)))


def _shown(value: Any) -> str:
    if value is None or pd.isna(value):
        return "empty"
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    return f"{float(value):.10g}" if not isinstance(value, str) else repr(value)
