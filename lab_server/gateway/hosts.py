"""Under which names the server answers, so that no link it writes can lead to somebody else's computer."""

from __future__ import annotations

import ipaddress
import os
import socket

from lab_server.gateway.asgi import Application, Receive, RefusedError, Scope, Send, header

VARIABLE = "LAB_HOSTS"


def own_names() -> frozenset[str]:
    """Return the names in LAB_HOSTS, and those this computer goes by."""
    given = {name.strip().lower() for name in os.environ.get(VARIABLE, "").split(",")}
    here = socket.gethostname().lower()
    return frozenset({"localhost", here, f"{here.partition('.')[0]}.local", *given} - {""})


class KnownHosts:
    """Refuses a request whose Host header is neither one of our names nor a plain address."""

    def __init__(self, app: Application, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            host = header(scope["headers"], b"host")
            # More than one would let two programs on the way read different names.
            n_given = sum(name == b"host" for name, _ in scope["headers"])
            if n_given != 1 or not self._is_known(host):
                raise RefusedError(
                    400,
                    "This server does not answer under the name in the address. "
                    f"Its administrator can add the name to {VARIABLE}.",
                )
        await self._app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        name = _without_port(host).lower()
        # A plain address cannot be made to point elsewhere, as a name can, so every one is taken.
        return name in self._names or _is_address(name)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal() and port.isascii() and not host.endswith("]"):
        return name
    return host


def _is_address(name: str) -> bool:
    try:
        if name.startswith("[") and name.endswith("]"):
            ipaddress.IPv6Address(name[1:-1])
        else:
            ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True
