"""A server in a process of its own, as a lab would run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.harness.servers.rest_client import RestClient

REST_KEY = "key-of-the-tests"
ADMIN_PASSWORD = "password-of-the-tests"
LONGEST_START_S = 60
LONGEST_STOP_S = 20


class SessionServer:
    """``python -m lab_server`` in the folder `project`; more environment as keywords.

    A value of None takes a variable out of the environment.
    """

    def __init__(self, project: Path, **environment: str | None) -> None:
        self.project = project
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin_password = ADMIN_PASSWORD
        self.rest = RestClient(self.url, REST_KEY)
        self._environment = _environment(PORT=str(self.port), **environment)
        self._process_options: dict[str, Any] = {}
        self._log = project / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "lab_server"]

    def start(self) -> SessionServer:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.project,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._process_options,
            )
        try:
            self.wait_for_answer_of(self.process)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> int:
        """Ask the server to end, as Ctrl-C and `kill` do; return its exit code."""
        return self._end_with(signal.SIGTERM)

    def kill(self) -> int:
        """End the server as a power cut would: it has no chance to save anything."""
        return self._end_with(signal.SIGKILL)

    def interrupt(self) -> int:
        """Press Ctrl-C."""
        return self._end_with(signal.SIGINT)

    def output(self) -> str:
        """Return all it has printed so far, over all starts."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def wait_for_answer_of(self, process: subprocess.Popen[bytes]) -> None:
        """Return when the server's address answers; fail as soon as `process` has ended."""
        deadline = time.monotonic() + LONGEST_START_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.output()}")
            try:
                # The login page needs no key. The port alone accepts connections long before.
                self.rest.get("/login")
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"no answer within {LONGEST_START_S} s:\n{self.output()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def _end_with(self, kind: signal.Signals) -> int:
        assert self.process is not None, "the server was never started"
        self.process.send_signal(kind)
        return self.process.wait(timeout=LONGEST_STOP_S)


def free_port() -> int:
    """Return a port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_until_exit(project: Path, *arguments: str, **environment: str | None) -> tuple[int, str]:
    """Run ``python -m lab_server`` where it is expected to end by itself.

    Return its exit code and everything it printed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "lab_server", *arguments],
        cwd=project,
        env=_environment(**environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_START_S,
        check=False,
    )
    return done.returncode, done.stdout


def _environment(**changes: str | None) -> dict[str, str]:
    # Variables of the person who runs the tests must not decide what is tested.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OTREE_") and name not in ("DATABASE_URL", "PORT", "PYTHONPATH")
    }
    wanted = {
        "OTREE_REST_KEY": REST_KEY,
        "OTREE_ADMIN_PASSWORD": ADMIN_PASSWORD,
        "PYTHONUNBUFFERED": "1",
        **changes,
    }
    return inherited | {name: value for name, value in wanted.items() if value is not None}
