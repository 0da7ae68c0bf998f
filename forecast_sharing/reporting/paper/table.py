"""A table of a paper, whatever format it is written in, and how its values become text."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# What cannot be computed, or does not exist.
MISSING = "–"

_NEGATIVE = re.compile(r"(?<![\w.])-(?=\d)")


def text(value: str) -> str:
    """Return words as they are."""
    return value


def whole(value: int) -> str:
    """Return a whole number."""
    return f"{value:,}"


def fixed(decimals: int) -> Callable[[float], str]:
    """Return what writes a number with so many decimals, and never as minus zero."""
    return lambda value: f"{round(value, decimals) + 0.0:,.{decimals}f}"


def significant(digits: int) -> Callable[[float], str]:
    """Return what writes a number with so many significant digits, and without an exponent."""
    return lambda value: np.format_float_positional(value, digits, unique=False, fractional=False, trim="-")


def percent(value: float) -> str:
    """Return a share."""
    return f"{value:.1%}"


def probability(value: float) -> str:
    """Return a p-value."""
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"


def between(write: Callable[[float], str]) -> Callable[[Sequence[float]], str]:
    """Return what writes both ends of an interval."""
    return lambda ends: f"{write(ends[0])} to {write(ends[1])}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and how its values are written; columns of words stand to the left."""

    title: str
    write: Callable[[Any], str] = text

    @property
    def is_text(self) -> bool:
        """Return whether it holds words."""
        return self.write is text


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, which holds no number, and its notes; `rows` are values and None where there is none.

    `name` is that of its files.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        """Return the titles of the columns."""
        return [column.title for column in self.columns]

    @property
    def cells(self) -> list[list[str]]:
        """Return the rows as they are read."""
        return [
            [MISSING if value is None else column.write(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


def printable(words: str) -> str:
    """Return one line without characters that control or that nobody sees: names may be anything."""
    seen = ("" if unicodedata.category(one) in {"Cf", "Cn", "Co", "Cs"} else one for one in words)
    spaced = (" " if unicodedata.category(one).startswith(("C", "Z")) else one for one in seen if one)
    return " ".join("".join(spaced).split())


def with_minus(words: str, minus: str) -> str:
    """Return the words with another sign before negative numbers than a hyphen."""
    return _NEGATIVE.sub(minus, words)
