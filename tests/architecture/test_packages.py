"""What make installs needs no compiler, and is all that oTree asks for."""

from __future__ import annotations

import json
import re
from importlib import metadata

from tests.golden import wheels
from tests.harness.project_copy import REPOSITORY


def names_in(file):
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    return {match[0].lower() for line in lines if (match := re.match(r"[\w.-]+", line))}


def test_every_installed_package_is_pure_python_or_has_wheels_for_every_system():
    recorded = json.loads(wheels.RECORDED.read_text(encoding="utf-8"))["lacking_wheels"]
    installed = [f"{name}=={version}" for name, version in wheels.not_pure().items()]

    # To record a new one: .venv/bin/python -m tests.golden.wheels
    assert {package: recorded.get(package, "not recorded") for package in installed if recorded.get(package, 1)} == {}


def test_all_that_otree_asks_for_is_in_the_list_installed_without_asking_it():
    asked_for = {re.match(r"[\w.-]+", line)[0].lower() for line in metadata.requires("otree")}

    assert asked_for <= names_in("requirements-hardened.txt")
