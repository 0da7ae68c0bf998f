"""Waiting until a page is somewhere else and has loaded: after a click, and where it leads on by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect


def arrives_at(page: Page, pattern: str, timeout: float = 30_000) -> None:
    """Wait until the address of the page matches `pattern`, a regular expression, and the page has loaded.

    Playwright's own wait gives up when a second navigation to the same address overtakes the first. oTree's pages do
    that: the page leads on when its time is over, and the server tells it to.
    """
    expect(page).to_have_url(re.compile(pattern), timeout=timeout)
    page.wait_for_load_state()


@contextmanager
def leading_on(page: Page) -> Iterator[None]:
    """Do inside what leads to another page; at the end that one has loaded, and may be read.

    A click alone returns as soon as the next page begins to come.
    """
    # A page on which one waits may lead on before it has loaded.
    with page.expect_navigation(wait_until="commit"):
        yield
    page.wait_for_load_state()
