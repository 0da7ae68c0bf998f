"""Every part of oTree that is replaced or overridden stands in a table with the checksum of what was read.

Read from the sources alone, since oTree acts while it is imported.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from participant_ui.otree_parts import PARTS

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATES = REPOSITORY / "_templates"
OTREE = Path(importlib.util.find_spec("otree").origin).parent
FOLDERS = ("lab_server", "participant_ui", "briefing", "cheap_talk_game", "trust_survey", "goodbye")
# What oTree's documentation has projects define on a page.
HOOKS = {
    "after_all_players_arrive",
    "before_next_page",
    "get_form_fields",
    "get_timeout_seconds",
    "is_displayed",
    "js_vars",
    "vars_for_template",
}
PAGES = OTREE / "views" / "abstract.py"
# Attributes that are ours, or set on what was made by a call: they replace nothing that oTree defines.
NO_PART = {"middleware_stack", "hide_parameters", "editable_fields_html"}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for file in sorted((REPOSITORY / folder).rglob("*.py")):
            yield str(file.relative_to(REPOSITORY)), ast.parse(file.read_text(encoding="utf-8"))


def names_from_otree(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "otree":
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname or "otree" for alias in node.names if alias.name.split(".")[0] == "otree"}
    return found


def replaced(tree: ast.Module) -> Iterator[str]:
    """Yield what is assigned to something that was imported from oTree: `views.validate_room_visitor`."""
    otrees = names_from_otree(tree)
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            base = target
            while isinstance(base, ast.Attribute):
                base = base.value
            if isinstance(target, ast.Attribute) and isinstance(base, ast.Name) and base.id in otrees:
                yield ast.unparse(target)


def overridden(tree: ast.Module) -> Iterator[str]:
    """Yield the methods of classes of ours that oTree's pages have too."""
    otrees = {
        method.name
        for cls in ast.parse(PAGES.read_text(encoding="utf-8")).body
        if isinstance(cls, ast.ClassDef)
        for method in cls.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("__")
    }
    for cls in ast.walk(tree):
        # What a page is put together from has no bases of its own.
        if isinstance(cls, ast.ClassDef):
            yield from (method.name for method in cls.body if getattr(method, "name", None) in otrees - HOOKS)


def test_whatever_is_assigned_into_otree_is_in_the_list():
    listed = {name for parts in PARTS.values() for name in parts}
    last = {name.split(".")[-1] for name in listed} | NO_PART
    unlisted = [
        f"{file}: {name}" for file, tree in trees() for name in replaced(tree) if name.split(".")[-1] not in last
    ]

    assert unlisted == []


def test_whatever_template_goes_before_otrees_is_in_the_list():
    ours = {f"templates/{file.relative_to(TEMPLATES)}" for file in TEMPLATES.rglob("*.html")}

    assert {name for name in ours if (OTREE / name).is_file()} == set(PARTS["otree"])


def test_whatever_pages_override_is_in_the_list():
    listed = {name.split(".")[-1] for name in PARTS["otree.views.abstract"]}
    unlisted = {f"{file}: {name}" for file, tree in trees() for name in overridden(tree) if name not in listed}

    assert unlisted == set()


def test_a_part_that_is_not_listed_is_found():
    source = "import otree.room as rooms\nfrom otree.api import Page\nrooms.BaseRoom.has_session = None\n"
    tree = ast.parse(
        source
        + "class Ours(Page):\n    def render_page(self, context): ...\n"
        + "class Part:\n    def _increment_index_in_pages(self): ...\n"
    )

    assert list(replaced(tree)) == ["rooms.BaseRoom.has_session"]
    assert list(overridden(tree)) == ["render_page", "_increment_index_in_pages"]
