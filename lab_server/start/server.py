"""oTree's web application in one uvicorn process, stopped without losing anything."""

from __future__ import annotations

import asyncio
import socket
import warnings
from collections.abc import Callable
from types import FrameType

from uvicorn.config import Config
from uvicorn.server import Server

from lab_server.gateway.asgi import Application

# After this many seconds connections that browsers keep open (wait pages) are cut.
PATIENCE_WHEN_STOPPING = 3.0


class LabServer(Server):
    """A uvicorn server that says when it answers and always stops."""

    def __init__(self, config: Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # From Python 3.12 on, closing a listener waits for its connections, so they are asked to
        # end before uvicorn waits for them.
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        asyncio.get_running_loop().call_later(PATIENCE_WHEN_STOPPING, self._cut_connections)
        await super().shutdown(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # Newer releases of uvicorn send themselves the signal again at the end, which would leave nobody to save.
        getattr(self, "_captured_signals", []).clear()

    def _cut_connections(self) -> None:
        self.force_exit = True
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def serve(application: Application, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM."""
    # The successor it recommends tells oTree in another way that a connection is closed, and oTree knows only this one.
    warnings.filterwarnings("ignore", message="The `websockets` implementation is deprecated")
    config = Config(
        application,
        log_config=None,  # set up in lab_server.start.log
        log_level="warning",
        access_log=False,
        workers=1,
        # Longer than people look at a page, and than a proxy keeps its connections.
        timeout_keep_alive=75,
        http="h11",  # the one whose limits the tests know
        ws="websockets",
    )
    LabServer(config, on_ready).run(sockets=[listener])
