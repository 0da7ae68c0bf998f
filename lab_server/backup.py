"""``python -m lab_server backup`` and ``restore``: a copy of all data while people play, and the way back to it."""

from __future__ import annotations

import argparse
import os
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lab_server import environment, private_keys
from lab_server.database import postgresql, sqlite_file
from lab_server.gateway.backup_request import KEY_HEADER, PATH, key_from
from lab_server.gateway.health import PATH as HEALTH
from runtime import address
from runtime.private_keys import PRIVATE_FOLDER
from runtime.refusal import RefusalToStart

COMMANDS = ("backup", "restore")
# Says when the last copy was made; it is no secret, and lies where only the server's user writes.
MADE = Path(PRIVATE_FOLDER) / "last_backup"
SQLITE = b"SQLite format 3\0"
LONGEST_BACKUP_S = 300
LONGEST_HEALTH_S = 20  # more than a server takes to say that it is busy
TABLES_OF_EVERY_COPY = {"otree_session", "otree_participant"}


def run(arguments: list[str]) -> None:
    """Carry out one of the two commands."""
    options = _options(arguments)
    if options.command == "backup":
        _back_up(options.to, options.port)
        print(f"Saved: {options.to}")
        _note_that_it_was_made()
    else:
        _restore(options.source)
        print(f"Restored from {options.source}. Start the server again.")


def last_made_at() -> float | None:
    """Return when the last backup was made, in seconds since 1970; None if none was ever noted."""
    try:
        return datetime.fromisoformat(MADE.read_text(encoding="ascii").strip()).timestamp()
    except FileNotFoundError:
        return None


def _note_that_it_was_made() -> None:
    """Let `preflight` say when it was; a note that cannot be written takes nothing from the copy."""
    try:
        MADE.parent.mkdir(mode=0o700, exist_ok=True)
        MADE.write_text(datetime.now(UTC).isoformat(timespec="seconds") + "\n", encoding="ascii")
    except OSError as error:
        print(f"The copy is whole, but {MADE} cannot be written ({error.strerror}): preflight will not know of it.")


def _back_up(to: Path, port: int) -> None:
    if to.exists():
        raise RefusalToStart(f"{to} exists already: choose another name, so that no earlier copy is lost.")
    if url := _postgresql_url():
        with _taking_the_place_of(to) as draft:
            _run_tool(["pg_dump", "--format=custom", "--no-owner", f"--file={draft}"], url)
    else:
        _copy_sqlite(port, to)


def _restore(source: Path) -> None:
    if not source.is_file():
        raise RefusalToStart(f"There is no file {source}.")
    source.open("rb").close()  # says which file may not be read; SQLite does not
    if url := _postgresql_url():
        _restore_postgresql(source, url)
    else:
        _restore_sqlite(source)


def _postgresql_url() -> str:
    environment.check_database_url()
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lab_server")
    commands = parser.add_subparsers(dest="command", required=True)
    backup = commands.add_parser("backup", help="copy all data, while the server runs or not")
    backup.add_argument("--to", type=Path, required=True, help="file to write; it must not exist")
    backup.add_argument("--port", help="port of the running server; default: PORT from the environment, else 8000")
    restore = commands.add_parser("restore", help="replace all data by a copy; the server must not run")
    restore.add_argument("--from", type=Path, required=True, dest="source", help="file that backup has written")
    options = parser.parse_args(arguments)
    if options.command == "backup":
        options.port = address.chosen_port(options.port, variable="PORT", default="8000")
    return options


def _copy_sqlite(port: int, to: Path) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{PATH}", data=b"", headers={KEY_HEADER: key_from(private_keys.secret_key())}
    )
    # Anyone who runs this may have a proxy; it has no business with this computer's own address.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        _ask_whether_it_is_there(direct, port)
        with direct.open(request, timeout=LONGEST_BACKUP_S) as answer:
            copy = answer.read()
    except (TimeoutError, HTTPException) as silence:
        raise RefusalToStart(
            f"What listens on port {port} is not this project's server: name the server's port with --port."
        ) from silence
    except urllib.error.HTTPError as refusal:
        raise RefusalToStart(
            f"What listens on port {port} gives no backup ({refusal.code}): is it this project's server, and is "
            "OTREE_SECRET_KEY the same here as there?"
        ) from refusal
    except urllib.error.URLError:
        _copy_file_at_rest(to, port)
        return
    if not copy.startswith(SQLITE):
        raise RefusalToStart(f"What listens on port {port} sent something other than a database: nothing was saved.")
    _write(to, copy)


def _ask_whether_it_is_there(direct: urllib.request.OpenerDirector, port: int) -> None:
    """Wait for a short time only: another program may take a connection and never answer."""
    with suppress(urllib.error.HTTPError):  # a server that is busy or unwell may still give its data
        direct.open(f"http://127.0.0.1:{port}{HEALTH}", timeout=LONGEST_HEALTH_S).close()


