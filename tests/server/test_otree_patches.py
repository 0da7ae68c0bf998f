"""A part of oTree that is not the one read is never replaced: the server refuses to start."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import free_port, run_until_exit

pytestmark = pytest.mark.process


@pytest.fixture
def own_otree(tmp_path) -> Path:
    """Return a copy of oTree that may be edited; put its parent folder on the path."""
    spec = importlib.util.find_spec("otree")
    original = Path(spec.origin).parent
    return Path(shutil.copytree(original, tmp_path / "own" / "otree", ignore=shutil.ignore_patterns("__pycache__")))


def edit(file: Path, old: str, new: str) -> None:
    source = file.read_text(encoding="utf-8")
    assert source.count(old) == 1
    file.write_text(source.replace(old, new), encoding="utf-8")


def start(project: Path, otree: Path) -> tuple[int, str]:
    return run_until_exit(project, PORT=str(free_port()), PYTHONPATH=str(otree.parent))


def test_another_release_is_refused(counting_project, own_otree):
    edit(own_otree / "__init__.py", "6.0.15", "6.0.16")

    exit_code, output = start(counting_project, own_otree)

    assert exit_code == 1
    assert output.startswith("This is oTree 6.0.16, but the server was written for 6.0.15")


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("middleware.py", "if response.status_code < 500:", "if response.status_code < 400:", "middleware.Commit"),
        ("views/cbv.py", "            # better done from async\n", "", "views.cbv.AdminView.dispatch"),
        ("channels/utils.py", "return f'/trial?'", "return '/trial?'", "channels.utils.trial_path"),
        ("urls.py", "            '/static',\n", "            '/assets',\n", "urls.get_urlpatterns"),
    ],
    ids=["a rule", "a comment", "of the door", "a list of addresses"],
)
def test_an_edited_part_is_refused_by_name(counting_project, own_otree, file, old, new, name):
    edit(own_otree / file, old, new)

    exit_code, output = start(counting_project, own_otree)

    assert exit_code == 1
    assert output.startswith(f"otree.{name}")
    assert "is not the one of oTree 6.0.15" in output


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        (
            "views/abstract.py",
            "        # force the form to be cleaned\n",
            "",
            "views.abstract.Page._process_auto_submit",
        ),
        ("templates/otree/WaitPageGeneric.html", "{% extends", " {% extends", "templates/otree/WaitPageGeneric.html"),
    ],
    ids=["a method", "a template"],
)
def test_an_edited_part_that_pages_of_the_project_override_is_refused_by_name(
    tmp_path, own_otree, file, old, new, name
):
    edit(own_otree / file, old, new)

    exit_code, output = start(copy_project(REPOSITORY, tmp_path / "project"), own_otree)

    assert exit_code == 1
    assert output.startswith(f"otree.{name}")
    assert "is not the one of oTree 6.0.15" in output
