"""Waiting until a page is somewhere else, also where it leads on by itself."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def arrives_at(page: Page, pattern: str, timeout: float = 30_000) -> None:
    """Wait until the address of the page matches `pattern`, a regular expression, and the page has loaded.

    Playwright's own wait gives up when a second navigation to the same address overtakes the first. oTree's pages do
    that: the page leads on when its time is over, and the server tells it to.
    """
    expect(page).to_have_url(re.compile(pattern), timeout=timeout)
    page.wait_for_load_state()
