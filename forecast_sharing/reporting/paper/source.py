"""What the tables of a paper are made of, and what a table is before there are numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from forecast_sharing.reporting.paper.table import Column, Table
from forecast_sharing.reporting.sentences import counted

Row = tuple[Any, ...]


class Place(NamedTuple):
    """Where a person played."""

    treatment: str
    block: int


@dataclass(frozen=True)
class Source:
    """What the tables are made of: the content of results.json, and where each person, by session and code, played."""

    numbers: Mapping[str, Any]
    places: Mapping[tuple[str, str], Place]

    @property
    def people(self) -> Sequence[Mapping[str, Any]]:
        """Return the entries of all people in all roles."""
        return self.numbers["people"]

    def place(self, person: Mapping[str, Any]) -> Place:
        """Return where a person played."""
        return self.places[person["session"], person["code"]]

    @property
    def size(self) -> str:
        """Return what n is."""
        numbers = self.numbers
        blocks = counted(numbers["n_blocks"], "block")
        return f"{numbers['n_obs']:,} decisions of {counted_people(numbers['n_people'])} in {blocks}."


@dataclass(frozen=True)
class Declaration:
    """A table before there are numbers."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Source], Iterable[Row]]
    notes: Callable[[Source], Iterable[str]]

    def filled(self, source: Source) -> Table:
        """Return the table with its numbers."""
        return Table(self.name, self.title, self.columns, tuple(self.rows(source)), tuple(self.notes(source)))


def counted_people(number: int) -> str:
    """Return the number of people in words."""
    return f"{number:,} {'person' if number == 1 else 'people'}"
