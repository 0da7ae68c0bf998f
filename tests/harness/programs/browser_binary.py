"""Finds a Chromium-like browser on this computer.

``python -m tests.harness.programs.browser_binary`` prints its path, or fails when there is none.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from pathlib import Path

# The first has the same engine and no window to draw: it takes a third of the processor time of the others.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@functools.cache
def find_browser() -> Path | None:
    """CHROMIUM from the environment, else what Playwright installed, else what is on the PATH."""
    asked_for = os.environ.get("CHROMIUM")
    if asked_for:
        # A wrong path is a mistake to show at launch, not a reason to skip tests.
        return Path(asked_for)

    installed_by_playwright = _playwright_chromium()
    if installed_by_playwright.is_file():
        return installed_by_playwright

    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(on_path) if on_path else None


def _playwright_chromium() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    found = find_browser()
    if found is None:
        sys.exit("no Chromium or Chrome found")
    sys.stdout.write(f"{found}\n")
