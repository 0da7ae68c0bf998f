"""Orders about the console, carried out inside the project's process: what it costs, and what it costs participants."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from otree.asgi import app
from otree.database import db, dbq, engine
from otree.lookup import _get_session_lookups
from otree.models import Participant as ParticipantRow
from otree.models import Session
from sqlalchemy import event

from benchmarks.participants import Answer, Body, Participant, scope_of
from cheap_talk_game.console import routes
from cheap_talk_game.models import Group, Player

# The benchmark is the administrator; nobody else is there.
routes.ConsoleState._requires_login = False  # noqa: SLF001


def bring_to_round(code: str, round_number: int) -> None:
    """Write into the database that everybody has played up to this round and is at its first page."""
    db.new_session()
    session = db.get_or_404(Session, code=code)
    dbq(Group).filter(Group.session_id == session.id, Group.block != None, Group.round_number < round_number).update(  # noqa: E711 - SQL
        {
            Group.report: Group.forecast,
            Group.capacity: 250,
            Group.demand: 250.0,
            Group.sales: 250.0,
            Group.sender_payoff: 1.0,
            Group.receiver_payoff: 1.0,
        },
        synchronize_session=False,
    )
    first = min(
        index
        for index, page in _get_session_lookups(code).items()
        if page.round_number == round_number and page.page_class.__name__ == "Report"
    )
    dbq(ParticipantRow).filter(ParticipantRow.session_id == session.id).update(
        {ParticipantRow.visited: True, ParticipantRow._index_in_pages: first},  # noqa: SLF001
        synchronize_session=False,
    )
    dbq(Player).filter(Player.session_id == session.id).update({Player.decision_shown_at: None})
    db.commit()


async def ask_console(code: str, points_key: str = "") -> tuple[float, int]:
    """Ask as the console's page does; return seconds from the question to the answer, the lock included, and bytes."""
    answer = Answer()
    scope = {**scope_of("GET", f"/console/{code}"), "query_string": f"points_key={points_key}".encode()}
    began = time.perf_counter()
    await app(scope, Body(b""), answer)
    assert answer.status == 200
    return time.perf_counter() - began, answer.size


async def cost_of_asking(code: str, points_key: str, n: int) -> dict[str, Any]:
    """Ask when nobody else does, so that all the time is time under the lock."""
    with _counted_statements() as statements:
        await ask_console(code, points_key)
    times, cpu = [], time.process_time()
    for _ in range(n):
        seconds, size = await ask_console(code, points_key)
        times.append(seconds)
    return {"times": times, "cpu": (time.process_time() - cpu) / n, "statements": len(statements), "size": size}


async def play_watched(
    code: str, seconds: float, window: float, think_seconds: float, every: float, seed: int
) -> dict[str, list[float]]:
    """Let everybody play at the pace of people while the console is open in every other window of time.

    Return how long each page took from sending it to seeing the next, by whether the console was open.
    """
    waits: dict[str, list[float]] = {"open": [], "closed": []}
    rng = random.Random(seed)
    people = Participant.all_of(code)
    for person in people:
        await person.open()
    begins = time.perf_counter()

    def is_open() -> bool:
        return int((time.perf_counter() - begins) / window) % 2 == 1

    watching = asyncio.create_task(_watch(code, every, is_open))
    playing = [
        _play(person, random.Random(rng.random()), think_seconds, begins + seconds, waits, is_open) for person in people
    ]
    await asyncio.gather(*playing)
    watching.cancel()
    return waits


async def _play(
    person: Participant,
    rng: random.Random,
    think_seconds: float,
    ends: float,
    waits: dict[str, list[float]],
    is_open: Callable[[], bool],
) -> None:
    while time.perf_counter() < ends:
        await asyncio.sleep(min(rng.expovariate(1 / think_seconds), ends - time.perf_counter()))
        if not person.decides:
            await person.open()
            continue
        state, began = "open" if is_open() else "closed", time.perf_counter()
        await person.submit()
        await person.open()
        waits[state].append(time.perf_counter() - began)


async def _watch(code: str, every: float, is_open: Callable[[], bool]) -> None:
    while True:
        if is_open():
            await ask_console(code, "none held")
        await asyncio.sleep(every)


@contextmanager
def _counted_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
