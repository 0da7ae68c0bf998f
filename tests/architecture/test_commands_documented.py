"""Every command and every flag is on one of the pages of commands, and the pages name no other."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forecast_sharing.__main__ import parser

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "reference" / "commands.md"
OFFICE_PAGE = REPOSITORY / "docs" / "reference" / "office-commands.md"
OFFICE = REPOSITORY / "recruitment"
SERVER_PAGE = REPOSITORY / "docs" / "reference" / "session-server-commands.md"
SERVER = REPOSITORY / "lab_server"
FLAG = re.compile(r"--[a-z][a-z0-9-]*")


def commands() -> dict[str, set[str]]:
    (subcommands,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return {name: flags(command) for name, command in subcommands.choices.items()}


def flags(command: argparse.ArgumentParser) -> set[str]:
    """Return the flags of a command and of those below it."""
    below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    found = {flag for action in command._actions for flag in action.option_strings}
    found |= {flag for action in below for inner in action.choices.values() for flag in flags(inner)}
    return found - {"-h", "--help"}


def commands_of_the_office() -> dict[str, set[str]]:
    """Return them as their files say: whoever imports them needs a database."""
    files = sorted((OFFICE / "management" / "commands").glob("[!_]*.py"))
    found = {file.stem: set(flags_added_in(file)) for file in files}
    for file in files:
        if "from recruitment.management import person_argument" in file.read_text(encoding="utf-8"):
            found[file.stem] |= set(flags_added_in(OFFICE / "management" / "person_argument.py"))
    return {"python -m recruitment": set(flags_added_in(OFFICE / "__main__.py")), **found}


def commands_of_the_session_server() -> dict[str, set[str]]:
    """Return them as their files say; both commands of backup.py add their flags in one function."""
    copying = set(flags_added_in(SERVER / "backup.py"))
    return {
        "python -m lab_server": set(flags_added_in(SERVER / "__main__.py")),
        "python -m lab_server backup": copying - {"--from"},
        "python -m lab_server restore": {"--from"},
        "python -m lab_server.rehearse": set(flags_added_in(SERVER / "rehearse.py")),
    }


def flags_added_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            words = (word.value for word in node.args if isinstance(word, ast.Constant))
            yield from (word for word in words if word.startswith("--"))


def sections_of(page: Path) -> dict[str, str]:
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))


CASES = [
    pytest.param(page, name, wanted, id=f"{page.stem} {name}")
    for page, found in (
        (PAGE, commands()),
        (OFFICE_PAGE, commands_of_the_office()),
        (SERVER_PAGE, commands_of_the_session_server()),
    )
    for name, wanted in found.items()
]


@pytest.mark.parametrize(("page", "name", "wanted"), CASES)
def test_every_command_has_a_section_with_its_flags(page, name, wanted):
    sections = sections_of(page)
    linked = {
        title for title in sections if f"](#{title.lower().replace(',', '').replace(' ', '-')})" in sections[name]
    }
    text = sections[name] + "".join(sections[title] for title in linked)

    assert [flag for flag in sorted(wanted) if not re.search(rf"`{flag}\b", text)] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (PAGE, commands()),
        (OFFICE_PAGE, commands_of_the_office()),
        (SERVER_PAGE, commands_of_the_session_server()),
    ],
)
def test_page_names_no_flag_that_does_not_exist(page, found):
    named = set(FLAG.findall(page.read_text(encoding="utf-8")))

    assert named - {"--help"} <= set().union(*found.values())


def test_the_page_of_the_office_names_no_command_that_does_not_exist():
    assert set(sections_of(OFFICE_PAGE)) == set(commands_of_the_office())
    assert {"--once", "--session"} <= set().union(*commands_of_the_office().values())
    assert {"--host", "--to", "--from", "--set"} <= set().union(*commands_of_the_session_server().values())
