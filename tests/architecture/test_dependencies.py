"""Which way imports point: apps build on the library, never the other way round."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

APPS = ("briefing", "cheap_talk_game", "trust_survey", "goodbye")
FRAMEWORKS = ("otree", "django")
CHECKS = ("tests", "benchmarks")

# package: what nothing in it may import
FORBIDDEN = {
    "forecast_sharing": (
        *FRAMEWORKS,
        *APPS,
        "participant_ui",
        "lab_server",
        "recruitment",
        "runtime",
        *CHECKS,
        "settings",
    ),
    "participant_ui": (*APPS, "django", "lab_server", "recruitment", "runtime", *CHECKS, "settings"),
    "lab_server": (*APPS, "django", "forecast_sharing", "participant_ui", "recruitment", *CHECKS, "settings"),
    "recruitment": (*APPS, "otree", "participant_ui", "lab_server", *CHECKS, "settings"),
    "runtime": (
        *FRAMEWORKS,
        *APPS,
        "forecast_sharing",
        "participant_ui",
        "lab_server",
        "recruitment",
        *CHECKS,
        "settings",
    ),
    # What apps share lies below them, or is left by one on the participant for the next.
    # An app may read the settings: oTree fixes the number of rounds before any session exists.
    **{
        app: ("django", "lab_server", "recruitment", "runtime", *(other for other in APPS if other != app), *CHECKS)
        for app in APPS
    },
}

# Each crossing between apps is a decision and stands here with its reason.
ALLOWED_ALL_THE_SAME = {
    # The names, wording and scores of the survey's items; the first answers to the comprehension questions.
    "cheap_talk_game/data/exports.py": ("trust_survey", "briefing"),
    # The briefing of an arrival session ends with a seat in the game.
    "briefing/pages.py": ("cheap_talk_game",),
    # The goodbye settles what the game has earned.
    "goodbye/__init__.py": ("cheap_talk_game",),
}


def imported_names(source: str) -> set[str]:
    """Return every module a source imports, wherever in it, with names taken from it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
        elif isinstance(node, ast.Call) and _is_import_by_name(node):
            names.add(node.args[0].value)
    return names


def _is_import_by_name(call: ast.Call) -> bool:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)
    return (
        function in ("import_module", "__import__")
        and bool(call.args)
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    )


def offences(package: Path, forbidden: tuple[str, ...]) -> list[str]:
    found = []
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package.parent).as_posix()
        refused = set(forbidden) - set(ALLOWED_ALL_THE_SAME.get(path, ()))
        names = sorted(imported_names(file.read_text(encoding="utf-8")))
        found += [f"{path} imports {name}" for name in names if name.partition(".")[0] in refused]
    return found


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_imports_nothing_it_must_not_know(package):
    assert offences(REPOSITORY / package, FORBIDDEN[package]) == []


# Inside the game and the server, too: whatever stands further left knows nothing of what stands right of it.
FLOORS = {
    "cheap_talk_game": ("attendance", "console", "data"),
    "lab_server": ("gateway", "database", "otree_patches", "start"),
}


@pytest.mark.parametrize("package", FLOORS)
def test_floor_of_a_package_imports_nothing_above_it(package):
    found = {floor: offences_of_floor(package, floor) for floor in FLOORS[package]}

    assert found == {floor: [] for floor in FLOORS[package]}


def offences_of_floor(package: str, floor: str) -> list[str]:
    floors = FLOORS[package]
    above = {f"{package}.{name}" for name in floors[floors.index(floor) + 1 :]}
    return [
        f"{file.name} imports {name}"
        for file in sorted((REPOSITORY / package / floor).rglob("*.py"))
        for name in sorted(imported_names(file.read_text(encoding="utf-8")))
        if ".".join(name.split(".")[:2]) in above
    ]


# Inside the office arrows point one way, too: pages and commands call services, services use tables.
FORBIDDEN_IN_THE_OFFICE = {
    "recruitment/models": ("services", "views", "forms", "channels", "demo", "management", "session_server"),
    "recruitment/services": ("views", "forms", "demo", "management"),
    "recruitment/forms": ("views", "demo", "management"),
    "recruitment/channels": ("views", "forms", "demo", "management"),
}
WAYS_OUT = ("requests", "httpx", "urllib3", "http", "urllib")
# The only files that speak to other computers over HTTP; mail leaves through Django.
MAY_SPEAK_HTTP = ("recruitment/session_server.py", "recruitment/channels/")
# Takes the address of a database to pieces and speaks to nobody.
SPEAKS_TO_NOBODY = {"recruitment/environment.py": {"urllib.parse"}}


@pytest.mark.parametrize("part", FORBIDDEN_IN_THE_OFFICE)
def test_part_of_the_office_imports_nothing_above_it(part):
    refused = {f"recruitment.{name}" for name in FORBIDDEN_IN_THE_OFFICE[part]}

    assert [
        f"{file.name} imports {name}"
        for file in sorted((REPOSITORY / part).rglob("*.py"))
        for name in sorted(imported_names(file.read_text(encoding="utf-8")))
        if ".".join(name.split(".")[:2]) in refused
    ] == []


def test_the_office_speaks_to_other_computers_in_named_places_only():
    speaking = {
        file.relative_to(REPOSITORY).as_posix(): {
            name for name in imported_names(file.read_text(encoding="utf-8")) if name.partition(".")[0] in WAYS_OUT
        }
        for file in (REPOSITORY / "recruitment").rglob("*.py")
    }

    assert {
        path: names - SPEAKS_TO_NOBODY.get(path, set())
        for path, names in speaking.items()
        if not path.startswith(MAY_SPEAK_HTTP) and names - SPEAKS_TO_NOBODY.get(path, set())
    } == {}


@pytest.mark.parametrize(
    "source",
    [
        "import otree",
        "import otree.api as api",
        "from otree.api import models",
        "def f():\n    from otree import api",
        "import importlib\nimportlib.import_module('otree.api')",
    ],
    ids=["plain", "dotted", "from", "inside a function", "by name"],
)
def test_every_way_to_import_is_seen(tmp_path, source):
    package = tmp_path / "library"
    package.mkdir()
    (package / "rules.py").write_text(source)

    assert len(offences(package, ("otree",))) == 1


def test_a_longer_name_is_another_package(tmp_path):
    package = tmp_path / "library"
    package.mkdir()
    (package / "rules.py").write_text("import otree_front\nfrom . import otree")

    assert offences(package, ("otree",)) == []
