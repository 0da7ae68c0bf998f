"""The drill: play, back up, play on, lose everything, restore, and go on from the backup."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest
import requests

from lab_server import backup
from tests.harness.servers.postgresql import query
from tests.harness.servers.project_copy import COUNTING_PROJECT, copy_project
from tests.harness.servers.rest_client import RestClient
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit

pytestmark = pytest.mark.process

CLAIMS = (
    "SELECT 1 FROM pg_locks WHERE granted AND locktype = 'advisory' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Player:
    def __init__(self, link: str) -> None:
        self._browser = requests.Session()
        self._browser.trust_env = False
        self.page = self._browser.get(link, timeout=30)

    def enter(self, number: int) -> None:
        self.page = self._browser.post(self.page.url, data={"number": number}, timeout=30)
        assert self.page.ok, self.page.text[:1000]

    def reload(self, server: SessionServer) -> None:
        path = re.sub(r"^http://[^/]*", "", self.page.url)
        self.page = self._browser.get(server.url + path, timeout=30)


def numbers(rest: RestClient) -> list[str]:
    table = rest.custom_export("counting", "custom_export_numbers").splitlines()
    return sorted(filter(None, (line.rsplit(",", 1)[-1] for line in table[1:])))


def environment(database_url: str | None) -> dict[str, str]:
    return {} if database_url is None else {"DATABASE_URL": database_url}


@pytest.fixture(scope="module")
def running_server(tmp_path_factory) -> Iterator[SessionServer]:
    """Run a server that no test of this module stops."""
    with SessionServer(copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("running") / "project")) as server:
        yield server


@pytest.fixture(scope="module")
def played_project(tmp_path_factory) -> Path:
    """Make a session and a copy of it, copy.backup, and stop the server."""
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("played") / "project")
    with SessionServer(project) as server:
        server.rest.create_session("counting", 2)
        run_until_exit(project, "backup", "--to", "copy.backup", PORT=str(server.port))
    return project


@pytest.fixture
def stopped_project(played_project, tmp_path) -> Path:
    """Return a project of the test's own, as a server has left it."""
    return shutil.copytree(played_project, tmp_path / "stopped_project")


def test_after_a_restore_the_session_goes_on_from_the_backup(counting_project, database_url):
    url = environment(database_url)
    copy = counting_project / "copy.backup"
    server = SessionServer(counting_project, **url).start()
    code = server.rest.create_session("counting", 2)
    first, second = (Player(link) for link in server.rest.participant_links(code))
    first.enter(11)
    saved = run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(server.port), **url)
    second.enter(12)
    after_backup = numbers(server.rest)
    server.kill()
    restored = run_until_exit(counting_project, "restore", "--from", str(copy), **url)
    with server:
        at_restart = numbers(server.rest)
        second.reload(server)
        second.enter(13)
        first.reload(server)
        first.enter(21)
        at_end = numbers(server.rest)

    assert saved == (0, f"Saved: {copy}\n")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert restored[0] == 0, restored[1]
    assert after_backup == ["11", "12"]
    assert at_restart == ["11"]
    assert at_end == ["11", "13", "21"]


def test_a_backup_is_taken_at_rest_too_and_never_over_another(stopped_project):
    copy = stopped_project / "at-rest.backup"
    first = run_until_exit(stopped_project, "backup", "--to", str(copy), PORT=str(free_port()))
    content = copy.read_bytes()
    second = run_until_exit(stopped_project, "backup", "--to", str(copy), PORT=str(free_port()))

    assert first[0] == 0, first[1]
    assert second[0] == 1
    assert "exists already" in second[1]
    assert copy.read_bytes() == content


@pytest.mark.postgresql
def test_a_backup_that_failed_leaves_nothing_and_can_be_tried_again(counting_project, postgresql_cluster):
    url = postgresql_cluster.new_database()
    copy = counting_project / "copy.backup"
    failed = run_until_exit(counting_project, "backup", "--to", str(copy), DATABASE_URL=f"{url}_missing")
    left = list(counting_project.glob("*.backup*"))
    again = run_until_exit(counting_project, "backup", "--to", str(copy), DATABASE_URL=url)

    assert failed[0] == 1
    assert failed[1].startswith("pg_dump failed")
    assert left == []
    assert again == (0, f"Saved: {copy}\n")
    assert list(counting_project.glob("*.backup*")) == [copy]


