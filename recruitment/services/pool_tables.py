"""The table in a file of people, numbered as a spreadsheet does."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from recruitment.services.refusal import Refused
from recruitment.unreadable import UNREADABLE

MOST_ROWS = 50_000
DELIMITERS = ",;\t"
N_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Names of columns, and one row of as many cells for each person."""

    headers: list[str]
    rows: list[list[str]]
    numbers: list[int]  # of each row in a spreadsheet, where blank ones count

    def samples(self, column: int) -> list[str]:
        """Return the first values of a column that differ."""
        values = dict.fromkeys(cell for row in self.rows[:100] if (cell := row[column].strip()))
        return list(values)[:N_SAMPLES]


def decoded(content: bytes) -> str:
    """Return the text of a file; older systems still write in Windows' own encoding, and Excel in UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(text: str) -> PeopleTable:
    """Return the table of a CSV file with commas, semicolons or tabs, without blank rows; raises Refused."""
    if UNREADABLE in text:  # no database takes it; it comes of UTF-16 or UTF-32 without its mark
        raise Refused(_("The file is not in an encoding that is understood here. Save it as CSV in UTF-8."))
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    filled: list[list[str]] = []
    numbers: list[int] = []
    number = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1):
            if any(cell.strip() for cell in row):
                filled.append(row)
                numbers.append(number)
    except csv.Error:
        message = _("Row %(row)d has a quotation mark that is never closed, or one in the middle of a cell.")
        raise Refused(message % {"row": number + 1}) from None
    if len(filled) < 2:
        raise Refused(_("The file holds no people: a row with names of columns, and one for each person."))
    if len(filled) > MOST_ROWS + 1:
        raise Refused(_("The file has more than %(n)d rows; please split it.") % {"n": MOST_ROWS})
    width = len(filled[0])
    for number, row in zip(numbers, filled, strict=True):
        if len(row) != width:
            message = _("Row %(row)d has %(n)d cells where the first has %(width)d.")
            raise Refused(message % {"row": number, "n": len(row), "width": width})
    return PeopleTable(filled[0], filled[1:], numbers[1:])
