"""When requests arrived, and when this process could hear nobody: stopped, asleep with its computer, or held by a disk.

Limits of time are judged by the first, and leave the second out. Pages find both without knowing this package: the
moment in the scope of a request, the rest in the state of the application.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.supervision import Supervised

# Key of a request's scope.
ARRIVED_AT = "arrived_at"

SECONDS_BETWEEN_SIGNS = 0.25
# The event loop of a busy server is late by a few hundredths of a second; nothing else in it takes this long.
LONGEST_PAUSE_S = 1.0
LONGEST_SILENCE_S = 120.0


class Hearing:
    """What one process has heard. Moments are as `time.time()` gives them."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last_sign = clock()
        self._pauses: tuple[tuple[float, float], ...] = ()
        self._under_way: defaultdict[str, list[float]] = defaultdict(list)

    def listen(self) -> float:
        """Note that the event loop runs, and return the moment."""
        now = self._clock()
        self._pauses = self._pauses_until(now)
        self._last_sign = now
        return now

    def seconds_deaf(self, since: float, until: float) -> float:
        """Return how much of a period nobody could be heard in; safe from any thread."""
        return sum(max(0.0, min(end, until) - max(start, since)) for start, end in self._pauses_until(self._clock()))

    @contextmanager
    def receiving(self, path: str, arrived_at: float) -> Iterator[None]:
        """Say that a form is on its way while its body is read and it waits for its turn."""
        self._under_way[path].append(arrived_at)
        try:
            yield
        finally:
            self._under_way[path].remove(arrived_at)
            if not self._under_way[path]:
                del self._under_way[path]

    def is_receiving(self, path: str, *, since_before: float) -> bool:
        """Return whether a form is on its way to an address that began to arrive before a moment."""
        return any(moment < since_before for moment in self._under_way.get(path, ()))

    def _pauses_until(self, now: float) -> tuple[tuple[float, float], ...]:
        # A thread may ask before the event loop has noticed that it was held up.
        if now - self._last_sign > LONGEST_PAUSE_S:
            return (*self._pauses, (self._last_sign, now))
        return self._pauses


class Arrivals:
    """Comes before everything else and notes when a request arrived, before its body is read."""

    def __init__(self, app: ASGIApp, hearing: Hearing) -> None:
        self._app = app
        self._hearing = hearing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[ARRIVED_AT] = self._hearing.listen()
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        with self._hearing.receiving(scope["path"], scope[ARRIVED_AT]):
            await self._app(scope, receive, send)


def attach(app: Any) -> Hearing:
    """Let the application's state hold what is heard, and listen while it runs."""
    hearing = Hearing()

    async def listen() -> None:
        while True:
            hearing.listen()
            ear.sign_of_life()
            await asyncio.sleep(SECONDS_BETWEEN_SIGNS)

    ear = Supervised(listen, "Listening", LONGEST_SILENCE_S)
    app.state.hearing = hearing
    app.add_event_handler("startup", ear.start)
    app.add_event_handler("shutdown", ear.stop)
    return hearing
