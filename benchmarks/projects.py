"""The two projects that are compared, each in a temporary folder and a process of its own.

oTree reads settings, apps and database from the working directory while it is imported, so two projects never share
a process. Both run on the same server settings (lab_server) and on a SQLite file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.harness.servers.project_copy import REPOSITORY, copy_project

HERE = Path(__file__).resolve().parent


class Worker:
    """A process that has loaded one project and carries out orders of worker.py, one at a time."""

    def __init__(self, project: Path) -> None:
        self._project = project
        with (project / "worker.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.worker"],
                cwd=project,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __call__(self, order: str, **arguments: Any) -> Any:
        """Return the answer to an order."""
        assert self._process.stdin
        assert self._process.stdout
        # A worker that has ended closes both pipes; then there is no answer.
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"order": order, "arguments": arguments}) + "\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            log = (self._project / "worker.log").read_text(encoding="utf-8")
            raise RuntimeError(f"the worker ended at {order!r}:\n{log[-4000:]}")
        return json.loads(answer)

    def stop(self) -> None:
        assert self._process.stdin
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(timeout=60)


@contextmanager
def our_worker() -> Iterator[Worker]:
    """Load this project, as it stands in the working tree."""
    with temporary_folder() as folder:
        yield from _running(copy_project(REPOSITORY, folder / "project"))


@contextmanager
def sample_worker() -> Iterator[Worker]:
    """Load the yardstick."""
    with temporary_folder() as folder:
        yield from _running(sample_project(folder))


def sample_project(folder: Path) -> Path:
    """Make an oTree project that holds the yardstick alone."""
    project = folder / "project"
    shutil.copytree(HERE / "sample_trust", project / "sample_trust")
    for package in ("lab_server", "runtime"):
        shutil.copytree(REPOSITORY / package, project / package)
    shutil.copy(HERE / "sample_settings.py", project / "settings.py")
    (project / "_static").mkdir()
    return project


@contextmanager
def temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        yield Path(name)


def _running(project: Path) -> Iterator[Worker]:
    worker = Worker(project)
    try:
        yield worker
    finally:
        worker.stop()


def _environment() -> dict[str, str]:
    # Variables of the person who runs this must not decide what is measured.
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("OTREE_") and name != "DATABASE_URL"
    }
    # The working directory comes first on the path, so apps and settings are those of the copy.
    return inherited | {"PYTHONPATH": str(REPOSITORY)}
