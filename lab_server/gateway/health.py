"""`/healthz`: whether the server gets its work done, asked by whatever watches over it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from lab_server.gateway.asgi import Application, Receive, Scope, Send, answer

logger = logging.getLogger("lab_server")

PATH = "/healthz"
# Longer than any page takes; creating a large session may take this long.
PATIENCE_S = 10.0
# Asking costs a write to the disk while nobody else is served, so anyone who asks without end is told what is known.
KEPT_S = 2.0


class Health:
    """Answers 200 when the database takes something in while the lock is held, as every page needs it; else 503."""

    def __init__(self, app: Application, probe: Callable[[], Awaitable[None]], patience_s: float = PATIENCE_S) -> None:
        self._app = app
        self._probe = probe
        self._patience_s = patience_s
        self._well_until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        status, state = await self._state()
        await answer(send, status, f'{{"status": "{state}"}}\n'.encode("ascii"), "application/json")

    async def _state(self) -> tuple[int, str]:
        if time.monotonic() < self._well_until:
            return 200, "ok"
        try:
            await asyncio.wait_for(self._probe(), self._patience_s)
        except TimeoutError:
            return 503, "busy"
        except Exception:  # whatever the database's driver raises, the answer is the same
            logger.exception("the database takes nothing in")
            return 503, "the database takes nothing in"
        self._well_until = time.monotonic() + KEPT_S
        return 200, "ok"
