"""Browsers of many people that click on "Sign up" at the same moment, over HTTP."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

LONGEST_ANSWER_S = 100


@dataclass
class Click:
    """One click: when it was made and answered, in seconds, and what the page after it says; else what went wrong."""

    began: float = 0.0
    ended: float = 0.0
    page: str = ""
    failure: str = ""

    @property
    def took(self) -> float:
        return self.ended - self.began


def sign_up_at_once(url: str, cookies: Sequence[str], *, n_onlookers: int = 0) -> list[Click]:
    """Let everybody open their page, then all click at once; each on a connection that stays open, as browsers do.

    Onlookers have opened the first page and leave it open.
    """
    onlookers = [_Browser(url, "") for _ in range(n_onlookers)]
    try:
        for onlooker in onlookers:
            onlooker.get("/")
        return _all_click(url, cookies)
    finally:
        for onlooker in onlookers:
            onlooker.close()


def _all_click(url: str, cookies: Sequence[str]) -> list[Click]:
    clicks = [Click() for _ in cookies]
    start = threading.Barrier(len(cookies))
    threads = [
        threading.Thread(target=_click, args=(url, cookie, click, start))
        for cookie, click in zip(cookies, clicks, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clicks


def _click(url: str, cookie: str, click: Click, start: threading.Barrier) -> None:
    browser = _Browser(url, cookie)
    try:
        address, token = browser.form(browser.get("/my/"))
        start.wait(LONGEST_ANSWER_S)
        click.began = time.perf_counter()
        click.page = browser.submit(address, token)
    except (OSError, http.client.HTTPException, ValueError, threading.BrokenBarrierError) as error:
        click.failure = repr(error)
        start.abort()
    finally:
        click.ended = time.perf_counter()
        browser.close()


class _Browser:
    """As much of a browser as a form needs; ValueError says which answer was not expected."""

    def __init__(self, url: str, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=LONGEST_ANSWER_S)
        self._cookies = {"office_session": cookie}

    def get(self, path: str) -> str:
        return self._ask("GET", path, 200)[0]

    def form(self, page: str) -> tuple[str, str]:
        """Return where the form for signing up leads, and its token."""
        found = re.search(r'action="([^"]+/sign-up/)".*?csrfmiddlewaretoken" value="([^"]+)"', page, re.DOTALL)
        if found is None:
            raise ValueError(f"no form to sign up in: {page}")
        return found[1], found[2]

    def submit(self, path: str, token: str) -> str:
        _page, next_path = self._ask("POST", path, 302, urlencode({"csrfmiddlewaretoken": token}))
        return self.get(next_path)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, expected: int, body: str = "") -> tuple[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        if answer.status != expected:
            raise ValueError(f"{method} {path} answered {answer.status}: {page[:300]}")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return page, answer.headers.get("Location", "")
