"""Two sessions of a study that bots played on the real server, and packages of them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from forecast_sharing.package.collected import read_folders
from forecast_sharing.package.writing import Wanted, package
from forecast_sharing.study.study import read

REHEARSED = Path(__file__).parents[1] / "golden" / "rehearsed"


class Silent:
    """Hears how far a computation is."""

    def begin(self, name, total=None, unit=""): ...

    def count(self, number): ...


def copied(folder: Path) -> Path:
    """Copy the study with its sessions' files into a folder; return the study's."""
    study = folder / "rehearsed"
    shutil.copytree(REHEARSED, study)
    return study


def packaged(study: Path, out: Path, **wanted) -> Path:
    """Package all files of a study's folder, without the fit unless it is wanted."""
    options = {"with_analysis": False, **wanted}
    package(read_folders([study / "files"]), Wanted(read(study), study, **options), out, Silent())
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rewrite(path: Path, change) -> None:
    """Let `change` alter the rows of a csv file, in place or by returning others."""
    rows = rows_of(path)
    header = list(rows[0]) if rows else path.read_text(encoding="utf-8").strip().split(",")
    rows = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else header)
        writer.writeheader()
        writer.writerows(rows)


def alter(path: Path, row: int, **cells: str) -> None:
    """Change cells of a row; rows count from 0."""
    rewrite(path, lambda rows: rows[row].update(cells))
