"""oTree's own `prodserver`, with its second process for time-outs: what ours is compared with."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.harness.servers.session_server import LONGEST_STOP_S, SessionServer


class StockServer(SessionServer):
    """``otree prodserver`` with the access rules of a live session."""

    def __init__(self, project: Path, **environment: str | None) -> None:
        # It starts a second `otree`, which it expects on the PATH.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        usual = {"OTREE_PRODUCTION": "1", "OTREE_AUTH_LEVEL": "STUDY", "PATH": path}
        super().__init__(project, **usual | environment)

    @property
    def command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("otree")), "prodserver", str(self.port)]

    def _end_with(self, kind: signal.Signals) -> int:
        # The second process has no other owner: both are in a group of their own and end together.
        assert self.process is not None, "the server was never started"
        os.killpg(self.process.pid, kind)
        return self.process.wait(timeout=LONGEST_STOP_S)
