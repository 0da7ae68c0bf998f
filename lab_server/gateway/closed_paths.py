"""Addresses of oTree that nobody has any business with on this server."""

from __future__ import annotations

from lab_server.gateway.asgi import Application, Receive, RefusedError, Scope, Send

# oTree's devserver uses it to save its database in memory; it tells anybody the number of the process.
CLOSED = frozenset({"/SaveDB"})


class ClosedPaths:
    """Answers as if these addresses did not exist."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") in CLOSED:
            raise RefusedError(404, "Not Found")
        await self._app(scope, receive, send)