def _copy_file_at_rest(to: Path, port: int) -> None:
    source = Path(sqlite_file.DB_FILE)
    if not source.is_file():
        raise RefusalToStart(f"No server answers, and there is no {source} in {Path.cwd()}.")
    with closing(sqlite3.connect(source)) as connection:
        try:
            # A copy would wait without end for a file that a server keeps to itself.
            connection.execute("PRAGMA schema_version").fetchone()
            copy = serialised(connection)
        except sqlite3.OperationalError as error:
            raise RefusalToStart(
                f"{source} is in use, but no server answers on port {port} ({error}): name its port with --port."
            ) from error
    _write(to, copy)


def serialised(connection: sqlite3.Connection) -> bytes:
    """Return the whole database as the bytes of a file."""
    # By way of a copy, because the bytes of one that keeps a journal say that the journal is beside them.
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.backup(copy)
        return copy.serialize()


def _write(file: Path, content: bytes) -> None:
    with _taking_the_place_of(file) as draft:
        _fill(draft, content)


def _fill(draft: Path, content: bytes) -> None:
    with draft.open("r+b") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _taking_the_place_of(file: Path) -> Iterator[Path]:
    """Give an empty file that only its owner can read; it gets the name of `file` if nothing fails."""
    draft = file.with_name(f"{file.name}.unfinished")
    draft.unlink(missing_ok=True)  # of a computer that failed meanwhile
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _restore_sqlite(source: Path) -> None:
    target = Path(sqlite_file.DB_FILE)
    if target.exists() and source.samefile(target):
        raise RefusalToStart(f"{source} is the database itself, not a copy of it: nothing was changed.")
    content = _checked(source)
    if target.exists():
        with closing(sqlite3.connect(target)) as connection:
            sqlite_file.claim(connection)
            # What is kept needs no files beside it then, and leaves none when it is brought back.
            connection.execute("PRAGMA journal_mode = DELETE")
    with _taking_the_place_of(target) as draft:
        _fill(draft, content)
        _give_to_the_same_user(draft, target)
        # The journal too: if somebody has moved the file away after a kill, what is left of it would be played into
        # the file that takes its place.
        for file in (target, target.with_name(f"{target.name}-wal")):
            if file.exists():
                kept = _unused(file.with_name(f"{file.name}.before-{time.strftime('%Y%m%d-%H%M%S')}"))
                file.replace(kept)
                print(f"What was there is kept as {kept}.")


def _checked(source: Path) -> bytes:
    """Return the database in the file, which must be whole and of this kind."""
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        try:
            state = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            state = str(error)
        if state != "ok":
            raise RefusalToStart(f"{source} is not a whole database ({state}): nothing was changed.")
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= TABLES_OF_EVERY_COPY:
            raise RefusalToStart(
                f"{source} is not a copy of this project's data (it lacks oTree's tables): nothing was changed."
            )
        return serialised(copy)


def _give_to_the_same_user(draft: Path, target: Path) -> None:
    """Let anyone who could open the old file open the new one, also when root restores it."""
    was_there = target.exists()
    model = (target if was_there else target.absolute().parent).stat()
    if was_there:
        draft.chmod(stat.S_IMODE(model.st_mode))
    if os.geteuid() == 0:
        os.chown(draft, model.st_uid, model.st_gid)


def _unused(name: Path) -> Path:
    others = (name.with_name(f"{name.name}-{number}") for number in count(2))
    return next(candidate for candidate in chain([name], others) if not candidate.exists())


def _restore_postgresql(source: Path, url: str) -> None:
    with closing(_only_connection(url)):
        # All or nothing: a copy that cannot be read to its end changes nothing.
        _run_tool(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)], url)


def _only_connection(url: str) -> Any:
    """Return a connection that shuts every server out as long as it is open."""
    import psycopg2

    address_without_password, password = _address_and_password(url)
    secret = {"password": password} if password else {}
    try:
        connection = psycopg2.connect(address_without_password, **secret)
    except psycopg2.OperationalError as error:
        raise postgresql.unreachable(error) from error
    try:
        postgresql.claim(connection)
    except RefusalToStart as refusal:
        connection.close()
        raise RefusalToStart(
            "The database in DATABASE_URL is in use by another program: stop that server."
        ) from refusal
    return connection


def _run_tool(command: list[str], url: str) -> None:
    address_without_password, password = _address_and_password(url)
    # The password goes by the environment: everybody on the computer can read a command line.
    given = environment.PRODUCTION_DEFAULTS | dict(os.environ)
    try:
        done = subprocess.run(
            [*command, f"--dbname={address_without_password}"],
            env=given | {"PGPASSWORD": password} if password else given,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise RefusalToStart(f"{command[0]} is not installed (Debian: apt install postgresql-client).") from error
    if done.returncode != 0:
        raise RefusalToStart(f"{command[0]} failed: {done.stderr.strip()}")


def _address_and_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    address_without_password = f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"
    if parts.query:
        address_without_password += f"?{parts.query}"
    return address_without_password, unquote(parts.password or "")


def main(arguments: list[str]) -> int:
    try:
        run(arguments)
    except RefusalToStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}." if error.filename else error, file=sys.stderr)
        return 1
    return 0
