"""A PostgreSQL of the tests' own: private cluster, free port, gone when the tests are over."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.harness.servers.session_server import free_port

DEBIANS_FOLDER = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "postgres")
# The server refuses to run as root; the first of these users that exists runs it instead.
UNPRIVILEGED_USERS = ("postgres", "nobody")
OWNER = "lab"
LONGEST_START_S = 60


class PostgresqlCluster:
    """A database server with the settings of a fresh installation: what it confirms is on the disk."""

    def __init__(self) -> None:
        programs = find_programs()
        assert programs is not None, "no PostgreSQL on this computer"
        self._programs = programs
        self._user = _unprivileged_user()
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._n_databases = 0

    def start(self) -> PostgresqlCluster:
        self._hand_over(self._folder)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", OWNER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        # Sockets in its own folder: the usual one may belong to somebody else.
        settings = {"unix_socket_directories": self._folder, "listen_addresses": "127.0.0.1", "port": self._port}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "postgresql.log").open("wb") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                user=self._user,
                group=self._group,
                extra_groups=None if self._user is None else [],
            )
        self._wait_until_it_answers()
        return self

    def new_database(self, template: str = "template1") -> str:
        """Return the URL of a new database: empty, or a copy of one that nobody uses at the moment."""
        self._n_databases += 1
        name = f"lab_{self._n_databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def new_database_of(self, user: str | None) -> str:
        """Return the name of an empty database that a user of this system, None for the present one, owns."""
        owner = user or pwd.getpwuid(os.geteuid()).pw_name
        database = self.new_database().rpartition("/")[2]
        if not self.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{owner}'"):  # noqa: S608
            self.execute(f'CREATE ROLE "{owner}" LOGIN')
        self.execute(f'ALTER DATABASE {database} OWNER TO "{owner}"')
        return database

    @property
    def user(self) -> str | None:
        """The user of this system that runs it; None for the present one."""
        return self._user

    def program(self, name: str) -> Path:
        """Return one of the programs that came with it."""
        return self._programs / name

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the programs that came with it, as whoever runs the tests."""
        subprocess.run([self.program(program), *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=True)

    @property
    def by_socket(self) -> str:
        """The part of a URL that leads to its socket."""
        return f"host={self._folder}&port={self._port}"

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self._port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Carry a statement out as the owner of everything, and return its rows."""
        return query(self.url(database), statement)

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()  # a "smart" stop waits for clients; the tests' servers are gone
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _group(self) -> int | None:
        return None if self._user is None else pwd.getpwnam(self._user).pw_gid

    def _hand_over(self, folder: Path) -> None:
        if self._user is not None:
            shutil.chown(folder, self._user)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self._folder,
            user=self._user,
            group=self._group,
            extra_groups=None if self._user is None else [],
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _wait_until_it_answers(self) -> None:
        import psycopg2

        assert self._server is not None
        deadline = time.monotonic() + LONGEST_START_S
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                self.execute("SELECT 1")
            except psycopg2.OperationalError:
                time.sleep(0.1)
            else:
                return
        log = (self._folder / "postgresql.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"PostgreSQL does not answer:\n{log}")


def query(url: str, statement: str) -> list[tuple]:
    """Carry one statement out at once, outside any transaction, and return its rows."""
    import psycopg2

    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def find_programs() -> Path | None:
    """Return the folder of the newest server installed, or None where there is none that can run."""
    if os.geteuid() == 0 and _first_existing_user() is None:
        return None
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIANS_FOLDER.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    return next((folder for folder in folders if all((folder / name).is_file() for name in PROGRAMS)), None)


def _unprivileged_user() -> str | None:
    return _first_existing_user() if os.geteuid() == 0 else None


def _first_existing_user() -> str | None:
    existing = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED_USERS if name in existing), None)


if __name__ == "__main__":
    found = find_programs()
    if found is None:
        sys.exit("no PostgreSQL found")
    print(found)
