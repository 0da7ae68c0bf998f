"""The servers as the files of `deploy/` and the `Procfile` start them: the very command, user and environment."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.harness.servers.project_copy import REPOSITORY
from tests.harness.servers.session_server import SessionServer

PROCFILE = REPOSITORY / "Procfile"
# The unit of each server, and the page that says what its file of settings is to hold.
LAB_SERVER, OFFICE = "lab-server.service", "office.service"
INSTRUCTIONS = {LAB_SERVER: "production.md", OFFICE: "office-in-production.md"}
WHERE_INSTALLED = "/srv/lab"
LONGEST_OFFICE_START_S = 60
LONGEST_OFFICE_STOP_S = 60
# What a service and a platform give besides; nothing of the person who runs the tests.
BARE_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


class Service(RawConfigParser):
    """The unit file of systemd, for a project in another folder."""

    def __init__(self, project: Path, unit: str = LAB_SERVER) -> None:
        super().__init__(strict=False, delimiters=("=",), interpolation=None)
        self.optionxform = str  # type: ignore[method-assign]
        self.unit = unit
        self.text = (REPOSITORY / "deploy" / unit).read_text(encoding="utf-8").replace(WHERE_INSTALLED, str(project))
        self.read_string(self.text)

    @property
    def command(self) -> list[str]:
        return shlex.split(self["Service"]["ExecStart"])

    def environment(self, **changed: str) -> dict[str, str]:
        """Return the environment of the service, with the file that the instructions have people write."""
        lines = dict(line.split("=", 1) for line in self._described_environment_file())
        assert changed.keys() <= lines.keys()
        of_unit = dict(line.split("=", 1) for line in [self["Service"].get("Environment")] if line)
        return BARE_ENVIRONMENT | of_unit | lines | changed

    def _described_environment_file(self) -> list[str]:
        instructions = (REPOSITORY / "docs" / "how-to" / INSTRUCTIONS[self.unit]).read_text(encoding="utf-8")
        file = re.escape(self["Service"]["EnvironmentFile"])
        block = re.search(rf"`{file}`.*?```text\n(.*?)```", instructions, re.DOTALL)
        assert block
        # Read by systemd and by a shell, so with the shell's quotes.
        return shlex.split(block[1])


def command_in_procfile() -> list[str]:
    kind, _, command = PROCFILE.read_text(encoding="utf-8").strip().partition(": ")
    assert kind == "web"
    return ["bash", "-c", command]  # as platforms do


def install_python(project: Path) -> None:
    """Give the project a `.venv` as `make` would, made of the environment that runs the tests."""
    (project / ".venv").symlink_to(sys.prefix)


class DeployedServer(SessionServer):
    """A command that was read from one of the files, in exactly this environment."""

    def __init__(
        self, project: Path, port: int, command: list[str], environment: dict[str, str], **process_options: Any
    ) -> None:
        super().__init__(project)
        self.port = port
        self.url = self.rest.url = f"http://127.0.0.1:{port}"
        self.admin_password = environment["OTREE_ADMIN_PASSWORD"]
        self.rest.use_key(environment["OTREE_REST_KEY"])
        self._command = command
        self._environment = environment
        self._process_options = process_options

    @property
    def command(self) -> list[str]:
        return self._command


@contextmanager
def deployed_office(
    project: Path, address: str, command: list[str], environment: dict[str, str], **process_options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the office in exactly this environment, and go on when `address` answers."""
    log = project / "office.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **process_options,
        )
    try:
        deadline = time.monotonic() + LONGEST_OFFICE_START_S
        while True:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the office does not answer:\n{log.read_text(encoding='utf-8')}")
            try:
                requests.get(address, timeout=10)
            except requests.RequestException:  # it listens before it has tables
                time.sleep(0.1)
            else:
                break
        yield process
    finally:
        process.terminate()
        process.wait(LONGEST_OFFICE_STOP_S)


def may_run_python(user: str | None) -> bool:
    try:
        return subprocess.run([sys.executable, "-c", ""], user=user, capture_output=True, check=False).returncode == 0
    except PermissionError:
        return False
