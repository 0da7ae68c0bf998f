"""Keeps an endless job running: a job that ends or falls silent is reported and started again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

SECONDS_BEFORE_A_NEW_START = 1.0


class Supervised:
    """A job that nobody waits for and that must not end."""

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        name: str,
        longest_silence: float,
        *,
        pause: float = SECONDS_BEFORE_A_NEW_START,
    ) -> None:
        self._work = work
        self._name = name
        self._longest_silence = longest_silence
        self._pause = pause
        self._watch: asyncio.Task[None] | None = None
        self.job: asyncio.Task[None] | None = None
        self.n_starts = 0
        self._last_sign = time.monotonic()

    def sign_of_life(self) -> None:
        self._last_sign = time.monotonic()

    @property
    def seconds_of_silence(self) -> float:
        return time.monotonic() - self._last_sign

    async def start(self) -> None:
        self._watch = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        for task in (self._watch, self.job):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def _keep_running(self) -> None:
        while True:
            self.n_starts += 1
            self.sign_of_life()
            self.job = asyncio.create_task(self._endlessly())
            reason = await self._end(self.job)
            logger.error("%s stopped (%s) and are started again.", self._name, reason)
            await asyncio.sleep(self._pause)

    async def _endlessly(self) -> None:
        await self._work()

    async def _end(self, job: asyncio.Task[None]) -> str:
        """Return why the job is no longer running, once it is not."""
        while True:
            done, _ = await asyncio.wait([job], timeout=self._longest_silence / 4)
            if done:
                return "killed" if job.cancelled() else repr(job.exception() or "came to an end")
            if self.seconds_of_silence > self._longest_silence:
                job.cancel()
                await asyncio.wait([job])
                return f"silent for {self._longest_silence:.0f} s"
