"""How long the tests took, by file: a table at the end of the run, and a file to compare the next run with.

Processor time is that of the test processes and of what they started and waited for; a browser's own helpers are not
all among it.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

WRITTEN_TO = Path(__file__).resolve().parents[3] / "test-output" / "times.json"
LINES_OF_TABLE = 25


@dataclass(eq=False)  # pytest keeps plugins in sets
class RunTimes:
    """A plugin: adds to each report what the phase cost, and in the process that prints, sums up by file."""

    is_printing: bool
    began: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    processor_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None):
        """Start the clock of a test's first phase, so that fixtures of a module count for the test that asks first."""
        self._spent = _processor_seconds()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo):
        report = yield
        now = _processor_seconds()
        report.processor_s, self._spent = now - self._spent, now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("::")[0]
        self.seconds[name] += report.duration
        self.processor_s[name] += report.processor_s

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.is_printing or not self.seconds:
            return
        times = self.as_dict()
        before = _read(WRITTEN_TO)
        _write(WRITTEN_TO, times)
        terminalreporter.section("slowest files")
        for line in table(times, before):
            terminalreporter.line(line)

    def as_dict(self) -> dict:
        return {
            "wall_s": round(time.monotonic() - self.began, 1),
            "processor_s": round(sum(self.processor_s.values()), 1),
            "files": {
                name: {"seconds": round(self.seconds[name], 1), "processor_s": round(self.processor_s[name], 1)}
                for name in sorted(self.seconds, key=self.seconds.__getitem__, reverse=True)
            },
        }


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"files": {}}


def _write(path: Path, times: dict) -> None:
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.replace(path.with_name("times-before.json"))
    path.write_text(json.dumps(times, indent=1) + "\n", encoding="utf-8")


def table(times: dict, before: dict) -> list[str]:
    """Return the lines that name the slowest files and the whole, beside those of the run before."""
    lines = [f"{'seconds':>9} {'processor':>9} {'last run':>9}  file"]
    for name, of_file in list(times["files"].items())[:LINES_OF_TABLE]:
        last = before["files"].get(name, {}).get("seconds", "")
        lines.append(f"{of_file['seconds']:>9} {of_file['processor_s']:>9} {last:>9}  {name}")
    whole = f"whole run: {times['wall_s']:.0f} s, processor {times['processor_s']:.0f} s"
    if "wall_s" in before:
        whole += f"; last run: {before['wall_s']:.0f} s, processor {before['processor_s']:.0f} s"
    return [*lines, f"{whole} ({WRITTEN_TO.relative_to(WRITTEN_TO.parents[1])})"]
