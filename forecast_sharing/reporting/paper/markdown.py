"""A table as Markdown."""

import re
from collections.abc import Sequence

from forecast_sharing.reporting.paper.table import Table, printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~&!])")


def markdown(table: Table) -> str:
    """Return the caption, the table and its notes."""
    sides = ["---" if column.is_text else "---:" for column in table.columns]
    rows = [[escaped(cell) for cell in row] for row in (table.header, *table.cells)]
    lines = [_row(rows[0]), _row(sides), *(_row(row) for row in rows[1:])]
    notes = "\n".join(escaped(note) for note in table.notes)
    return f"**{escaped(table.title)}**\n\n" + "\n".join(lines) + f"\n\n*Notes:* {notes}\n"


def escaped(words: str) -> str:
    """Return words that Markdown shows as they are."""
    return _SPECIAL.sub(r"\\\1", printable(words))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
