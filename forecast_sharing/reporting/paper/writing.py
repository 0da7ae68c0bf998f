"""Every table of a paper written in every format, and the people's estimates for Stata."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing.reporting.page import Findings
from forecast_sharing.reporting.paper.declared import DECLARED, paper_tables, places_of
from forecast_sharing.reporting.paper.latex import document, latex
from forecast_sharing.reporting.paper.markdown import markdown
from forecast_sharing.reporting.paper.source import Place, Source
from forecast_sharing.reporting.paper.stata import write_dta
from forecast_sharing.reporting.paper.table import Table
from forecast_sharing.reporting.paper.word import write_docx
from forecast_sharing.reporting.results import people_table
from forecast_sharing.tables.atomic_files import write_text

# One writer for each format, by the end of its files' names.
WRITERS: dict[str, Callable[[Path, Table], None]] = {
    "tex": lambda path, table: write_text(path, latex(table)),
    "md": lambda path, table: write_text(path, markdown(table)),
    "docx": write_docx,
}
ALL_TABLES, PEOPLE = "tables.tex", "people.dta"


def write_tables(findings: Findings, numbers: Mapping[str, Any], directory: Path) -> None:
    """Write the tables and the people into a folder that is there.

    Parameters
    ----------
    findings, numbers : Findings, dict
        As `report.compute` returns them.
    directory : Path
        Tables of an earlier fit that are not part of this one are removed from it.

    """
    places = places_of(findings.sample)
    tables = paper_tables(Source(numbers, places))
    write_formats(tables, directory)
    comparison = findings.comparison
    people = with_places(people_table(comparison, findings.beliefs), places)
    write_dta(directory / PEOPLE, people, comparison.theories, comparison.options)


def write_formats(tables: Sequence[Table], directory: Path) -> None:
    """Write each table in each format, and a document of LaTeX that holds all."""
    for table in tables:
        for end, write in WRITERS.items():
            write(directory / f"{table.name}.{end}", table)
    write_text(directory / ALL_TABLES, document(tables))
    for name in {one.name for one in DECLARED} - {table.name for table in tables}:
        for end in WRITERS:
            (directory / f"{name}.{end}").unlink(missing_ok=True)


def with_places(people: pd.DataFrame, places: Mapping[tuple[str, str], Place]) -> pd.DataFrame:
    """Return the people with their treatments and blocks after their roles."""
    found = [places[who] for who in zip(people["session"], people["code"], strict=True)]
    placed = people.copy()
    after = placed.columns.get_loc("role") + 1
    placed.insert(after, "treatment", [place.treatment for place in found])
    placed.insert(after + 1, "block", [place.block for place in found])
    return placed
