"""A file is named for its subject; names that could hold anything end up doing so."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parents[2]

SAYING_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools", "tmp"}


def test_no_module_has_a_name_that_says_nothing():
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert [name for name in tracked if PurePosixPath(name).stem in SAYING_NOTHING] == []
    assert "lab_server/__main__.py" in tracked
