"""One Chromium for all modules in a row that ask for it: its driver and it take long to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root with its sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class SharedBrowser:
    """A plugin. It closes as soon as the next test needs no browser.

    While Playwright is open, this thread has an event loop, and code that starts its own would fail.
    """

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._next: pytest.Item | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, nextitem: pytest.Item | None) -> None:
        self._next = nextitem

    @contextmanager
    def for_a_module(self, executable: Path) -> Iterator[Browser]:
        if self._playwright is None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield self._browser
        for context in self._browser.contexts:
            context.close()
        if "browser" not in getattr(self._next, "fixturenames", ()):
            self._browser.close()
            self._playwright.stop()
            self._playwright = None
