"""Plays sessions with oTree's bots, in one process for many of them, and reads what they export."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

RUNNER = Path(__file__).with_name("bots_runner.py")
LONGEST_END_S = 30
SEED = 2011  # of every session that names none: a test must not meet another world each time


class BotsFailed(AssertionError):
    """A bot was refused, got stuck, or found something it did not expect; holds what was printed."""


@dataclass(frozen=True, slots=True)
class BotsRun:
    """The exports of one session."""

    exports: Path

    def text(self, app: str, function_name: str) -> str:
        """Return the CSV text of a custom export."""
        path = self.exports / f"{app}.{function_name}.csv"
        return path.read_bytes().decode("utf-8")

    def rows(self, app: str, function_name: str) -> list[dict[str, str]]:
        """Return a custom export as one dict a row."""
        return list(csv.DictReader(self.text(app, function_name).splitlines()))

    def stock_rows(self, app: str) -> list[dict[str, str]]:
        """Return oTree's own export of an app."""
        return list(csv.DictReader((self.exports / f"{app}.csv").read_text(encoding="utf-8").splitlines()))


class Bots:
    """A process that plays in the folder `project`, a copy; a session that was played is not played again."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._log = project / "bots.log"
        self._runs: dict[str, BotsRun] = {}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OTREE_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(RUNNER)],
                cwd=project,
                env=environment | {"PYTHONPATH": str(project)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def play(self, config: str, n: int, *, rehearse_with: str = "", **modified: Any) -> BotsRun:
        """Play a session with `modified` settings.

        With `rehearse_with`, a theory or a file, bots decide as simulated people do.
        """
        order = {"config": config, "n": n, "modified": {"seed": SEED} | modified, "rehearse_with": rehearse_with}
        asked = json.dumps(order, sort_keys=True)
        if asked not in self._runs:
            folder = self._project / "bots-exports" / str(len(self._runs))
            self._order({**order, "exports": str(folder)})
            self._runs[asked] = BotsRun(exports=folder)
        return self._runs[asked]

    def _order(self, order: dict[str, Any]) -> None:
        begins_at = self._log.stat().st_size
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "played\n":
            printed = self._log.read_bytes()[begins_at:].decode("utf-8", errors="replace")
            raise BotsFailed(f"bots of {order['config']} with {order['n']} participants failed:\n{printed[-8000:]}")

    def close(self) -> None:
        self._process.communicate(timeout=LONGEST_END_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
