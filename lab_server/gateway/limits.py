"""How much of a request is taken, and only whole: oTree reads bodies while it holds the lock all people share.

Without this, one connection that announces a form and never sends it stops the session for everybody.
"""

from __future__ import annotations

import asyncio
import re

from lab_server.gateway.asgi import Application, Message, Receive, RefusedError, Scope, Send, header

MOST_HEADERS = 64
LONGEST_HEADERS = 16 * 1024
# Beside them: browsers send the cookies that other sites of the university have set for all its names. Below the 64 KiB
# that uvicorn takes of a head.
LONGEST_COOKIES = 40 * 1024
LONGEST_TARGET = 4 * 1024
# A page's form has a few hundred bytes; a program may send variables for a whole session.
LONGEST_FORM = 64 * 1024
LONGEST_REST_BODY = 1024 * 1024
LONGEST_SOCKET_MESSAGE = 64 * 1024
LONGEST_WAIT_FOR_BODY_S = 10.0

TOO_LARGE = 1009  # close code of a websocket

# Nothing in oTree uploads files. The parser of multipart forms that oTree pins can be made to compute for hours
# by one crafted header or field, so no such form reaches it.
ALLOWED_TYPE = re.compile(
    r"(application/x-www-form-urlencoded|application/json|text/plain)(; ?charset=utf-8)?", re.IGNORECASE
)


class Limits:
    """Refuses what is too long, of an unknown kind, or not sent in time."""

    def __init__(self, app: Application, longest_wait_s: float = LONGEST_WAIT_FOR_BODY_S) -> None:
        self._app = app
        self._longest_wait_s = longest_wait_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        _check_head(scope)
        if scope["type"] == "websocket":
            await self._app(scope, _short_messages(receive, send), send)
            return
        body = await self._body(scope, receive)
        await self._app(scope, _replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        longest = LONGEST_REST_BODY if scope["path"].startswith("/api/") else LONGEST_FORM
        announced = header(scope["headers"], b"content-length")
        if announced.isdecimal() and int(announced) > longest:
            raise RefusedError(413, _too_long(longest))
        try:
            async with asyncio.timeout(self._longest_wait_s):
                return await _read(receive, longest)
        except TimeoutError:
            raise RefusedError(408, "The request did not arrive in time. Please send it again.") from None


def _check_head(scope: Scope) -> None:
    headers = scope["headers"]
    n_cookies = sum(len(value) for name, value in headers if name == b"cookie")
    n_others = sum(len(name) + len(value) for name, value in headers if name != b"cookie")
    if n_cookies > LONGEST_COOKIES:
        raise RefusedError(431, f"Cookies may have {LONGEST_COOKIES} bytes together. Delete those of other sites.")
    if len(headers) > MOST_HEADERS or n_others > LONGEST_HEADERS:
        raise RefusedError(431, f"A request may have {MOST_HEADERS} headers of {LONGEST_HEADERS} bytes together.")
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_TARGET:
        raise RefusedError(414, f"An address may have {LONGEST_TARGET} characters.")
    if "\0" in scope["path"] or ".." in scope["path"].split("/"):
        raise RefusedError(400, "This address is not allowed.")
    content_type = header(headers, b"content-type")
    if content_type and not ALLOWED_TYPE.fullmatch(content_type):
        raise RefusedError(415, "Send a form as application/x-www-form-urlencoded, or application/json.")


async def _read(receive: Receive, longest: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "The connection was closed before the request was complete.")
        body += message.get("body", b"")
        if len(body) > longest:
            raise RefusedError(413, _too_long(longest))
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    parts = [body]

    async def replay() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": False}
        return await receive()

    return replay


def _short_messages(receive: Receive, send: Send) -> Receive:
    async def checked() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            content = message.get("text") or message.get("bytes") or ""
            if len(content) > LONGEST_SOCKET_MESSAGE:
                await send({"type": "websocket.close", "code": TOO_LARGE})
                return {"type": "websocket.disconnect", "code": TOO_LARGE}
        return message

    return checked


def _too_long(longest: int) -> str:
    return f"A request may have {longest} bytes."
