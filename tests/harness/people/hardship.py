"""What a live session may have to endure: a server killed at any moment, an administrator who never rests."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from tests.harness.people.administrator import Administrator
from tests.harness.people.crowd import Game, Record, play
from tests.harness.servers.losses import lost
from tests.harness.servers.session_server import SessionServer

LONGEST_SESSION_S = 3600


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended."""

    record: Record
    is_finished: bool
    losses: list[str]
    n_times: int  # kills, or looks of the administrator


def play_while_killed(
    server: SessionServer, game: Game, n_participants: int, n_kills: int, *, seconds_between: tuple[float, float]
) -> Outcome:
    """Kill the running server so often, each time after a random while of play, and start it again."""
    return asyncio.run(_while_killed(server, game, n_participants, n_kills, seconds_between))


def play_while_watched(server: SessionServer, game: Game, n_participants: int, *, think_s: float) -> Outcome:
    """Refresh the Data tab and export, once a second, until everybody has finished."""
    return asyncio.run(_while_watched(server, game, n_participants, think_s))


async def _while_killed(
    server: SessionServer, game: Game, n_participants: int, n_kills: int, seconds_between: tuple[float, float]
) -> Outcome:
    record = Record()
    rng = random.Random(n_kills)
    playing, sessions, killed = None, 0, 0
    codes: list[str] = []
    while killed < n_kills or playing is not None:
        if playing is None:
            # Kills go on from session to session: one ends sooner than fifty kills take.
            sessions += 1
            codes = await asyncio.to_thread(_new_session, server, game, n_participants)
            playing = asyncio.create_task(_play(server, codes, game, record, seed=sessions))
        if killed < n_kills:
            await asyncio.wait([playing], timeout=rng.uniform(*seconds_between))
            if not playing.done():
                await asyncio.to_thread(server.kill)
                killed += 1
                await asyncio.to_thread(server.start)
        else:
            await playing
        if playing.done():
            if not playing.result():
                return Outcome(record, False, [], killed)
            playing = None
    losses = await asyncio.to_thread(lost, server, game.app, record.decisions)
    return Outcome(record, True, losses, killed)


async def _while_watched(server: SessionServer, game: Game, n_participants: int, think_s: float) -> Outcome:
    record = Record()
    administrator = Administrator(server)
    codes = await asyncio.to_thread(_new_session, server, game, n_participants)
    code = _session_of(server)
    playing = asyncio.create_task(_play(server, codes, game, record, think_s=think_s))
    n_looks = 0
    while not playing.done():
        await asyncio.to_thread(_look_at_everything, server, administrator, game.app, code)
        n_looks += 1
        await asyncio.wait([playing], timeout=1)
    losses = await asyncio.to_thread(lost, server, game.app, record.decisions)
    return Outcome(record, playing.result(), losses, n_looks)


def _look_at_everything(server: SessionServer, administrator: Administrator, app: str, code: str) -> None:
    assert administrator.refresh_data(code).ok
    server.rest.get("/api/export_wide")
    server.rest.get("/api/export_app", {"app": app})


def _new_session(server: SessionServer, game: Game, n: int) -> list[str]:
    code = server.rest.create_session(game.app, n)
    return [link.rpartition("/")[2] for link in server.rest.participant_links(code)]


def _session_of(server: SessionServer) -> str:
    return server.rest.get("/api/sessions").json()[-1]["code"]


async def _play(
    server: SessionServer, codes: list[str], game: Game, record: Record, *, think_s: float = 0.2, seed: int = 1
) -> bool:
    return await play(server.port, codes, game, think_s=think_s, record=record, longest_s=LONGEST_SESSION_S, seed=seed)
