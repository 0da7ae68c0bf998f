"""People in browser windows of their own, who take part in sessions of one server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.people.browser_people import Person
from tests.harness.people.web_session import WebSession
from tests.harness.servers.session_server import SessionServer


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Return ``arrive(link, width=1100, **habits)``, which opens a link in a window of its own."""
    contexts = []

    def arrive(link: str, *, width: int = 1100, **habits: Any) -> Person:
        # A bar that moves while somebody waits takes processor time from everything that is tested beside it.
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        contexts.append(context)
        return Person.arriving(context, link, **habits)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def people(session_server: SessionServer, arrive: Callable[..., Person]) -> Callable[..., list[Person]]:
    """Return ``people(config, n, n_here=n, **modified)``: a new session, the first people of which open their links.

    With `at` they have gone on to this page without a browser.
    """

    def people(config: str, n: int, *, n_here: int | None = None, at: str = "", **modified: Any) -> list[Person]:
        played = WebSession(session_server, config, n, **modified)
        here = played.people[:n_here]
        if at:
            for person in here:
                person.arrive().play_until(at)
        return [arrive(person.link, session_code=played.code) for person in here]

    return people


@pytest.fixture
def pair(session_server: SessionServer, arrive: Callable[..., Person]) -> Callable[..., list[Person]]:
    """Return ``pair(**modified)``: the sender of a new session at the first report, and the receiver waiting for it.

    They have read what comes before without a browser.
    """

    def pair(**modified: Any) -> list[Person]:
        played = WebSession(session_server, "demo", 2, **modified)
        played.bring_to_the_game(played.people)
        here = [arrive(person.link, session_code=played.code) for person in played.people]
        return sorted(here, key=lambda person: person.is_waiting)

    return pair


@pytest.fixture
def admin(session_server: SessionServer, browser: Browser) -> Iterator[Page]:
    """Return a page of an administrator who has logged in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{session_server.url}/login")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", session_server.admin_password)
    page.click("[type=submit]")
    yield page
    context.close()
