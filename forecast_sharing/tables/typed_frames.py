"""Data frames with the columns and types of a stored table, as the reader returns them."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from forecast_sharing.tables.column import ColumnType
from forecast_sharing.tables.stored_tables import BY_NAME

DTYPES: dict[ColumnType, str] = {
    "text": "string",
    "choice": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "time": "datetime64[us, UTC]",
}


def typed(table_name: str, columns: Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """Return a stored table; columns that are not given are missing in every row."""
    given = pd.DataFrame({name: pd.Series(values, dtype=object).array for name, values in columns.items()})
    return pd.DataFrame(
        {
            column.name: pd.Series(
                given[column.name].array if column.name in given else pd.NA,
                index=given.index,
                dtype=DTYPES[column.type],
            )
            for column in BY_NAME[table_name].columns
        }
    )
