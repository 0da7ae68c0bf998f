"""One Chromium for all modules in a row that ask for it: its driver and it take long to start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    """A plugin. It closes before the first module that needs no browser.

    While Playwright is open, this thread has an event loop, and code that starts its own would fail.
    """

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._last_module: Any = None

    def open(self, executable: Path, module: Any) -> Browser:
        self._last_module = module
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        return self._browser

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._browser = self._playwright = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.getparent(pytest.Module).obj is not self._last_module and not item.get_closest_marker("browser"):
            self.close()

    def pytest_sessionfinish(self) -> None:
        self.close()
