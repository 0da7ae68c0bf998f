"""Asks the application for a page from inside its own process, as a browser would, redirects included."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

REDIRECTS = (301, 302, 303, 307, 308)
KEEP_THE_METHOD = (307, 308)
# A person whose pages are all skipped is led through every one of them.
LONGEST_CHAIN = 50


async def follow(app: ASGIApp, method: str, url: str, form: bytes = b"") -> tuple[int, str]:
    """Return the status of the page a request ends on, and its path."""
    for _ in range(LONGEST_CHAIN):
        status, location = await _ask(app, method, url, form)
        if status not in REDIRECTS:
            break
        if status not in KEEP_THE_METHOD:
            method, form = "GET", b""
        url = location
    return status, url


async def _ask(app: ASGIApp, method: str, url: str, form: bytes) -> tuple[int, str]:
    status, location = 0, ""
    body: Message | None = {"type": "http.request", "body": form, "more_body": False}

    async def receive() -> Message:
        nonlocal body
        if body is None:
            await asyncio.Event().wait()
        message, body = body, None
        return message

    async def send(message: Message) -> None:
        nonlocal status, location
        if message["type"] == "http.response.start":
            status = message["status"]
            location = dict(message["headers"]).get(b"location", b"").decode("latin-1")

    await app(_scope(method, url, len(form)), receive, send)
    return status, location


def _scope(method: str, url: str, length: int) -> dict:
    address = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": address.path,
        "raw_path": address.path.encode(),
        "root_path": "",
        "query_string": address.query.encode(),
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(length).encode()),
        ],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
        # So that nobody takes it for a sign of life of the participant.
        "of_server": True,
    }
