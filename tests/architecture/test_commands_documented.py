"""Every command and every flag is on the page of commands, and the page names no other."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from forecast_sharing.__main__ import parser

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md"


def commands() -> dict[str, argparse.ArgumentParser]:
    (subcommands,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(subcommands.choices)


def flags(command: argparse.ArgumentParser) -> set[str]:
    return {flag for action in command._actions for flag in action.option_strings} - {"-h", "--help"}


@pytest.mark.parametrize("name", commands())
def test_every_command_has_a_section_with_its_flags(name):
    page = PAGE.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    linked = {
        title for title in sections if f"](#{title.lower().replace(',', '').replace(' ', '-')})" in sections[name]
    }
    text = sections[name] + "".join(sections[title] for title in linked)

    assert [flag for flag in sorted(flags(commands()[name])) if not re.search(rf"`{flag}\b", text)] == []


def test_page_names_no_flag_that_does_not_exist():
    named = set(re.findall(r"--[a-z][a-z-]*", PAGE.read_text(encoding="utf-8")))

    assert named - {"--help"} <= set().union(*(flags(command) for command in commands().values()))
