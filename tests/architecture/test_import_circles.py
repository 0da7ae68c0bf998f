"""Modules of a package do not import each other in circles, not even inside functions."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def imported_modules(source: str, modules: set[str]) -> set[str]:
    """Return those of the modules that a source imports, wherever in it; a name from a package may be a module."""
    named = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= members & modules or {node.module or ""}
    return named & modules


def circle(library: Path) -> list[str]:
    """Return the modules of one circle of imports, the first repeated at the end; none where there is no circle."""
    files = {_name(file, library): file for file in library.rglob("*.py")}
    graph = {name: imported_modules(file.read_text(encoding="utf-8"), set(files)) for name, file in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _name(file: Path, library: Path) -> str:
    parts = file.relative_to(library.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("package", ["forecast_sharing", "cheap_talk_game", "lab_server", "runtime"])
def test_package_has_no_circle(package):
    assert circle(REPOSITORY / package) == []


@pytest.mark.parametrize(
    ("first", "second", "n_modules"),
    [
        ("import library.second", "import library.first", 3),
        ("from library.second import word", "from library import first", 3),
        ("def f():\n    from library import second", "from library.first import word", 3),
        ("from library import first", "", 2),
        ("from library import second", "import json", 0),
        ("import library.second", "from library import word", 0),
    ],
    ids=["plain", "from", "inside a function", "of itself", "one way", "a name of the package"],
)
def test_circles_are_told_from_chains(tmp_path, first, second, n_modules):
    library = tmp_path / "library"
    library.mkdir()
    for name, source in {"__init__": "word = 1", "first": first, "second": second}.items():
        (library / f"{name}.py").write_text(source)

    assert len(circle(library)) == n_modules
