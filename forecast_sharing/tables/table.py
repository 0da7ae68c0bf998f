"""What a stored table is: its file, what a row is, its columns, and how it refers to other tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from forecast_sharing.tables.column import Column


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values occur together in the same columns of another table."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Table:
    """One stored table.

    Parameters
    ----------
    name : str
        Also the stem of its file.
    title, row : str
        A heading, and what one row is.
    of : str
        What it is a table of, inside a sentence.
    columns : tuple of Column
        In their order in the file.
    key : tuple of str
        The columns that tell rows apart.
    foreign_keys : tuple of ForeignKey
        None of their columns is ever empty.
    is_free_text : bool
        Whether it holds what people wrote, so that it is left out of what is published unless asked for.

    """

    name: str
    title: str
    row: str
    of: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_free_text: bool = False

    @property
    def column_names(self) -> list[str]:
        """Return the names of the columns in their order."""
        return [column.name for column in self.columns]

    def foreign_keys_within(self, names: Iterable[str]) -> list[ForeignKey]:
        """Return the foreign keys that refer to one of these tables."""
        known = set(names)
        return [key for key in self.foreign_keys if key.table in known]
