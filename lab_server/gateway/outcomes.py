"""What becomes of a request that fails: a page that says what to do, and a line in the log.

Programs get one line of text; people at a browser get a page made by the project, if it has one.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lab_server.gateway.asgi import (
    Application,
    Message,
    Receive,
    RefusedError,
    Scope,
    Send,
    WholeAnswer,
    answer,
    header,
    without,
)

logger = logging.getLogger("lab_server.requests")

# No letters or digits that are mistaken for each other when read aloud.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 6

HTML = (b"content-type", b"text/html; charset=utf-8")

LONGEST_SHOWN_TEXT = 500
# With it begins what oTree says about a code that leads nowhere: a line for developers, code included.
WRITTEN_BY_OTREE = "Not found (maybe"
POLICY_VIOLATION = 1008  # close code of a websocket
INTERNAL_ERROR = 1011


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page about a failed request has to say."""

    status: int
    text: str  # what the refusing part says; empty if nothing worth reading
    reference: str  # of the line in the log
    again: str  # address that leads back to where the person was


class Outcomes:
    """Turns refusals and errors into answers and gives each request its line in the log."""

    def __init__(self, app: Application, page: Callable[[Outcome], bytes | None], route: Callable[[str], str]) -> None:
        self._app = app
        self._page = page
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        record = self._record(scope)
        is_browser = _is_browser(scope)

        def explain(start: Message, body: bytes) -> bytes:
            if not is_browser:
                return _line_for_programs(start, record["reference"])
            outcome = Outcome(start["status"], _worth_reading(start, body), record["reference"], _again(scope))
            page = self._page(outcome)
            if page is not None:
                start["headers"] = [*without(start["headers"], b"content-type"), HTML]
            return body if page is None else page

        def is_held(start: Message) -> bool:
            record["status"] = start["status"]
            is_data = header(start["headers"], b"content-type").startswith("application/json")
            lowest = HTTPStatus.BAD_REQUEST if is_browser else HTTPStatus.INTERNAL_SERVER_ERROR
            return not is_data and start["status"] >= lowest

        held = WholeAnswer(send, is_held=is_held, change=explain)
        began = time.perf_counter()
        try:
            await self._app(scope, receive, held)
        except RefusedError as refusal:
            record["reason"] = refusal.text
            await answer(held, refusal.status, f"{refusal.text}\n".encode(), "text/plain; charset=utf-8")
        except Exception:
            logger.exception("error", extra=record)
            if not held.has_started:
                await answer(held, HTTPStatus.INTERNAL_SERVER_ERROR, b"", "text/plain; charset=utf-8")
        record["ms"] = round(1000 * (time.perf_counter() - began))
        if "reason" in record:
            logger.warning("refused", extra=record)
        else:
            logger.info("request", extra=record)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_over = False

        async def watched(message: Message) -> None:
            nonlocal is_over
            is_over = message["type"] == "websocket.close"
            # That somebody has left the page meanwhile is not an error. oTree hears of it next, and only then forgets
            # the socket.
            with suppress(OSError):
                await send(message)

        try:
            await self._app(scope, receive, watched)
        except RefusedError as refusal:
            logger.warning("refused", extra=self._record(scope) | {"reason": refusal.text})
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        except Exception:
            logger.exception("error", extra=self._record(scope))
            if not is_over:
                await send({"type": "websocket.close", "code": INTERNAL_ERROR})

    def _record(self, scope: Scope) -> dict[str, Any]:
        # Neither the path, which holds the key of a participant, nor the address of a computer.
        return {
            "reference": _new_reference(),
            "method": scope.get("method", "WEBSOCKET"),
            "route": self._route(scope["path"]),
        }


def _line_for_programs(start: Message, reference: str) -> bytes:
    start["headers"] = [*without(start["headers"], b"content-type"), (b"content-type", b"text/plain; charset=utf-8")]
    return f"The server failed. Reference of the entry in its log: {reference}\n".encode()


def _new_reference() -> str:
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


def _is_browser(scope: Scope) -> bool:
    return "text/html" in header(scope["headers"], b"accept") and not scope["path"].startswith(("/api/", "/static/"))


def _worth_reading(start: Message, body: bytes) -> str:
    # oTree's own pages say nothing to a participant; a text was written by somebody for anyone who is refused.
    if start["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR or len(body) > LONGEST_SHOWN_TEXT:
        return ""
    if not header(start["headers"], b"content-type").startswith("text/plain"):
        return ""
    text = body.decode("utf-8", errors="replace").strip()
    return "" if text == HTTPStatus(start["status"]).phrase or text.startswith(WRITTEN_BY_OTREE) else text


def _again(scope: Scope) -> str:
    # A page's address leads to wherever its participant has got to.
    return scope["path"] if scope["path"].startswith("/p/") or scope["method"] == "GET" else ""
