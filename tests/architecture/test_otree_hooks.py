"""Every hook an app defines is where oTree looks for it.

oTree looks hooks up in the app's `__init__.py` and silently ignores one that is not visible there.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

HOOK = re.compile(
    r"creating_session|vars_for_admin_report|custom_export\w*"
    r"|[a-z]\w*_(min|max|choices|error_message)"
)
BOTS = "tests.py"


def apps_of(project: Path) -> list[Path]:
    """Return the packages oTree can play: those whose `__init__.py` has a page_sequence."""
    return sorted(
        initial.parent for initial in project.glob("*/__init__.py") if "page_sequence" in names_bound(initial)
    )


def names_bound(file: Path) -> set[str]:
    """Return the names a module has at its top level, imported ones included."""
    names: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def hooks_defined(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and HOOK.fullmatch(node.name)
    }


def hidden_hooks(app: Path) -> list[str]:
    visible = names_bound(app / "__init__.py")
    return [
        f"{app.name}/{file.relative_to(app)} defines {hook}"
        for file in sorted(app.rglob("*.py"))
        if file.name != BOTS
        for hook in sorted(hooks_defined(file) - visible)
    ]


@pytest.mark.parametrize("app", apps_of(REPOSITORY), ids=lambda app: app.name)
def test_every_hook_is_visible_to_otree(app):
    assert hidden_hooks(app) == []


@pytest.mark.parametrize(
    "hook",
    [
        "report_min",
        "report_max",
        "report_choices",
        "report_error_message",
        "creating_session",
        "custom_export",
        "custom_export_rounds",
        "vars_for_admin_report",
    ],
)
def test_a_hidden_hook_is_found(tmp_path, hook):
    app = _app(tmp_path, initial="page_sequence = []", models=f"def {hook}(player): pass")

    assert hidden_hooks(app) == [f"sample/models.py defines {hook}"]


@pytest.mark.parametrize(
    "initial",
    [
        "from sample.models import report_max\npage_sequence = []",
        "import sample.models as m\nreport_max = m.report_max\npage_sequence = []",
    ],
    ids=["imported", "assigned"],
)
def test_a_hook_that_is_visible_is_in_order(tmp_path, initial):
    app = _app(tmp_path, initial=initial, models="def report_max(player): pass")

    assert apps_of(tmp_path) == [app]
    assert hidden_hooks(app) == []


def _app(project: Path, *, initial: str, models: str) -> Path:
    app = project / "sample"
    app.mkdir()
    (app / "__init__.py").write_text(initial)
    (app / "models.py").write_text(models)
    return app
