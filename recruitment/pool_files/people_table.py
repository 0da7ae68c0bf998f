"""The table in a file of people, numbered as a spreadsheet does."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recruitment.nul_bytes import UNREADABLE
from recruitment.refused import Refused

MOST_ROWS = 50_000
DELIMITERS = {",": gettext_lazy("commas"), ";": gettext_lazy("semicolons"), "\t": gettext_lazy("tabs"), "|": "|"}
NOTHING_SEPARATED = (0, 0)
N_SAMPLES = 3
N_LOOKED_AT = 100  # rows, from which the form of a table is told
MOST_TITLES = 20
MOST_NAMED = 5

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_SEPARATOR_LINE = re.compile(r"""["']?sep=(.)["']?[,;\t]*(?:\r\n?|\n)""", re.IGNORECASE)
# As on a web page: &uuml;, &#39;. Their semicolon must not end a cell, nor what they stand for begin or end one.
_ENTITY = re.compile(r"&(?:[A-Za-z]+[0-9]*|#\d+|#[xX][0-9A-Fa-f]+);")
_OF_A_TABLE = frozenset('",;\t|\r\n')


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Names of columns, and one row of as many cells for each person."""

    headers: list[str]
    rows: list[list[str]]
    numbers: list[int]  # of each row in a spreadsheet, where blank ones count
    has_header: bool = True
    first_row: list[str] = field(default_factory=list)  # as it stands in the file
    notes: list[str] = field(default_factory=list)  # what was understood, for staff to check

    def samples(self, column: int) -> list[str]:
        """Return the first values of a column that differ."""
        values = dict.fromkeys(cell for row in self.rows[:100] if (cell := row[column].strip()))
        return list(values)[:N_SAMPLES]

    def values(self, column: int) -> list[str]:
        """Return all values of a column that differ."""
        return list(dict.fromkeys(cell for row in self.rows if (cell := row[column].strip())))

    def holds_addresses(self, column: int) -> bool:
        """Return whether the column holds e-mail addresses more often than anything else."""
        cells = [cell for row in self.rows[:N_LOOKED_AT] if (cell := row[column].strip())]
        return 2 * sum(is_address(cell) for cell in cells) > len(cells)


def is_address(cell: str) -> bool:
    return _ADDRESS.fullmatch(cell.strip()) is not None


def read_table(text: str, *, has_header: bool | None = None) -> PeopleTable:
    """Return the table of a CSV file, without blank rows and titles; raises Refused.

    `has_header` says whether the first row holds names of columns; left out, a row with an e-mail address holds none.
    """
    if UNREADABLE in text:  # no database takes it; it comes of UTF-16 or UTF-32 without its mark
        raise Refused(_("The file is not in an encoding that is understood here. Save it as CSV in UTF-8."))
    body, delimiter = _body_and_delimiter(text)
    numbers, filled = _filled(body, delimiter)
    notes = []
    if any(len(row) > 1 for row in filled):
        notes.append(_("Cells are separated by %(sign)s.") % {"sign": DELIMITERS.get(delimiter, delimiter)})
    start = _first_of_table(filled)
    if start:
        notes.append(
            ngettext(
                "%(n)d row above the table is left out: %(titles)s",
                "%(n)d rows above the table are left out: %(titles)s",
                start,
            )
            % {"n": start, "titles": "; ".join(" ".join(filter(None, row)) for row in filled[:MOST_NAMED][:start])}
        )
    numbers, filled = numbers[start:], filled[start:]
    if not filled:
        raise Refused(_("The file holds no people: a row with names of columns, and one for each person."))
    if _ENTITY.search(text):
        filled = [[_without_entities(cell) for cell in row] for row in filled]
        notes.append(_("Characters written as on a web page, such as &uuml;, are turned into letters."))
    _refuse_other_tables(filled[0])
    if has_header is None:
        has_header = not any(map(is_address, filled[0]))
    width = _width(filled, has_header=has_header)
    notes += _made_even(filled, numbers, width)
    first = filled[0]
    headers = (
        [cell.strip() for cell in first] if has_header else [_("Column %(n)d") % {"n": n + 1} for n in range(width)]
    )
    rows, numbers = (filled[1:], numbers[1:]) if has_header else (filled, numbers)
    if not rows:
        raise Refused(_("The file holds no people: a row with names of columns, and one for each person."))
    if len(rows) > MOST_ROWS:
        raise Refused(_("The file has more than %(n)d rows; please split it.") % {"n": MOST_ROWS})
    return PeopleTable(headers, rows, numbers, has_header, first, notes)


def refuse_without_addresses(table: PeopleTable) -> None:
    """Refuse a table in which nobody could be found, as soon as it is uploaded."""
    if not any("@" in cell for row in table.rows[:N_LOOKED_AT] for cell in row):
        columns = ", ".join(filter(None, table.headers[: 2 * MOST_NAMED])) or _("none")
        message = _(
            "There is no e-mail address in the first rows of this table, so it is probably another one. Its columns "
            "are: %(columns)s."
        )
        raise Refused(message % {"columns": columns})


def _body_and_delimiter(text: str) -> tuple[str, str]:
    """Return what follows a line that gives Excel the delimiter, and the delimiter."""
    body = _ENTITY.sub(_harmless, text) if "&" in text else text
    separator = _SEPARATOR_LINE.match(body)
    if separator:
        return body[separator.end() :], separator.group(1)
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(body, sign))
    if _evenness(body, delimiter) == NOTHING_SEPARATED and (lines := _quoted_lines(body)):
        return _body_and_delimiter(lines)
    return body, delimiter


def _quoted_lines(text: str) -> str:
    """Return the lines of a file in which each stands in quotation marks as a whole, without those; else nothing."""
    if not text.lstrip().startswith('"'):
        return ""
    with suppress(csv.Error):
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
        if all(len(row) <= 1 for row in rows):
            lines = "\n".join(row[0] for row in rows if row)
            return lines if any(_evenness(lines, sign) != NOTHING_SEPARATED for sign in DELIMITERS) else ""
    return ""


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first rows have as many cells as most rows, if that is more than one, and how many."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    widths: list[int] = []
    # A quotation mark that is never closed ends the reading; what came before it counts.
    with suppress(csv.Error):
        widths.extend(len(row) for row in islice(rows, N_LOOKED_AT) if any(cell.strip() for cell in row))
    several = Counter(width for width in widths if width > 1)
    if not several:
        return NOTHING_SEPARATED
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count, width


def _filled(text: str, delimiter: str) -> tuple[list[int], list[list[str]]]:
    """Return the numbers and the cells of all rows that are not empty."""
    numbers: list[int] = []
    filled: list[list[str]] = []
    number = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1):
            if any(cell.strip() for cell in row):
                filled.append(row)
                numbers.append(number)
    except csv.Error:
        message = _("Row %(row)d has a quotation mark that is never closed, or one in the middle of a cell.")
        raise Refused(message % {"row": number + 1}) from None
    return numbers, filled


def _first_of_table(filled: Sequence[Sequence[str]]) -> int:
    """Return how many rows of titles stand above the table: they fill less than half of the cells of other rows."""
    counts = [sum(bool(cell.strip()) for cell in row) for row in filled[:N_LOOKED_AT]]
    usual = sorted(counts)[len(counts) // 2] if counts else 0
    if usual < 2:
        return 0
    for n, count in enumerate(counts[:MOST_TITLES]):
        if 2 * count > usual or any(map(is_address, filled[n])):
            return n
    return 0


def _harmless(entity: re.Match[str]) -> str:
    sign = unescape(entity.group())
    return entity.group() if _OF_A_TABLE & set(sign) else sign


def _without_entities(cell: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match.group()), cell) if "&" in cell else cell


def _width(filled: Sequence[Sequence[str]], *, has_header: bool) -> int:
    if has_header:
        return len(filled[0])
    return max(Counter(map(len, filled[:N_LOOKED_AT])).items(), key=lambda item: (item[1], item[0]))[0]


def _made_even(filled: list[list[str]], numbers: Sequence[int], width: int) -> Iterator[str]:
    """Give every row as many cells as the table has columns, and yield what was done."""
    short = []
    for position, (number, row) in enumerate(zip(numbers, filled, strict=True)):
        if len(row) == width:
            continue
        beyond = next((cell for cell in row[width:] if cell.strip()), None)
        if beyond is not None:
            message = _(
                "Row %(row)d has a value beyond the last of %(width)d columns: “%(value)s”. A separator must be in "
                "quotation marks where it belongs to a value."
            )
            raise Refused(message % {"row": number, "width": width, "value": beyond.strip()[:50]})
        if len(row) < width:
            short.append(number)
        filled[position] = [*row[:width], *[""] * (width - len(row))]
    if short:
        rows = ", ".join(map(str, short[:MOST_NAMED])) + (" …" if len(short) > MOST_NAMED else "")
        yield ngettext(
            "%(n)d row ends before the last column; the rest of it is taken as empty: row %(rows)s.",
            "%(n)d rows end before the last column; the rest of them is taken as empty: rows %(rows)s.",
            len(short),
        ) % {"n": len(short), "rows": rows}


def _refuse_other_tables(first: Sequence[str]) -> None:
    """Refuse tables of other programs that are often mistaken for a table of people."""
    names = {cell.strip().lower() for cell in first}
    if {"submission id", "participant id"} <= names:
        raise Refused(
            _(
                "This is Prolific's list of submissions. Its people have no e-mail address and are not imported: "
                "they come by the study's link, and are known then."
            )
        )
    if "participant.code" in names or "session.code" in names or {"session_code", "participant_code"} <= names:
        raise Refused(_("This is a table of research data from oTree. People are never taken from it."))
