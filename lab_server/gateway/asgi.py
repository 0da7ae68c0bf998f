"""The few things that every part of the gateway needs from ASGI, the interface between server and application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class RefusedError(Exception):
    """The gateway does not let a request in. The text says the rule to the sender."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the first value of a header, empty if there is none; `name` in lower case."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> Headers:
    return [(key, value) for key, value in headers if key.lower() not in names]


async def answer(
    send: Send, status: int, body: bytes, content_type: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Send a whole answer."""
    given = [
        (b"content-type", content_type.encode("latin-1")),
        (b"content-length", str(len(body)).encode("ascii")),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})


class WholeAnswer:
    """Lets an answer pass, or holds it back until its body is complete and can be changed."""

    def __init__(
        self,
        send: Send,
        *,
        is_held: Callable[[Message], bool],
        change: Callable[[Message, bytes], bytes],
    ) -> None:
        self._send = send
        self._is_held = is_held
        self._change = change
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self.has_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_held(message):
            self._start = message
        elif self._start is None:
            self.has_started = True
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._release(self._start)

    async def _release(self, start: Message) -> None:
        self._start = None
        self.has_started = True
        body = self._change(start, b"".join(self._parts))
        if header(start["headers"], b"content-length"):
            length = (b"content-length", str(len(body)).encode("ascii"))
            start["headers"] = [*without(start["headers"], b"content-length"), length]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
