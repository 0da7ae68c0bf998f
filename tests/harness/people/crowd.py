"""Many people at browsers at once: forms, wait pages and the websockets of both, in one process.

Each person has one connection that is kept open, thinks, submits, and waits where the game waits. A person whose
server is away tries again until it is back. What the server has confirmed is written down by its page and round.
"""

from __future__ import annotations

import asyncio
import gc
import html
import json
import random
import re
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import websockets
from websockets.exceptions import WebSocketException

REDIRECTS = (301, 302, 303, 307, 308)
SOCKET = re.compile(r'"(/(?:wait_page|subsession_wait_page|auto_advance)\?[^"]*)"')
SECONDS_BEFORE_A_RETRY = 0.3
LONGEST_ANSWER_S = 60
AWAY = (OSError, EOFError, asyncio.TimeoutError, asyncio.IncompleteReadError, WebSocketException)

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Game:
    """What people do on each page of a session that consists of one app."""

    app: str
    pages_per_round: int
    answers: Mapping[str, Callable[[random.Random], Answers]]


@dataclass(frozen=True, slots=True)
class Decision:
    """A form whose receipt the server has confirmed by sending the person on."""

    participant: str
    page: str
    round_number: int
    answers: Answers


@dataclass(slots=True)
class Record:
    """What happened to a crowd."""

    decisions: list[Decision] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)  # when it ended, seconds it took
    errors: list[str] = field(default_factory=list)
    n_retries: int = 0


class Person:
    """One participant at a browser."""

    def __init__(self, port: int, code: str, game: Game, think_s: float, record: Record, seed: int) -> None:
        self._browser = Connection(port)
        self._port = port
        self._code = code
        self._game = game
        self._think_s = think_s
        self._record = record
        self._rng = random.Random(seed)
        self._path = f"/InitializeParticipant/{code}"
        self._text = ""

    @property
    def is_done(self) -> bool:
        return self._path.startswith("/OutOfRange")

    async def play(self) -> None:
        """Play until the session's end."""
        try:
            await self._insist_on_opening()
            while not self.is_done:
                try:
                    await self._one_page()
                except AWAY:
                    self._record.n_retries += 1
                    await self._insist_on_opening()
        finally:
            await self._browser.hang_up()

    async def _insist_on_opening(self) -> None:
        while True:
            try:
                if await self._open("GET", self._path) == 200:
                    return
            except AWAY:
                pass
            self._browser.close()
            await asyncio.sleep(SECONDS_BEFORE_A_RETRY)

    async def _one_page(self) -> None:
        page, index = self._path.split("/")[-2:]
        socket = asyncio.create_task(self._listen())
        try:
            if page in self._game.answers:
                await asyncio.sleep(self._rng.uniform(0.5, 1.5) * self._think_s)
                await self._submit(page, int(index))
            else:
                await socket
                await self._open("GET", self._path)
        finally:
            # A cancellation that meets a connection in the making can get lost in it.
            while not socket.done():
                socket.cancel()
                await asyncio.wait([socket], timeout=1)

    async def _submit(self, page: str, index: int) -> None:
        answers = self._game.answers[page](self._rng)
        start = time.monotonic()
        before = self._path
        status, _, location = await self._browser.ask("POST", before, urlencode(answers).encode())
        if status in REDIRECTS:
            round_number = (index - 1) // self._game.pages_per_round + 1
            self._record.decisions.append(Decision(self._code, page, round_number, answers))
            await self._open("GET", location)
        else:
            self._record.errors.append(f"POST {before} answered {status}")
            await asyncio.sleep(SECONDS_BEFORE_A_RETRY)
            await self._open("GET", before)
        end = time.monotonic()
        self._record.latencies.append((end, end - start))

    async def _open(self, method: str, path: str) -> int:
        """Load a page, following redirects; an error page leaves the person where he or she was."""
        status = 0
        for _ in range(50):
            status, text, location = await self._browser.ask(method, path)
            if status not in REDIRECTS:
                break
            path = location
        if status == 200:
            self._path, self._text = path, text
        else:
            self._record.errors.append(f"GET {path} answered {status}")
            await asyncio.sleep(SECONDS_BEFORE_A_RETRY)
        return status

    async def _listen(self) -> None:
        """Hold the page's websocket open until it says that the page is over."""
        found = SOCKET.search(self._text)
        if found is None:
            return
        address = f"ws://127.0.0.1:{self._port}{html.unescape(found[1])}"
        while True:
            try:
                async with websockets.connect(address, ping_interval=None, open_timeout=LONGEST_ANSWER_S) as socket:
                    async for message in socket:
                        told = json.loads(message)
                        if told.get("status") == "ready" or told.get("auto_advanced"):
                            return
            except AWAY:
                pass
            await asyncio.sleep(SECONDS_BEFORE_A_RETRY)


class Connection:
    """One connection of a browser, opened when needed and kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, form: bytes = b"") -> tuple[int, str, str]:
        """Return the status, the text and where the answer leads."""
        return await asyncio.wait_for(self._ask(method, path, form), LONGEST_ANSWER_S)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def hang_up(self) -> None:
        """Close the connection and wait until it is."""
        writer = self._writer
        self.close()
        if writer is not None:
            with suppress(*AWAY):
                await writer.wait_closed()

    async def _ask(self, method: str, path: str, form: bytes) -> tuple[int, str, str]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        assert self._reader is not None
        try:
            self._writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n".encode()
                + form
            )
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await self._body(headers)
            if headers.get("connection", "").lower() == "close":
                self.close()
        except BaseException:
            self.close()
            raise
        location = urlsplit(headers.get("location", ""))
        leads_to = location.path + (f"?{location.query}" if location.query else "")
        return int(first.split()[1]), body.decode("utf-8"), leads_to

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", 0)))
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(parts)


async def play(
    port: int, codes: list[str], game: Game, *, think_s: float, record: Record, longest_s: float, seed: int = 1
) -> bool:
    """Let everybody play; return whether all reached the end before the time was over."""
    people = [Person(port, code, game, think_s, record, seed=1000 * seed + place) for place, code in enumerate(codes)]
    tasks = [asyncio.create_task(person.play()) for person in people]
    _, late = await asyncio.wait(tasks, timeout=longest_s)
    while late:
        for task in late:
            task.cancel()
        # `wait_for` can lose a cancellation that meets an answer.
        _, late = await asyncio.wait(late, timeout=1)
    # A server that is killed during a websocket's handshake leaves a connection that nobody can close any more.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            raise task.exception()
    return all(person.is_done for person in people)
