"""Tables that staff open in a spreadsheet, where a cell that begins like a formula would be one."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

# With a tab or a line break in front, spreadsheets still see the formula behind it.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def looks_like_a_formula(text: str) -> bool:
    return text.startswith(BEGINS_A_FORMULA) or text.lstrip().startswith(BEGINS_A_FORMULA)


def safe(value: object) -> str:
    """Return the value as text that a spreadsheet shows and does not carry out; a number stays one, below zero too."""
    text = str(value)
    is_number = isinstance(value, int | Decimal)
    return f"'{text}" if looks_like_a_formula(text) and not is_number else text


def plain(text: str) -> str:
    """Return what `safe` was given."""
    return text[1:] if text.startswith("'") and looks_like_a_formula(text[1:]) else text


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return the rows as a CSV file for people, every cell safe, with the mark by which Excel knows UTF-8."""
    return codecs.BOM_UTF8 + machine_table([[safe(cell) for cell in row] for row in rows])


def machine_table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return the rows as a CSV file for a channel, as they are; its cells must have been checked before."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
