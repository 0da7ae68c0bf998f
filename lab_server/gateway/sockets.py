"""Which websockets may be opened: those a page of ours has named, and the administrator's from our own pages.

oTree lets anybody who knows or guesses a number open the sockets of pages, and with them mark others as present
or absent. Here each address of such a socket carries a signature, which only the page has that it was made for.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from lab_server.gateway.asgi import Application, Receive, RefusedError, Scope, Send, header

# Of oTree's channels/routing.py. The others are the administrator's, and oTree asks those for the password.
SOCKETS_OF_PAGES = frozenset(
    {
        "/wait_page",
        "/subsession_wait_page",
        "/group_by_arrival_time",
        "/auto_advance",
        "/wait_for_session_in_room",
        "/live",
        "/trial",
        "/chat",
    }
)
FIELD = "&signature="


class SignedSockets:
    """Refuses sockets that no page of ours has asked for."""

    def __init__(self, app: Application, key: str) -> None:
        self._app = app
        self._key = hashlib.sha256(b"sockets of pages:" + key.encode("utf-8")).digest()

    def sign(self, address: str) -> str:
        """Return the path and query of a socket with their signature."""
        return f"{address}{FIELD}{self._signature(address)}"

    def signing(self, make_address: Callable[..., str]) -> Callable[..., str]:
        """Return a function that makes an address and signs it."""

        @wraps(make_address)
        def signed(*arguments: object, **named: object) -> str:
            return self.sign(make_address(*arguments, **named))

        return signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            _check_origin(scope)
            if scope["path"].rstrip("/") in SOCKETS_OF_PAGES:
                scope = {**scope, "query_string": self._checked(scope)}
        await self._app(scope, receive, send)

    def _checked(self, scope: Scope) -> bytes:
        query, _, given = scope["query_string"].decode("latin-1").rpartition(FIELD)
        if not hmac.compare_digest(given.encode("latin-1"), self._signature(f"{scope['path']}?{query}").encode()):
            raise RefusedError(403, "This connection belongs to a page that this server has not sent.")
        return query.encode("latin-1")

    def _signature(self, address: str) -> str:
        return hmac.new(self._key, address.encode("utf-8"), hashlib.sha256).hexdigest()


def _check_origin(scope: Scope) -> None:
    # Browsers always say which site opens a socket, and send our cookies along whichever it is.
    origin = header(scope["headers"], b"origin")
    if origin and urlsplit(origin).netloc.lower() != header(scope["headers"], b"host").lower():
        raise RefusedError(403, "This connection was asked for by another site.")
