"""`/backup`: hands a whole copy of the database file to anyone who may read the secrets of this installation.

The server keeps the file to itself (sqlite_file.py), so nobody else can copy it while people play.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable

from lab_server.gateway.asgi import Application, Receive, RefusedError, Scope, Send, answer, header

PATH = "/backup"
KEY_HEADER = "lab-backup-key"


def key_from(secret: str) -> str:
    """Return the key of this one purpose; it does not give the secret away."""
    return hmac.new(secret.encode("utf-8"), b"backup", hashlib.sha256).hexdigest()


class BackupRequest:
    """Answers with the file; without the right key as if the address did not exist."""

    def __init__(self, app: Application, secret: str, copy: Callable[[], Awaitable[bytes | None]]) -> None:
        self._app = app
        self._key = key_from(secret)
        self._copy = copy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        given = header(scope["headers"], KEY_HEADER.encode("ascii"))
        if scope["method"] != "POST" or not hmac.compare_digest(given.encode("latin-1"), self._key.encode("ascii")):
            raise RefusedError(404, "Not Found")
        copy = await self._copy()
        if copy is None:
            raise RefusedError(409, "This server keeps its data in PostgreSQL.")
        await answer(send, 200, copy, "application/vnd.sqlite3")
