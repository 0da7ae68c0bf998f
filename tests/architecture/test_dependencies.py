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
    # Answers before a later part lie with those before the first.
    "briefing/__init__.py": ("cheap_talk_game",),
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
FLOORS_OF = {
    "cheap_talk_game": ("attendance", "console", "data", "preflight"),
    "lab_server": ("gateway", "database", "otree_patches", "start"),
}


@pytest.mark.parametrize("package", FLOORS_OF)
def test_floor_of_a_package_imports_nothing_above_it(package):
    found = {floor: offences_of_floor(package, floor) for floor in FLOORS_OF[package]}

    assert found == {floor: [] for floor in FLOORS_OF[package]}


def offences_of_floor(package: str, floor: str) -> list[str]:
    floors = FLOORS_OF[package]
    above = {f"{package}.{name}" for name in floors[floors.index(floor) + 1 :]}
    return [
        f"{file.name} imports {name}"
        for file in sorted((REPOSITORY / package / floor).rglob("*.py"))
        for name in sorted(imported_names(file.read_text(encoding="utf-8")))
        if ".".join(name.split(".")[:2]) in above
    ]


# Inside the office a subject is a folder, and the name of a file says on which floor it is. Arrows never point up.
FLOORS = ("tables", "services", "forms", "pages", "commands")
# Names of roles, and the list of channels, which tables use.
BELOW_TABLES = {"recruitment.staff.roles", "recruitment.channels", "recruitment.channels.registry"}
# What tables and services of a subject know of other subjects. An arrow more is a decision.
KNOWS = {
    "channels": {"laboratory", "session_day"},
    "data_rights": {"channels", "mail", "people", "seats"},
    "duties": {"channels", "data_rights", "laboratory", "mail", "people", "pool_files", "seats"},
    "money": {"channels", "data_rights", "mail", "staff", "studies"},
    "people": {"mail"},
    "pool_files": {"data_rights", "people"},
    "seats": {"laboratory", "mail", "people", "session_day", "staff", "studies"},
    "session_day": {"channels", "laboratory", "studies"},
    "staff": {"data_rights", "mail"},
    "studies": {"mail", "people", "staff"},
}
# Channels lead people to sessions, which carry the codes of channels.
KNOW_EACH_OTHER = {("channels", "session_day")}
WAYS_OUT = ("requests", "httpx", "urllib3", "http", "urllib")
# The only files that speak to other computers over HTTP; mail leaves through Django.
MAY_SPEAK_HTTP = ("recruitment/laboratory/server_client.py", "recruitment/channels/")
# Takes the address of a database to pieces and speaks to nobody.
SPEAKS_TO_NOBODY = {"recruitment/environment.py": {"urllib.parse"}}


def floor_of(module: str) -> int | None:
    """Return the floor of a module of the office, None for what all floors share."""
    subject, _, name = module.removeprefix("recruitment.").partition(".")
    words = name.rpartition(".")[2].split("_")
    if subject in {"demo", "management"}:
        return FLOORS.index("commands")
    if subject == "models" or words == ["models"]:
        return FLOORS.index("tables")
    if not name or module in BELOW_TABLES or subject in {"migrations", "formats", "templatetags"}:
        return None
    if {"page", "pages", "urls", "filters", "tables"} & set(words):
        return FLOORS.index("pages")
    if words[-1] == "forms":
        return FLOORS.index("forms")
    return None if subject == "web" else FLOORS.index("services")


def modules_of_the_office() -> dict[str, Path]:
    files = sorted((REPOSITORY / "recruitment").rglob("*.py"))
    names = [".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return dict(zip(names, files, strict=True))


def modules_imported(source: str) -> set[str]:
    """Return what a source may import of the office: each module, and each name taken from one as if it were one."""
    found = imported_names(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.fixture(scope="module")
def arrows() -> set[tuple[str, str]]:
    files = modules_of_the_office()
    return {
        (module, imported)
        for module, file in files.items()
        for imported in modules_imported(file.read_text(encoding="utf-8")) & set(files)
    }


def test_no_module_of_the_office_imports_from_a_floor_above(arrows):
    with_floors = [(module, imported, floor_of(module), floor_of(imported)) for module, imported in arrows]

    up = [
        f"{module} imports {imported}"
        for module, imported, floor, other in with_floors
        if floor is not None and other is not None and other > floor
    ]
    assert sorted(up) == []
    assert {floor for _, _, floor, _ in with_floors} == {None, *range(len(FLOORS))}


def test_tables_import_tables_and_little_else(arrows):
    imported = {imported for module, imported in arrows if module.endswith(".models") and module.count(".") > 1}

    assert {name for name in imported if not name.endswith(".models")} - BELOW_TABLES == {
        "recruitment.encrypted_field",
        "recruitment.public_ids",
    }


def test_subjects_know_each_other_as_decided(arrows):
    low = (FLOORS.index("tables"), FLOORS.index("services"))
    known: dict[str, set[str]] = {}
    for module, imported in arrows:
        if floor_of(module) in low and floor_of(imported) in low and "recruitment.models" not in {module, imported}:
            subject, other = module.split(".")[1], imported.split(".")[1]
            # A package alone is the empty file of a folder.
            if subject != other and imported.count(".") > 1:
                known.setdefault(subject, set()).add(other)

    assert {subject: sorted(others) for subject, others in sorted(known.items())} == {
        subject: sorted(others) for subject, others in KNOWS.items()
    }


def test_few_subjects_know_each_other_both_ways():
    both = {(one, other) for one in KNOWS for other in KNOWS[one] if one in KNOWS.get(other, ()) and one < other}

    assert both == KNOW_EACH_OTHER


def names_of_channels() -> set[str]:
    return {file.parent.name for file in (REPOSITORY / "recruitment" / "channels").glob("*/adapter.py")}


def test_single_channels_are_known_where_channels_are(arrows):
    channels = names_of_channels()
    of_one = tuple(f"recruitment.channels.{name}." for name in channels)

    assert channels
    knowing = [
        f"{module} imports {imported}"
        for module, imported in arrows
        if imported.startswith(of_one) and not module.startswith("recruitment.channels.")
    ]
    assert sorted(knowing) == []


def constants_and_texts(source: str) -> set[str]:
    """Return each name in capitals and each text of a source, in small letters."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {word.casefold() for word in texts | {name for name in names if name.isupper()}}


def test_single_channels_are_named_by_themselves_and_the_registry():
    channels = names_of_channels() - {"pool"}  # our own, which is everywhere
    office = REPOSITORY / "recruitment"
    naming = {
        file.relative_to(office).as_posix(): channels & constants_and_texts(file.read_text(encoding="utf-8"))
        for file in modules_of_the_office().values()
    }
    for file in office.glob("templates/**/*.*"):
        text = file.read_text(encoding="utf-8")
        naming[file.relative_to(office).as_posix()] = {name for name in channels if f'"{name}"' in text}

    own = tuple(f"channels/{name}/" for name in channels)
    assert {path: names for path, names in naming.items() if names and not path.startswith((*own, "migrations/"))} == {
        "channels/registry.py": channels
    }


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
