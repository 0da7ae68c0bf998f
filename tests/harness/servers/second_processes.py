"""Sees to it that a test which starts another program says so by a mark; `make check` leaves such tests out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Asked what belongs to the project, and done in milliseconds.
TOOLS = {"git"}
MARKS = ("process", "bots", "browser", "nginx", "postgresql")


class SecondProcesses:
    """A plugin. What fixtures of a whole run start is charged to the test that asks first."""

    def __init__(self) -> None:
        self._unmarked: str | None = None
        sys.addaudithook(self._on_event)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        is_marked = any(item.get_closest_marker(mark) for mark in MARKS)
        self._unmarked = None if is_marked else item.nodeid
        try:
            return (yield)
        finally:
            self._unmarked = None

    def _on_event(self, event: str, arguments: tuple) -> None:
        if event != "subprocess.Popen" or self._unmarked is None or Path(str(arguments[0])).name in TOOLS:
            return
        pytest.fail(f"{self._unmarked} starts {arguments[1]} and has none of the marks {', '.join(MARKS)}")
