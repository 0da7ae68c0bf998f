"""What make installs needs no compiler, and is all that oTree asks for."""

from __future__ import annotations

import json
import re
from importlib import metadata

from tests.golden import wheels
from tests.harness.servers.project_copy import REPOSITORY


def pinned_in(*files):
    """Return the versions that lists of requirements fix, by the package's name in small letters."""
    lines = [line for file in files for line in (REPOSITORY / file).read_text(encoding="utf-8").splitlines()]
    matches = [re.match(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)", line) for line in lines]
    return {match["name"].lower(): match["version"] for match in matches if match}


def test_every_installed_package_is_pure_python_or_has_wheels_for_every_system():
    recorded = json.loads(wheels.RECORDED.read_text(encoding="utf-8"))["lacking_wheels"]
    pinned = pinned_in(*(path.name for path in REPOSITORY.glob("requirements*.txt")))
    # What nobody pins may be a newer version than the recorded one the day after; what it is made of stays.
    known = {name for name, _, version in (line.partition("==") for line in recorded) if name not in pinned}
    unknown = [
        f"{name}=={version}"
        for name, version in sorted(wheels.not_pure())
        if name not in known and f"{name}=={version}" not in recorded
    ]

    # To record a new one: .venv/bin/python -m tests.golden.wheels
    assert unknown == []
    assert {package: lacking for package, lacking in recorded.items() if lacking} == {}


def test_what_a_package_brings_in_a_folder_of_its_own_is_no_installed_package(tmp_path, monkeypatch):
    of_its_own = tmp_path / "brought-1.0.dist-info"
    of_its_own.mkdir()
    (of_its_own / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n", encoding="utf-8")
    before = wheels.not_pure()
    monkeypatch.syspath_prepend(tmp_path)

    assert before
    assert wheels.not_pure() == before


def test_all_that_otree_asks_for_is_in_the_list_installed_without_asking_it():
    asked_for = {re.match(r"[\w.-]+", line)[0].lower() for line in metadata.requires("otree")}

    assert asked_for <= pinned_in("requirements-hardened.txt").keys()
