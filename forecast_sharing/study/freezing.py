"""Freezing a study: writing its lock, and the study file as it was, beside it."""

import platform
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from forecast_sharing.study.lock import LOCK, StudyLock, content_of, differences, read_lock, sha256_of
from forecast_sharing.study.study import FILE, Study
from forecast_sharing.tables.atomic_files import require_writable, write_json, write_text

# Of a study's folder: its file as it was, by version.
FROZEN = "frozen"


def freeze(study: Study, folder: Path) -> StudyLock:
    """Freeze a study as the next version and return its lock; one that is frozen and unchanged stays as it is."""
    before = read_lock(folder)
    content = content_of(study, folder)
    if before is not None and not differences(before.content, content):
        return before
    lock = StudyLock(1 if before is None else before.version + 1, sha256_of(content), content)
    kept = folder / FROZEN / f"{lock.version}"
    require_writable(kept)
    write_text(kept / FILE, study.source)
    # Last: a lock stands for a whole version.
    said = {"version": lock.version, "sha256": lock.sha256, "made_by": made_by(folder), "content": content}
    write_json(kept / LOCK, said)
    write_json(folder / LOCK, said)
    return lock


def made_by(folder: Path) -> dict[str, Any]:
    """Return with what a study is frozen: Python, the versions of all packages, and the commit where there is one."""
    packages = {found.metadata["Name"].lower(): found.version for found in distributions()}
    return {"python": platform.python_version(), "packages": dict(sorted(packages.items())), "commit": _commit(folder)}


def _commit(folder: Path) -> str | None:
    """Return the commit that the folder's files are of, with a plus where they have changed since; None without git."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()
