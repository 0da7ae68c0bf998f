"""A sheet of Excel as the text of a CSV file, with every cell as it is kept and not as one computer shows it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from recruitment.refused import Refused

# What the library raises where a part is missing, cut, or not what the others say. ParseError is a SyntaxError.
DAMAGED = (
    AttributeError, EOFError, IndexError, InvalidFileException, KeyError, OSError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip

LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_CELLS = 1_000_000  # 50,000 people with 20 columns; they take a quarter of a minute
MOST_NAMED = 5
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
LARGEST_WHOLE = 10**15  # of a number that Excel keeps to the last digit


def is_workbook(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except zipfile.BadZipFile:
        return False


def text_of_workbook(content: bytes) -> tuple[str, list[str]]:
    """Return the first sheet that holds anything, and what staff should know; raises Refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
            raise Refused(_("The table is too large; please split it."))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        filled = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and any(map(any, _rows(sheet)))]
        if not filled:
            raise Refused(_("The Excel table is empty."))
        # A sheet of explanations often stands before the one with the people.
        read = next(filter(_holds_an_address, filled), filled[0])
        text = _text(read)
        markup = _markup(content, read)
        if _FORMULA.search(markup):
            _refuse_uncomputed(content, read)
    except DAMAGED:
        raise Refused(_("The Excel table is damaged. Open it, save it again as .xlsx, and upload that.")) from None
    return text, [*_of_other_sheets(read, filled), *_of_merged_cells(markup)]


def _of_other_sheets(read: Any, filled: Sequence[Any]) -> Iterator[str]:
    others = ", ".join(f"“{sheet.title}”" for sheet in filled if sheet is not read)
    if others:
        note = _("Only the sheet “%(sheet)s” is read; the others are not: %(others)s.")
        yield note % {"sheet": read.title, "others": others}


def _of_merged_cells(markup: bytes) -> Iterator[str]:
    """Yield what staff should know of cells that reach over several rows: all but the first row are empty."""
    merged = [each.decode() for each in _MERGED.findall(markup)]
    deep = [each for each in merged if len(set(re.findall(r"\d+", each))) > 1]
    if deep:
        cells = ", ".join(deep[:MOST_NAMED]) + (" …" if len(deep) > MOST_NAMED else "")
        note = _("Cells are merged over several rows, and only the first row has their value: %(cells)s.")
        yield note % {"cells": cells}


def _markup(content: bytes, sheet: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(sheet._worksheet_path)  # noqa: SLF001 - the library has no public way


def _refuse_uncomputed(content: bytes, sheet: Any) -> None:
    """Refuse a sheet with formulas that no spreadsheet has computed yet: their cells would come in empty."""
    formulas = load_workbook(io.BytesIO(content), read_only=True)[sheet.title]
    formulas.reset_dimensions()
    for row, shown in zip(formulas.iter_rows(), sheet.iter_rows(), strict=True):
        for formula, cell in zip(row, shown, strict=True):
            if formula.data_type == "f" and cell.value is None:
                message = _(
                    "Cell %(cell)s holds a formula whose result is not in the file. "
                    "Open the table in a spreadsheet, save it again as .xlsx, and upload that."
                )
                raise Refused(message % {"cell": formula.coordinate})


def _holds_an_address(sheet: Any) -> bool:
    return any("@" in cell for row in _rows(sheet) for cell in row)


def _text(sheet: Any) -> str:
    """Return the sheet as CSV with a line that names its delimiter."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    n_cells = 0
    for row in _rows(sheet):
        n_cells += len(row)
        if n_cells > MOST_CELLS:
            raise Refused(_("The table is too large; please split it."))
        writer.writerow(row)
    return "sep=,\n" + written.getvalue()


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what the file says about its own size may be wrong
    for row in sheet.iter_rows():
        cells = [_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: float, number_format: str) -> str:
    if float(value).is_integer() and abs(value) < LARGEST_WHOLE:
        # A format of zeros alone is how numbers of students keep those in front.
        return str(int(value)).zfill(len(number_format) if re.fullmatch("0{2,}", number_format) else 0)
    text = repr(float(value))
    # Three decimals might be taken for thousands; a point here is never that.
    return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text