@pytest.mark.postgresql
def test_nobody_else_can_read_a_backup_while_it_is_written(counting_project, postgresql_cluster):
    url = postgresql_cluster.new_database()
    copy = counting_project / "copy.backup"
    with SessionServer(counting_project, DATABASE_URL=url):
        pass
    with ThreadPoolExecutor(1) as elsewhere, closing(psycopg2.connect(url)) as holder:
        holder.cursor().execute("LOCK TABLE otree_session")
        saving = elsewhere.submit(run_until_exit, counting_project, "backup", "--to", str(copy), DATABASE_URL=url)
        while not query(url, "SELECT 1 FROM pg_locks WHERE NOT granted"):
            assert not saving.done(), saving.result()
            time.sleep(0.05)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in counting_project.glob("*.backup*")}
        holder.rollback()

    assert modes == {"copy.backup.unfinished": 0o600}
    assert saving.result() == (0, f"Saved: {copy}\n")


def test_a_folder_that_cannot_be_written_to_is_said_in_a_sentence(counting_project, database_url):
    url = environment(database_url)
    with SessionServer(counting_project, **url):
        pass
    copy = counting_project / "nowhere" / "copy.backup"
    saved = run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(free_port()), **url)

    assert saved == (1, f"{copy}.unfinished: No such file or directory.\n")


def test_the_wrong_port_is_said_in_a_sentence(running_server):
    copy, wrong = running_server.project / "copy.backup", free_port()
    saved = run_until_exit(running_server.project, "backup", "--to", str(copy), PORT=str(wrong))

    told = f"db.sqlite3 is in use, but no server answers on port {wrong} (database is locked)"
    assert saved == (1, f"{told}: name its port with --port.\n")
    assert not copy.exists()


