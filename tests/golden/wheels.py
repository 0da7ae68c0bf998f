"""Records for which systems the installed packages that are not pure Python have wheels; asks the package index.

    .venv/bin/python -m tests.golden.wheels

A package without a wheel is compiled where it is installed, and a laboratory's computer has no compiler.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

RECORDED = Path(__file__).with_suffix(".json")
# What `make docs` has installed, if it has run.
OF_THE_DOCS = [str(path) for path in Path(__file__).resolve().parents[2].glob(".venv-docs/lib/*/site-packages")]
PYTHONS = ("3.11", "3.12", "3.13")
# By name, and as which tags pip has to look for it.
SYSTEMS = {
    "Linux x86-64": [f"manylinux{version}_x86_64" for version in ("1", "2014", "_2_17", "_2_27", "_2_28", "_2_34")],
    "Linux aarch64": [f"manylinux{version}_aarch64" for version in ("2014", "_2_17", "_2_27", "_2_28", "_2_34")],
    "macOS": ["macosx_14_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64", "macosx_10_13_universal2"],
    "Windows": ["win_amd64"],
}
# Pure Python where there is no compiler: what it compiles only makes it quicker, and its setup goes on without.
COMPILES_IF_IT_CAN = {"sqlalchemy"}


def not_pure() -> set[tuple[str, str]]:
    """Return names and versions of the installed packages that hold compiled code."""
    return {
        (package.name.lower(), package.version)
        for package in metadata.distributions(path=[*_installed_in(), *OF_THE_DOCS])
        if not _is_pure(package) and package.name.lower() not in COMPILES_IF_IT_CAN
    }


def _installed_in() -> list[str]:
    """Return where packages are installed: some, such as Ray once it is imported, add folders of their own."""
    return [path for path in sys.path if path.endswith("-packages")]


def _is_pure(package: metadata.Distribution) -> bool:
    lines = (package.read_text("WHEEL") or "").splitlines()
    return any(line.startswith("Tag: ") and line.endswith("-none-any") for line in lines)


def _lacking(requirements: list[str], python: str, tags: list[str]) -> Iterator[str]:
    """Yield what the index has no wheel of; all are asked for at once, since mostly nothing is lacking."""
    if _has_wheels(requirements, python, tags):
        return
    yield from (one for one in requirements if not _has_wheels([one], python, tags))


def _has_wheels(requirements: list[str], python: str, tags: list[str]) -> bool:
    platforms = [word for tag in tags for word in ("--platform", tag)]
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--target", nowhere]
        asked = ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", *platforms, *requirements]
        return subprocess.run([*command, *asked], capture_output=True, check=False).returncode == 0


def record() -> None:
    requirements = [f"{name}=={version}" for name, version in sorted(not_pure())]
    lacking: dict[str, list[str]] = {requirement: [] for requirement in requirements}
    for python in PYTHONS:
        for system, tags in SYSTEMS.items():
            for requirement in _lacking(requirements, python, tags):
                lacking[requirement].append(f"{system}, Python {python}")
            print(f"{system}, Python {python}: asked")
    recorded = {"made_on": f"{datetime.now(UTC):%Y-%m-%d}", "lacking_wheels": lacking}
    RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
