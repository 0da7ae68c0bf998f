"""The types that stored tables have in Parquet files, by the names that pyarrow prints."""

from forecast_sharing.tables.column import ColumnType
from forecast_sharing.tables.stored_tables import BY_NAME

TYPES: dict[ColumnType, str] = {
    "text": "string",
    "choice": "string",
    "integer": "int64",
    "number": "double",
    "boolean": "bool",
    "time": "timestamp[us, tz=UTC]",
}


def parquet_types(table_name: str) -> dict[str, str]:
    """Return the type of each column of a stored table, in the table's order; every column may be null."""
    return {column.name: TYPES[column.type] for column in BY_NAME[table_name].columns}
