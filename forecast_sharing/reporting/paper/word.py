"""A table as a document of a word processor (docx)."""

from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Made
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table as Grid
from docx.table import _Cell, _Row

from forecast_sharing.reporting.paper.table import Column, Table, printable, with_minus
from forecast_sharing.tables.atomic_files import whole_file

_SIZE, _NOTES_SIZE = Pt(9), Pt(8)
# A page upright has room for so many columns.
_MOST_UPRIGHT = 6
# Eighths of a point: the rules above and below, and the one under the header.
_THICK, _THIN = 8, 4


def write_docx(path: Path, table: Table) -> None:
    """Write the caption, the table and its notes, whole."""
    made = Document()
    _describe(made, table)
    made.add_paragraph(_shown(table.title), style="Caption")
    _fill(made.add_table(rows=1 + len(table.rows), cols=len(table.columns)), table)
    _say(made, table.notes)
    with whole_file(path) as temporary:
        made.save(str(temporary))


def _describe(made: Made, table: Table) -> None:
    said = made.core_properties
    said.title, said.author, said.comments = printable(table.title), "", ""
    if len(table.columns) > _MOST_UPRIGHT:
        page = made.sections[0]
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width


def _fill(grid: Grid, table: Table) -> None:
    for row, words in zip(grid.rows, (table.header, *table.cells), strict=True):
        # Rows hold their cells ready; asking the grid for each one anew takes as long as there are rows.
        for cell, column, shown in zip(row.cells, table.columns, words, strict=True):
            _write(cell, column, shown)
    _rule(grid.rows[0], top=_THICK, bottom=_THIN)
    _rule(grid.rows[-1], bottom=_THICK)
    # Shown again on each page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - there is no other way in


def _write(cell: _Cell, column: Column, shown: str) -> None:
    (paragraph,) = cell.paragraphs
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if column.is_text else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(_shown(shown)).font.size = _SIZE


def _rule(row: _Row, **widths: int) -> None:
    """Draw rules at sides of a row."""
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        for side, width in widths.items():
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single")
            line.set(qn("w:sz"), str(width))
            borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 - there is no other way in


def _say(made: Made, notes: Sequence[str]) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    for words, is_italic in (("Notes: ", True), (" ".join(_shown(note) for note in notes), False)):
        run = paragraph.add_run(words)
        run.italic, run.font.size = is_italic, _NOTES_SIZE


def _shown(words: str) -> str:
    return with_minus(printable(words), "−")
