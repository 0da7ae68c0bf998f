"""What a worker can be ordered to do; each order is a coroutine function and answers with plain values."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from otree.database import AnyModel, db
from otree.session import SESSION_CONFIGS_DICT, SessionConfig, create_session

from benchmarks.participants import Participant, Play

plays: dict[str, Play] = {}


async def add_config(name: str, like: str, apps: list[str]) -> None:
    """Offer a session config with other apps."""
    SESSION_CONFIGS_DICT[name] = SessionConfig({**SESSION_CONFIGS_DICT[like], "name": name, "app_sequence": apps})


async def create(config: str, n: int, modified: dict[str, Any]) -> dict[str, Any]:
    """Create a session; return its code and what that cost in seconds."""
    gc.collect()
    db.new_session()
    wall, cpu = time.perf_counter(), time.process_time()
    session = create_session(config, num_participants=n, modified_session_config_fields=modified)
    costs = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return {"code": session.code, **costs}


async def clear() -> None:
    """Delete every session."""
    db.new_session()
    for table in reversed(AnyModel.metadata.sorted_tables):
        db._db.execute(table.delete())  # noqa: SLF001 - oTree has no public way
    db.commit()


async def start(code: str, app: str, n: int) -> None:
    """Bring the first n participants who play with each other to the first page of the game."""
    plays[code] = Play(code, app, n)
    await plays[code].start()


async def play_round(code: str) -> list[tuple[str, str, float, int]]:
    """Play one round; return, for each request, page, kind, CPU seconds and bytes of the answer."""
    gc.collect()
    return await plays[code].play_round()


async def bring_to(code: str, round_number: int) -> None:
    """Put everybody at the first page of a round, as if the earlier ones had been played."""
    from benchmarks import watching  # noqa: PLC0415 - the sample has no console

    watching.bring_to_round(code, round_number)


async def cost_of_asking(**arguments: Any) -> dict[str, Any]:
    """Let the console ask on its own; see watching.py."""
    from benchmarks import watching  # noqa: PLC0415 - the sample has no console

    return await watching.cost_of_asking(**arguments)


async def play_watched(**arguments: Any) -> dict[str, list[float]]:
    """Let everybody play while the console watches; see watching.py."""
    from benchmarks import watching  # noqa: PLC0415 - the sample has no console

    return await watching.play_watched(**arguments)


async def fill_blocks(code: str, block_size: int) -> list[dict[str, float]]:
    """Let all but the last come to the lobby, one by one; return the times around each request that fills a block."""
    people = Participant.all_of(code)
    for person in people:
        await person.start()
        await person.go_to("Quiz")
    *arriving, bystander = people
    for person in arriving:
        await person.submit()
    filled = []
    for arrived, person in enumerate(arriving, start=1):
        if arrived % block_size:
            await person.open()
        else:
            filled.append(await _fill_beside(person, bystander))
    return filled


async def _fill_beside(person: Participant, bystander: Participant) -> dict[str, float]:
    gc.collect()
    alone = await _timed(bystander.open())
    cpu, began = time.process_time(), time.perf_counter()
    filling = asyncio.create_task(_timed(person.open(), began))
    # The request that fills the block takes the server's lock, then the other one comes.
    await asyncio.sleep(0)
    beside = asyncio.create_task(_timed(bystander.open(), began))
    fill_time, beside_time = await asyncio.gather(filling, beside)
    cpu = time.process_time() - cpu
    assert person.page != "WaitForBlock", "the block did not fill"
    return {"fill": fill_time, "alone": alone, "beside": beside_time, "held_up": beside_time - alone, "cpu": cpu}


async def _timed(work: Any, began: float | None = None) -> float:
    began = time.perf_counter() if began is None else began
    await work
    return time.perf_counter() - began
