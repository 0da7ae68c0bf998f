"""Asks the application for a page from inside its own process, as a browser would, redirects included."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

REDIRECTS = (301, 302, 303, 307, 308)
KEEP_THE_METHOD = (307, 308)
# A person whose pages are all skipped is led through every one of them.
LONGEST_CHAIN = 50
# So that nobody takes the server's own request for a sign of life of the participant.
NOBODYS = {"of_server": True}
# What browsers say when a person goes to an address, and programs do not.
AS_BROWSERS = (b"sec-fetch-mode", b"navigate")


@dataclass(slots=True)
class Answer:
    """What a request was answered with, and the address that was asked for it."""

    url: str
    status: int = 0
    headers: Headers = field(default_factory=Headers)
    content: bytes = b""


async def follow(
    app: ASGIApp, method: str, url: str, form: bytes = b"", *, signs_of_life_of_a_person: bool = False
) -> Answer:
    """Return the page a request ends on."""
    for _ in range(LONGEST_CHAIN):
        answer = await _ask(app, method, url, form, {} if signs_of_life_of_a_person else NOBODYS)
        if answer.status not in REDIRECTS:
            break
        if answer.status not in KEEP_THE_METHOD:
            method, form = "GET", b""
        url = answer.headers.get("location", "")
    return answer


async def _ask(app: ASGIApp, method: str, url: str, form: bytes, marks: dict[str, bool]) -> Answer:
    answer = Answer(url)
    body: Message | None = {"type": "http.request", "body": form, "more_body": False}

    async def receive() -> Message:
        nonlocal body
        if body is None:
            await asyncio.Event().wait()
        message, body = body, None
        return message

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = Headers(raw=message["headers"])
        else:
            answer.content += message.get("body", b"")

    scope = _scope(method, url, len(form)) | marks
    if not marks:
        scope["headers"].append(AS_BROWSERS)
    await app(scope, receive, send)
    return answer


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
    }
