"""One request at a time has the database, from its first query to its commit.

oTree has one connection to the database and so one transaction at a time. Anyone who commits or rolls back does so for
everybody who is half-way through. Its authors guard it with one lock, `otree.middleware.lock2`, but leave exports,
the Data tab and the creation of sessions outside. Here nothing that touches the database is left outside.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab_server.database import postgresql
from lab_server.otree_patches import sockets
from lab_server.otree_patches.hearing import ARRIVED_AT

# Files have no part in the database; a page's files must not wait for another page's hook.
WITHOUT_DATABASE = ("/static/", "/favicon.ico")
INTERNAL_ERROR = 500
# Anyone who looks at a page confirms nothing; a decision comes with POST.
READING = ("GET", "HEAD")


def serialise(app: Any) -> None:
    """Build oTree's application anew from the replaced parts; a second call does no harm."""
    app.middleware_stack = app.build_middleware_stack()
    # Sockets belong to the event loop, which exists only once the server runs.
    if sockets.use_this_loop not in app.router.on_startup:
        app.add_event_handler("startup", sockets.use_this_loop)


class RequestLock:
    """Takes the place of oTree's middleware that commits after each request.

    The request's body is read before the lock is taken and the answer is sent after it is given back, so a slow
    connection holds nobody up. An answer is sent only when what it reports is in the database.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lock = the_lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Websockets take the lock themselves, for each message.
        if scope["type"] != "http" or scope["path"].startswith(WITHOUT_DATABASE):
            await self._app(scope, receive, send)
            return
        # The gateway has noted it where there is one; the server's own requests and those of bots come without.
        scope.setdefault(ARRIVED_AT, scope["app"].state.hearing.listen())
        body = await _whole_body(receive)
        if body is None:
            return
        answer = _Answer()
        async with self._lock:
            # In a task of its own: if the caller is cancelled, a hook may still be running in its thread, and the
            # lock must not be given back before it has ended.
            work = asyncio.create_task(_in_a_transaction(self._app, scope, _Body(body), answer))
            error = await _ended(work)
        await answer.send(send)
        if error is not None:
            raise error


def the_lock() -> asyncio.Lock:
    """Return oTree's own lock, which its websockets take as well."""
    from otree.middleware import lock2

    return lock2


def nothing_between(app: ASGIApp) -> ASGIApp:
    """Stand in for a middleware that only measures, at the price of two tasks a request."""
    return app


async def _in_a_transaction(app: ASGIApp, scope: Scope, receive: Receive, answer: _Answer) -> None:
    from otree.database import db

    db.new_session()
    try:
        await app(scope, receive, answer)
        if answer.status < INTERNAL_ERROR:
            _write_page_times()
            if scope["method"] in READING:
                postgresql.let_the_disk_follow(db._db)  # noqa: SLF001 - oTree has no public way
            db.commit()
        else:
            _undo()
    except BaseException:
        _undo()
        # An answer that speaks of success must not go out if the database did not take it.
        if answer.status < INTERNAL_ERROR:
            answer.clear()
        raise
    finally:
        # A session left open would be rolled back whenever its memory is collected, and with it, because there is
        # one connection, whatever another request is doing then.
        db.close()


def _write_page_times() -> None:
    """Record which pages this request has completed; oTree keeps that in memory for up to two minutes."""
    from otree import common2

    if common2.page_completion_buffer:
        common2.write_page_completion_buffer()


def _undo() -> None:
    from otree import common2
    from otree.database import db

    common2.page_completion_buffer.clear()
    db.rollback()


async def _ended(work: asyncio.Task[None]) -> BaseException | None:
    """Wait until the work has ended, even if the waiting task is cancelled; return its exception."""
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
    except Exception as error:  # noqa: BLE001 - raised again by the caller, once the lock is free
        return error
    return None


async def _whole_body(receive: Receive) -> bytes | None:
    """Return what the client sends, or None if it went away before the end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


class _Body:
    """Hands the body over once; after that nothing more comes, as from a browser that waits for its answer."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body

    async def __call__(self) -> Message:
        if self._body is None:
            await asyncio.Event().wait()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Answer:
    """Keeps an answer until the database has what it reports."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    @property
    def status(self) -> int:
        return self._messages[0]["status"] if self._messages else INTERNAL_ERROR

    def clear(self) -> None:
        self._messages.clear()

    async def send(self, send: Send) -> None:
        for message in self._messages:
            await send(message)
