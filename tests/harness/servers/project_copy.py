"""Copies an oTree project, so that a test's database and secrets are its own.

oTree reads settings, apps and database from the working directory and leaves no other choice.
"""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
COUNTING_PROJECT = Path(__file__).resolve().parent / "counting_project"
PAUSING_PROJECT = Path(__file__).resolve().parent / "pausing_project"

OFFICE = "recruitment"
NOT_NEEDED_TO_RUN = {"tests", "benchmarks", OFFICE}
# The last: what another process is just compiling has such a name for a moment, and is gone when it would be copied.
LEFTOVERS = shutil.ignore_patterns("db.sqlite3*", ".private", "*.pyc.*")


def copy_project(project: Path, destination: Path, *, with_office: bool = False) -> Path:
    """Copy what a server needs: top-level modules, packages, oTree's `_` folders, and the studies.

    `lab_server` and `runtime` come along even if the project has none of its own.
    """
    destination.mkdir(parents=True, exist_ok=True)
    folders = {
        folder.name: folder
        for folder in project.iterdir()
        if _is_needed(folder) or (with_office and folder.name == OFFICE)
    }
    for name in ("lab_server", "runtime"):
        folders.setdefault(name, REPOSITORY / name)
    for name, folder in folders.items():
        # Once for all copies: otherwise every one of them would be compiled anew.
        compileall.compile_dir(folder, quiet=2)
        shutil.copytree(folder, destination / name, ignore=LEFTOVERS)
    for module in project.glob("*.py"):
        shutil.copy(module, destination)
    return destination


def _is_needed(entry: Path) -> bool:
    if not entry.is_dir() or entry.name in NOT_NEEDED_TO_RUN or entry.name == "__pycache__":
        return False
    return entry.name.startswith("_") or entry.name == "studies" or (entry / "__init__.py").is_file()
