"""The server as `deploy/lab-server.service` and the `Procfile` start it: the very command, user and environment."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

from tests.harness.project_copy import REPOSITORY
from tests.harness.session_server import SessionServer

UNIT = REPOSITORY / "deploy" / "lab-server.service"
PROCFILE = REPOSITORY / "Procfile"
INSTRUCTIONS = REPOSITORY / "docs" / "how-to" / "production.md"
WHERE_INSTALLED = "/srv/lab"
# What a service and a platform give besides; nothing of the person who runs the tests.
BARE_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


class Service(RawConfigParser):
    """The unit file of systemd, for a project in another folder."""

    def __init__(self, project: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), interpolation=None)
        self.optionxform = str  # type: ignore[method-assign]
        self.text = UNIT.read_text(encoding="utf-8").replace(WHERE_INSTALLED, str(project))
        self.read_string(self.text)

    @property
    def command(self) -> list[str]:
        return shlex.split(self["Service"]["ExecStart"])

    def environment(self, **changed: str) -> dict[str, str]:
        """Return the environment of the service, with the file that the instructions have people write."""
        lines = dict(line.split("=", 1) for line in described_environment_file())
        assert changed.keys() <= lines.keys()
        name, value = self["Service"]["Environment"].split("=", 1)
        return BARE_ENVIRONMENT | {name: value} | lines | changed


def described_environment_file() -> list[str]:
    block = re.search(
        r"`/etc/lab-server\.env`.*?```text\n(.*?)```", INSTRUCTIONS.read_text(encoding="utf-8"), re.DOTALL
    )
    assert block
    return block[1].split()


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


def may_run_python(user: str | None) -> bool:
    try:
        return subprocess.run([sys.executable, "-c", ""], user=user, capture_output=True, check=False).returncode == 0
    except PermissionError:
        return False
