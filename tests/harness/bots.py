"""Plays a session config with oTree's bots and reads what it exports."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("bots_runner.py")
LONGEST_RUN_S = 600
SEED = 2011  # of every session that names none: a test must not meet another world each time


class BotsFailed(AssertionError):
    """A bot was refused, got stuck, or found something it did not expect; holds the output."""


@dataclass(frozen=True, slots=True)
class BotsRun:
    """The exports of one run, all cases of the bots together."""

    exports: Path
    output: str

    def text(self, app: str, function_name: str) -> str:
        """Return the CSV text of a custom export."""
        path = self.exports / f"{app}.{function_name}.csv"
        return path.read_bytes().decode("utf-8")

    def rows(self, app: str, function_name: str) -> list[dict[str, str]]:
        """Return a custom export as one dict a row."""
        return list(csv.DictReader(self.text(app, function_name).splitlines()))


def play_bots(project: Path, config: str, n: int, *, rehearse_with: str = "", **modified: Any) -> BotsRun:
    """Play every case of the bots in the folder `project`, a copy, with `modified` settings.

    With `rehearse_with`, a theory or a file, bots decide as simulated people do.
    """
    exports = project / "bots-exports"
    order = {"config": config, "n": n, "modified": {"seed": SEED} | modified, "exports": str(exports)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTREE_")}
    done = subprocess.run(
        [sys.executable, str(RUNNER), json.dumps(order)],
        cwd=project,
        env=kept | {"PYTHONPATH": str(project), "REHEARSE_WITH": rehearse_with},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_RUN_S,
        check=False,
    )
    if done.returncode != 0:
        raise BotsFailed(f"bots of {config} with {n} participants failed:\n{done.stdout[-8000:]}")
    return BotsRun(exports=exports, output=done.stdout)
