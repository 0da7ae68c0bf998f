"""A recruitment office with its own folder, database and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.harness.servers.session_server import free_port

REPOSITORY = Path(__file__).resolve().parents[3]
LONGEST_RUN_S = 120


class Office:
    """The office's commands, each in a process of its own; more environment as keywords."""

    def __init__(self, folder: Path, database_url: str | None, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OFFICE_")}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.harness.servers.office_settings",
            "OFFICE_DATA_FOLDER": str(folder),
            "OFFICE_DATABASE_URL": database_url or "",
            "PYTHONPATH": str(REPOSITORY),
            **environment,
        }

    def prepared(self) -> Office:
        """Make the tables."""
        self.manage("migrate", "--verbosity=0")
        return self

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run one of the office's commands and return what it prints."""
        return self._run([sys.executable, "manage.py", *arguments], **environment)

    def python(self, script: Path, *arguments: str, **environment: str) -> Any:
        """Run a script inside the office and return the JSON it prints in its last line."""
        return json.loads(self._run([sys.executable, str(script), *arguments], **environment).splitlines()[-1])

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start one of the office's commands and leave it running."""
        with (self.folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=REPOSITORY,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @contextmanager
    def serving(self, **environment: str) -> Iterator[str]:
        """Run the whole office, without demo data, and give its address."""
        port = free_port()
        url = f"http://localhost:{port}"
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "recruitment", "--host", "127.0.0.1", "--port", str(port)],
                cwd=REPOSITORY,
                env=self.environment | {"OFFICE_DEMO": "0"} | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_for(f"{url}/healthz", process)
            yield url
        finally:
            process.terminate()
            process.wait(LONGEST_RUN_S)

    def _wait_for(self, address: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + LONGEST_RUN_S
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if requests.get(address, timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError(f"no answer:\n{(self.folder / 'log.txt').read_text(encoding='utf-8')}")

    def _run(self, command: list[str], **environment: str) -> str:
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN_S,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
        return done.stdout