@contextmanager
def another_program(answer: bytes) -> Iterator[int]:
    """Listen, answer everybody with this, and say nothing at all where it is empty."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = []

        def speak() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    taken.append(connection)
                    if answer:
                        connection.recv(65_536)
                        connection.sendall(answer)
                        connection.close()

        threading.Thread(target=speak, daemon=True).start()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "is not this project's server: name the server's port with --port."),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is not this project's server: name the server's port with --port."),
        (b"HTTP/1.0 200 OK\r\n\r\n<h1>Welcome</h1>", "sent something other than a database: nothing was saved."),
    ],
    ids=["silent", "no HTTP", "a page"],
)
def test_another_program_on_the_port_is_said_in_a_sentence(counting_project, monkeypatch, capsys, answer, words):
    monkeypatch.chdir(counting_project)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(backup, "LONGEST_HEALTH_S", 1)
    copy = counting_project / "copy.backup"
    with another_program(answer) as port:
        code = backup.main(["backup", "--to", str(copy), "--port", str(port)])

    assert (code, capsys.readouterr().err) == (1, f"What listens on port {port} {words}\n")
    assert not copy.exists()


def test_restoring_under_a_running_server_is_refused(counting_project, database_url):
    url = environment(database_url)
    copy = counting_project / "copy.backup"
    with SessionServer(counting_project, **url) as server:
        run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(server.port), **url)
        code = server.rest.create_session("counting", 2)
        exit_code, output = run_until_exit(counting_project, "restore", "--from", str(copy), **url)
        links = server.rest.participant_links(code)

    assert exit_code == 1
    assert f"{'db.sqlite3' if database_url is None else 'DATABASE_URL'} is in use by another program" in output
    assert "stop that server" in output
    assert len(links) == 2


@pytest.mark.postgresql
def test_no_server_can_start_during_a_restore(counting_project, postgresql_cluster):
    url = postgresql_cluster.new_database()
    copy = counting_project / "copy.backup"
    with SessionServer(counting_project, DATABASE_URL=url) as server:
        run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(server.port), DATABASE_URL=url)
    with ThreadPoolExecutor(1) as elsewhere, closing(psycopg2.connect(url)) as holder:
        holder.cursor().execute("LOCK TABLE otree_session")
        restoring = elsewhere.submit(run_until_exit, counting_project, "restore", "--from", str(copy), DATABASE_URL=url)
        while not query(url, "SELECT 1 FROM pg_locks WHERE NOT granted"):
            assert not restoring.done(), restoring.result()
            time.sleep(0.05)
        claims = query(url, CLAIMS)
        holder.rollback()

    assert claims == [(1,)]
    assert restoring.result()[0] == 0, restoring.result()[1]


def test_a_torn_copy_changes_nothing(stopped_project):
    database = stopped_project / "db.sqlite3"
    before = database.read_bytes()
    torn = stopped_project / "torn.backup"
    torn.write_bytes(before[: len(before) // 2])
    exit_code, output = run_until_exit(stopped_project, "restore", "--from", str(torn))

    assert exit_code == 1
    assert "nothing was changed" in output
    assert database.read_bytes() == before


def empty(file: Path) -> None:
    file.touch()


def of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE otree_session_of_another_program (id INTEGER)")


@pytest.mark.parametrize("make", [empty, of_another_program])
def test_a_file_without_the_tables_of_otree_changes_nothing(stopped_project, make):
    database = stopped_project / "db.sqlite3"
    before = database.read_bytes()
    wrong = stopped_project / "wrong.backup"
    make(wrong)
    exit_code, output = run_until_exit(stopped_project, "restore", "--from", str(wrong))

    assert exit_code == 1
    assert output == f"{wrong} is not a copy of this project's data (it lacks oTree's tables): nothing was changed.\n"
    assert database.read_bytes() == before
    assert list(stopped_project.glob("db.sqlite3?*")) == []


def test_the_database_itself_is_no_copy(stopped_project):
    database = stopped_project / "db.sqlite3"
    before = database.read_bytes()
    (stopped_project / "link.backup").symlink_to(database)
    refusals = [run_until_exit(stopped_project, "restore", "--from", name) for name in ("db.sqlite3", "link.backup")]

    assert refusals == [
        (1, f"{name} is the database itself, not a copy of it: nothing was changed.\n")
        for name in ("db.sqlite3", "link.backup")
    ]
    assert database.read_bytes() == before
    assert list(stopped_project.glob("db.sqlite3?*")) == []


def test_every_state_that_was_replaced_is_kept(stopped_project, monkeypatch):
    monkeypatch.chdir(stopped_project)
    monkeypatch.setattr(time, "strftime", lambda _: "20261122-090000")
    for _ in range(3):
        backup.run(["restore", "--from", "copy.backup"])

    kept = sorted(file.name for file in stopped_project.glob("db.sqlite3.before-*"))
    assert kept == [f"db.sqlite3.before-20261122-090000{more}" for more in ("", "-2", "-3")]


def test_a_state_that_was_kept_can_be_brought_back(counting_project):
    copy = counting_project / "copy.backup"
    with SessionServer(counting_project) as server:
        run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(server.port))
        code = server.rest.create_session("counting", 2)
    run_until_exit(counting_project, "restore", "--from", str(copy))
    [kept] = counting_project.glob("db.sqlite3.before-*")
    exit_code, output = run_until_exit(counting_project, "restore", "--from", str(kept))

    assert exit_code == 0, output
    assert list(counting_project.glob(f"{kept.name}-[sw]*")) == []
    with server:
        assert len(server.rest.participant_links(code)) == 2


def test_the_restored_file_belongs_to_whom_the_old_one_did(stopped_project):
    database = stopped_project / "db.sqlite3"
    database.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(database, 4242, 4243)
    before = database.stat()
    exit_code, output = run_until_exit(stopped_project, "restore", "--from", "copy.backup")
    after = database.stat()

    assert exit_code == 0, output
    assert after.st_ino != before.st_ino
    assert stat.filemode(after.st_mode) == "-rw-r-----"
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_a_journal_that_was_left_behind_has_no_part_in_what_is_restored(counting_project):
    server = SessionServer(counting_project).start()
    code = server.rest.create_session("counting", 2)
    copy = counting_project / "copy.backup"
    run_until_exit(counting_project, "backup", "--to", str(copy), PORT=str(server.port))
    Player(server.rest.participant_links(code)[0]).enter(11)
    server.kill()
    (counting_project / "db.sqlite3").unlink()
    assert (counting_project / "db.sqlite3-wal").stat().st_size > 0

    exit_code, output = run_until_exit(counting_project, "restore", "--from", str(copy))

    assert exit_code == 0, output
    with server:
        assert numbers(server.rest) == []


@pytest.mark.parametrize("key", ["", "0" * 64])
def test_nobody_else_is_given_the_data(running_server, key):
    answer = requests.post(f"{running_server.url}/backup", headers={"lab-backup-key": key}, timeout=30)

    assert answer.status_code == 404
