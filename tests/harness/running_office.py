"""A whole office as `make office` starts it, pages and mail worker, on a port of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

from tests.harness.office import REPOSITORY, Office
from tests.harness.session_server import free_port

LONGEST_STOP_S = 60


class RunningOffice:
    """`url` answers while the block lasts."""

    def __init__(self, office: Office, **environment: str) -> None:
        self.office = office
        self._port = free_port()
        self.url = f"http://localhost:{self._port}"
        self._environment = office.environment | {"OFFICE_DEMO": "0"} | environment

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "recruitment", "--host", "127.0.0.1", "--port", str(self._port)],
            cwd=REPOSITORY,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in self._process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                # What it says from now on must not fill the pipe.
                self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
                self._reader.start()
                return self
        raise RuntimeError("the office did not start:\n" + "".join(said))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(LONGEST_STOP_S)
        self._process.stdout.close()
