"""A real nginx with one of the project's own configurations, https included, in front of a server."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

from tests.harness.servers.project_copy import REPOSITORY
from tests.harness.servers.session_server import SessionServer, free_port

NAME = "localhost"
LONGEST_START_S = 30


@dataclass(frozen=True)
class Site:
    """A file of `deploy/`, and the name and the server's address that it was written with."""

    file: str
    name: str
    server: str

    @property
    def certificates(self) -> str:
        return f"/etc/ssl/{self.name.partition('.')[0]}"


LAB = Site("nginx.conf", "lab.example.org", "127.0.0.1:8000")
OFFICE = Site("nginx-office.conf", "office.example.org", "127.0.0.1:8001")


class Nginx:
    """Speaks https at `url`, with the certificate in `certificate`."""

    def __init__(self, folder: Path, server_port: int, site: Site = LAB) -> None:
        self._folder = folder
        self._site = site
        self._port = free_port()
        self.plain_port = free_port()
        self.url = f"https://{NAME}:{self._port}"
        self.certificate = folder / "certificate.pem"
        self._server_port = server_port
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        program = find_program()
        assert program is not None, "no nginx on this computer"
        self._folder.mkdir()
        self._make_certificate()
        configuration = self._folder / "nginx.conf"
        configuration.write_text(self._configuration())
        self._process = subprocess.Popen(
            [program, "-c", str(configuration), "-p", str(self._folder), "-e", str(self._folder / "error.log")],
            stdin=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=10)

    def _make_certificate(self) -> None:
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        files = ["-keyout", str(self._folder / "key.pem"), "-out", str(self.certificate)]
        subprocess.run([*command, *names, *files], check=True, capture_output=True)

    def _configuration(self) -> str:
        own = (REPOSITORY / "deploy" / self._site.file).read_text(encoding="utf-8")
        for written, here in {
            self._site.server: f"127.0.0.1:{self._server_port}",
            "listen 443 ssl": f"listen 127.0.0.1:{self._port} ssl",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            self._site.name: NAME,
            f"{self._site.certificates}/fullchain.pem": str(self.certificate),
            f"{self._site.certificates}/privkey.pem": str(self._folder / "key.pem"),
        }.items():
            assert written in own, written
            own = own.replace(written, here)
        own = own.replace("/etc/nginx/lab_proxy.conf", str(REPOSITORY / "deploy" / "lab_proxy.conf"))
        folders = "".join(
            f"{kind}_temp_path {self._folder / kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"daemon off;\npid {self._folder / 'pid'};\nuser {_user()};\nevents {{}}\nhttp {{\n{folders}\n{own}\n}}\n"
        )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + LONGEST_START_S
        while time.monotonic() < deadline:
            try:
                requests.get(f"{self.url}/healthz", verify=self.certificate, timeout=10)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self._folder / "error.log").read_text())


def _user() -> str:
    import getpass

    return getpass.getuser()


def in_front_of(server: SessionServer, folder: Path) -> Nginx:
    return Nginx(folder, server.port)


def find_program() -> str | None:
    """Return nginx's program; Debian puts it where ordinary users do not look."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


if __name__ == "__main__":
    found = find_program()
    if found is None:
        sys.exit("no nginx found")
    print(found)
