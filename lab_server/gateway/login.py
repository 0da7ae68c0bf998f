"""How often somebody may guess the administrator's password."""

from __future__ import annotations

import ipaddress
import time
from collections import defaultdict, deque
from collections.abc import Callable

from lab_server.gateway.asgi import Application, Message, Receive, RefusedError, Scope, Send

LOGIN = "/login"
MOST_FAILURES = 10
WITHIN_S = 300.0
RIGHT_PASSWORD = 302  # leads on to the first page; a wrong one shows the form again

# A whole neighbourhood of IPv6 belongs to one customer.
IPV6_NEIGHBOURHOOD = 64


class ThrottledLogin:
    """Refuses further passwords from an address that has sent too many wrong ones."""

    def __init__(self, app: Application, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != LOGIN:
            await self._app(scope, receive, send)
            return

        self._forget_old_ones()
        address = _neighbourhood(scope.get("client"))
        # Counted before the answer is known, so that guesses sent all at once count too.
        if len(self._failures[address]) >= MOST_FAILURES:
            raise RefusedError(429, f"Too many wrong passwords. Please wait {WITHIN_S / 60:.0f} minutes.")
        self._failures[address].append(self._clock())

        async def forgive(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == RIGHT_PASSWORD:
                self._failures.pop(address, None)
            await send(message)

        await self._app(scope, receive, forgive)

    def _forget_old_ones(self) -> None:
        oldest = self._clock() - WITHIN_S
        for address, moments in list(self._failures.items()):
            while moments and moments[0] <= oldest:
                moments.popleft()
            if not moments:
                del self._failures[address]


def _neighbourhood(client: tuple[str, int] | None) -> str:
    if client is None:
        return "unknown"
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return client[0]
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_NEIGHBOURHOOD), strict=False))
    return str(address)
