"""The server says at its start whether packages with known vulnerabilities are installed."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from lab_server.start import packages

REPOSITORY = Path(__file__).resolve().parents[3]
HARDENED = "pip install --no-deps -r requirements-hardened.txt"


def test_packages_of_another_version_are_named(tmp_path):
    listed = tmp_path / "requirements.txt"
    listed.write_text(f"# all of it\nh11==0.0.1  # old\nclick=={metadata.version('click')}\n\n")

    assert packages.others(listed) == [f"h11 {metadata.version('h11')}"]


def test_a_project_without_the_list_is_asked_for_nothing(tmp_path):
    assert packages.others(tmp_path / "requirements.txt") == []


def test_the_list_is_read_to_its_end():
    lines = packages.LIST.read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]

    assert len(list(packages._pins(packages.LIST))) == len(named) > 10


def test_every_way_to_install_brings_the_hardened_packages():
    for page in ("README.md", "bin/post_compile"):
        text = (REPOSITORY / page).read_text(encoding="utf-8")
        plain = len(re.findall(r"^ *pip install -r requirements\.txt", text, re.MULTILINE))
        assert text.count(HARDENED) >= max(plain, 1), page
    assert (REPOSITORY / "bin" / "post_compile").stat().st_mode & 0o111
