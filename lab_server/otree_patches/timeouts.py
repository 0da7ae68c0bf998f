"""Time limits of pages end inside this process, whether or not anybody's browser is open.

oTree writes each time limit into its database as a task with a due time. Its `prodserver` leaves them to a second
process, which writes to the database beside the first; on SQLite the two lock each other out. Here a task of the
event loop does the same work, and it asks for pages as browsers do: one request at a time, under the same lock.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from lab_server.otree_patches import internal_client
from lab_server.otree_patches.hearing import Hearing
from lab_server.otree_patches.request_lock import the_lock
from runtime.supervision import Supervised

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
# Without a sign of life for so long, the timers are taken for stuck. One request can take long, a session of
# hundreds of people being created for instance.
LONGEST_SILENCE_S = 120.0
TRIES = 3
SECONDS_BEFORE_THE_NEXT_TRY = 10
FAILURE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """One task oTree has recorded: what to do, for whom, once its time has come."""

    row: int
    at: float
    method: str
    details: dict[str, Any]


class Timers:
    """Carries out what is due, oldest first; what fell due while the server was down is due at its start."""

    def __init__(self, app: ASGIApp, hearing: Hearing) -> None:
        self._app = app
        self._hearing = hearing
        self._failures: Counter[int] = Counter()
        self.supervised = Supervised(self._work, "The timers of pages", LONGEST_SILENCE_S)

    async def _work(self) -> None:
        while True:
            for due in await self._all_due():
                await self._carry_out(due)
                self.supervised.sign_of_life()
            self.supervised.sign_of_life()
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def _all_due(self) -> list[Due]:
        from otree.database import session_scope
        from otree.models_concrete import TaskQueueMessage

        async with the_lock():
            with session_scope():
                due = TaskQueueMessage.objects_filter(TaskQueueMessage.epoch_time <= time.time())
                rows = due.order_by("epoch_time", "id")
                return [Due(row.id, row.epoch_time, row.method, row.kwargs()) for row in rows]

    async def _carry_out(self, due: Due) -> None:
        try:
            requests = await self._requests(due)
            # What began to arrive in time and is still on its way is let through first.
            if any(self._hearing.is_receiving(path, since_before=due.at) for _, path in requests):
                return
            for method, path in requests:
                await self._ask(method, path)
        except Exception:
            self._failures[due.row] += 1
            logger.exception("A time limit could not be carried out (%s %s)", due.method, due.details)
            if self._failures[due.row] < TRIES:
                await self._postpone(due)
                return
        # Only now: if the server is killed before this, the task is there at the next start. Doing it twice does
        # no harm, because a page that somebody has left accepts nothing more.
        await self._forget(due)

    async def _requests(self, due: Due) -> list[tuple[str, str]]:
        from otree.database import session_scope

        async with the_lock():
            with session_scope():
                return REQUESTS[due.method](**due.details)

    async def _ask(self, method: str, path: str) -> None:
        form = urlencode({"timeout_happened": "True"}).encode() if method == "POST" else b""
        answer = await internal_client.follow(self._app, method, path, form)
        if answer.status >= FAILURE:
            raise RuntimeError(f"{answer.url} answered {answer.status}")
        logger.info("Time is over: %s %s", method, path)

    async def _postpone(self, due: Due) -> None:
        await self._on_row(due, lambda rows, column: rows.update({column: time.time() + SECONDS_BEFORE_THE_NEXT_TRY}))

    async def _forget(self, due: Due) -> None:
        self._failures.pop(due.row, None)
        await self._on_row(due, lambda rows, _: rows.delete())

    async def _on_row(self, due: Due, act: Any) -> None:
        from otree.database import session_scope
        from otree.models_concrete import TaskQueueMessage

        async with the_lock():
            with session_scope():
                act(TaskQueueMessage.objects_filter(id=due.row), TaskQueueMessage.epoch_time)


def attach(app: Any) -> Timers:
    """Have the timers start and stop with the application; they ask it for pages, and so does `app.state.timers`."""
    timers = Timers(app, app.state.hearing)
    app.state.timers = timers
    app.add_event_handler("startup", timers.supervised.start)
    app.add_event_handler("shutdown", timers.supervised.stop)
    return timers


def _submission(participant_code: str, page_index: int) -> list[tuple[str, str]]:
    """Submit the page for somebody who is still on it."""
    from otree.models import Participant

    participant = Participant.objects_filter(code=participant_code, _index_in_pages=page_index).first()
    return [("POST", participant._url_i_should_be_on())] if participant else []  # noqa: SLF001


def _visits(participant_pks: list[int], page_index: int) -> list[tuple[str, str]]:
    """Lead those on whose browsers did not come back from a wait page, so that their next page's time runs."""
    from otree.models import Participant

    late = Participant.objects_filter(
        Participant.id.in_(participant_pks),
        Participant._index_in_pages <= page_index + 1,  # noqa: SLF001
    )
    return [("GET", participant._url_i_should_be_on()) for participant in late]  # noqa: SLF001


# The names under which oTree writes its tasks down.
REQUESTS = {"submit_expired_url": _submission, "ensure_pages_visited": _visits}
