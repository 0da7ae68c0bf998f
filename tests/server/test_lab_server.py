"""The server keeps what was decided, refuses what would endanger it, and says so."""

from __future__ import annotations

import csv
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.harness.servers.project_copy import COUNTING_PROJECT, copy_project
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit

pytestmark = pytest.mark.process

PASSWORD_LINE = re.compile(r"Admin password\s+(\S+)")
EXPORT_OF_GARBAGE = """

def custom_export_garbage(players):
    import gc

    yield [gc.isenabled(), *gc.get_threshold()]
"""


@pytest.fixture(scope="module")
def running_server(tmp_path_factory) -> Iterator[SessionServer]:
    """Run a server that no test of this module stops."""
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("running") / "project")
    with (project / "counting" / "__init__.py").open("a", encoding="utf-8") as app:
        app.write(EXPORT_OF_GARBAGE)
    with SessionServer(project) as server:
        yield server


@pytest.fixture(scope="module")
def killed_project(tmp_path_factory) -> Path:
    """Return a project whose server was killed after two people had entered a number."""
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("killed") / "project")
    server = SessionServer(project).start()
    for participant in start_two(server):
        participant.enter(1)
    server.kill()
    return project


class Participant:
    """A person at a browser, as far as cookies and forms go."""

    def __init__(self, link: str) -> None:
        self._browser = requests.Session()
        self._browser.trust_env = False
        self.page = self._browser.get(link, timeout=30)

    def enter(self, number: int) -> None:
        self.page = self._browser.post(self.page.url, data={"number": number}, timeout=30)
        assert self.page.ok, self.page.text[:1000]

    def reload(self) -> None:
        self.page = self._browser.get(self.page.url, timeout=30)


def numbers(server: SessionServer) -> dict[tuple[str, str], str]:
    exported = csv.DictReader(server.rest.custom_export("counting", "custom_export_numbers").splitlines())
    return {(row["participant"], row["round_number"]): row["number"] for row in exported}


def pragma(project: Path, name: str) -> object:
    with closing(sqlite3.connect(project / "db.sqlite3")) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def start_two(server: SessionServer) -> tuple[Participant, Participant]:
    code = server.rest.create_session("counting", 2)
    first, second = server.rest.participant_links(code)
    return Participant(first), Participant(second)


def test_what_was_decided_survives_kill_9_and_the_session_goes_on(counting_project):
    server = SessionServer(counting_project).start()
    first, second = start_two(server)
    first.enter(11)
    second.enter(12)
    first.reload()
    first.enter(21)  # the second is still to answer round 2
    before = numbers(server)
    server.kill()

    with server:
        after = numbers(server)
        second.reload()
        second.enter(22)
        first.reload()

        assert sorted(filter(None, before.values())) == ["11", "12", "21"]
        assert after == before
        assert "number" in first.page.text
        assert sorted(filter(None, numbers(server).values())) == ["11", "12", "21", "22"]


def test_after_kill_9_the_file_passes_sqlites_own_check(killed_project):
    assert pragma(killed_project, "integrity_check") == "ok"


@pytest.mark.parametrize("way", ["stop", "interrupt"])
def test_a_clean_stop_leaves_one_file(counting_project, way):
    server = SessionServer(counting_project).start()
    start_two(server)

    exit_code = getattr(server, way)()

    assert exit_code == 0
    assert [path.name for path in counting_project.glob("db.sqlite3*")] == ["db.sqlite3"]
    assert "Traceback" not in server.output()


def test_page_times_survive_kill_9(killed_project):
    with closing(sqlite3.connect(killed_project / "db.sqlite3")) as connection:
        batches = connection.execute("SELECT text FROM otree_pagetimebatch").fetchall()
    rows = [row for (text,) in batches for row in text.splitlines()]
    assert sum("EnterNumber" in row for row in rows) == 2


def test_it_stops_while_browsers_hold_connections_open(counting_project):
    """Wait pages keep a websocket open; the server must not wait for people to go home."""
    server = SessionServer(counting_project).start()
    first, _ = start_two(server)
    first.enter(1)
    path = re.search('"(/wait_page[^"]*)"', first.page.text)
    assert path, "no wait page"
    with socket.create_connection(("127.0.0.1", server.port)) as waiting:
        waiting.sendall(
            f"GET {path[1]} HTTP/1.1\r\nHost: localhost\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        reply = waiting.recv(200)
        started = time.monotonic()
        exit_code = server.stop()

    assert reply.startswith(b"HTTP/1.1 101")
    assert exit_code == 0
    assert time.monotonic() - started < 8


def test_it_stops_although_somebody_does_not_take_the_answer(counting_project):
    (counting_project / "_static" / "film.bin").write_bytes(bytes(50_000_000))
    server = SessionServer(counting_project).start()
    with socket.create_connection(("127.0.0.1", server.port)) as deaf:
        deaf.sendall(b"GET /static/film.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        reply = deaf.recv(200)
        exit_code = server.stop()

    assert reply.startswith(b"HTTP/1.1 200")
    assert exit_code == 0
    assert "Stopped; everything is saved." in server.output()


def test_a_second_server_on_the_same_file_is_refused(running_server):
    exit_code, output = run_until_exit(running_server.project, PORT=str(free_port()))

    assert exit_code == 1
    assert "db.sqlite3 is in use by another program" in output
    assert "Traceback" not in output


def test_a_port_in_use_is_named_in_one_sentence(counting_project):
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        exit_code, output = run_until_exit(counting_project, PORT=str(port))

    assert exit_code == 1
    assert output == (
        f"Port {port} is already in use: stop the program that has it, "
        f"or choose another one, for instance PORT={port + 1}.\n"
    )
    assert not (counting_project / "db.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "eighty", "70000", "-1"])
def test_an_impossible_port_is_refused(counting_project, port):
    exit_code, output = run_until_exit(counting_project, PORT=port)

    assert exit_code == 1
    assert output.strip() == f"The port must be a number from 1 to 65535, not {port!r}."


def test_a_folder_without_settings_is_refused_and_left_alone(counting_project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    exit_code, output = run_until_exit(elsewhere, PYTHONPATH=str(counting_project))

    assert exit_code == 1
    assert output.startswith(f"There is no settings.py in {elsewhere}")
    assert list(elsewhere.iterdir()) == []


def test_a_database_of_earlier_code_is_refused_with_its_name(counting_project):
    with SessionServer(counting_project) as server:
        start_two(server)
    app = counting_project / "counting" / "__init__.py"
    field = '    number = models.IntegerField(label="Your number")\n'
    source = app.read_text()
    assert field in source
    app.write_text(source.replace(field, field + "    newer = models.IntegerField()\n"))

    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()))

    assert exit_code == 78
    assert output.strip() == (
        "db.sqlite3 was made by earlier code and lacks counting_player.newer: "
        "move it away (for instance mv db.sqlite3 db.sqlite3.old) and start again."
    )


def test_a_database_of_another_otree_is_refused(counting_project):
    with closing(sqlite3.connect(counting_project / "db.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 5100")

    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()))

    assert exit_code == 78
    assert output.startswith("db.sqlite3 was written by another release of oTree")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(counting_project):
    file = counting_project / "db.sqlite3"
    file.write_bytes(b"what somebody wrote " * 100)

    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()))

    assert exit_code == 1
    assert output.startswith("db.sqlite3 cannot be read as a database")
    assert file.read_bytes() == b"what somebody wrote " * 100


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OTREE_AUTH_LEVEL", "study", "OTREE_AUTH_LEVEL must be STUDY, DEMO or empty"),
        ("DATABASE_URL", "sqlite:///mine.db", "oTree keeps SQLite in db.sqlite3 only"),
        ("DATABASE_URL", "lab", "DATABASE_URL must look like postgresql://"),
        ("DATABASE_URL", "mysql://lab:hidden@127.0.0.1/lab", "DATABASE_URL must look like postgresql://"),
        ("DATABASE_URL", "postgresql://lab:hidden@127.0.0.1", "DATABASE_URL must look like postgresql://"),
        ("DATABASE_URL", "postgresql://lab:hid/den@127.0.0.1/lab", "characters such as @ and / in the password"),
        ("DATABASE_URL", "postgresql://lab:hidden@127.0.0.1:1/lab", "The database in DATABASE_URL cannot be opened"),
    ],
    ids=["auth level", "another SQLite file", "no address", "another database", "no name", "password", "nobody there"],
)
def test_a_setting_that_would_be_misunderstood_is_refused(counting_project, name, value, says):
    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()), **{name: value})

    assert exit_code == 1
    assert says in output
    assert output.count("\n") == 1
    assert "hid" not in output


def make_empty(path: Path) -> None:
    path.write_text("")


def make_unreadable(path: Path) -> None:
    path.write_text("schlüssel", encoding="utf-8")


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("name", ["secret_key", "admin_password"])
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (make_empty, "is empty"),
        (make_unreadable, "has characters other than"),
        (make_folder, "cannot be read or drawn"),
    ],
)
def test_a_key_that_cannot_be_read_is_said_in_a_sentence(counting_project, name, make, says):
    private = counting_project / ".private"
    private.mkdir()
    make(private / name)
    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()), OTREE_ADMIN_PASSWORD=None)

    assert exit_code == 1
    assert output.startswith(f"The key in .private/{name} {says}")
    assert output.count("\n") == 1


def take_the_statics_away(project: Path) -> None:
    (project / "_static").rename(project / "elsewhere")


def put_a_file_in_place_of_the_keys(project: Path) -> None:
    (project / ".private").write_text("")


def put_a_folder_in_place_of_the_data(project: Path) -> None:
    (project / "db.sqlite3").mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (take_the_statics_away, "There is no folder _static in "),
        (put_a_file_in_place_of_the_keys, "The key in .private/"),
        (put_a_folder_in_place_of_the_data, "db.sqlite3 cannot be opened in "),
    ],
)
def test_a_folder_that_is_not_as_it_must_be_is_said_in_a_sentence(counting_project, spoil, says):
    spoil(counting_project)
    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()))

    assert exit_code == 1
    assert output.startswith(says)
    assert output.count("\n") == 1


def test_an_empty_address_of_a_database_is_none(counting_project):
    with SessionServer(counting_project, DATABASE_URL=""):
        assert (counting_project / "db.sqlite3").exists()


@pytest.mark.bots
def test_otree_itself_accepts_the_file_the_server_leaves(counting_project):
    """`otree test` loads the file the way devserver does, and both refuse an unmarked one."""
    with SessionServer(counting_project) as server:
        start_two(server)
    done = subprocess.run(
        [Path(sys.executable).with_name("otree"), "test", "counting", "2"],
        cwd=counting_project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_devserver_shows_the_sessions_after_kill_9(counting_project):
    server = SessionServer(counting_project).start()
    first, _ = start_two(server)
    first.enter(7)
    before = numbers(server)
    server.kill()

    devserver = subprocess.Popen(
        [Path(sys.executable).with_name("otree"), "devserver_inner", str(server.port)],
        cwd=counting_project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server.wait_for_answer_of(devserver)
        assert numbers(server) == before
        assert "7" in before.values()
    finally:
        devserver.terminate()
        devserver.wait(timeout=20)


def test_the_generated_password_is_printed_kept_private_and_used_again(counting_project):
    printed = []
    for _ in range(2):
        server = SessionServer(counting_project, OTREE_ADMIN_PASSWORD=None)
        with server:
            accepted = _log_in(server, PASSWORD_LINE.findall(server.output())[-1])
            refused = _log_in(server, "guess")
        printed.append(PASSWORD_LINE.findall(server.output())[-1])
        assert accepted
        assert not refused

    assert printed[0] == printed[1]
    assert len(printed[0]) >= 16
    private = counting_project / ".private"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    for name in ("admin_password", "secret_key"):
        assert stat.S_IMODE((private / name).stat().st_mode) == 0o600
    assert sorted(kept.name for kept in private.iterdir()) == ["admin_password", "secret_key"]


def test_a_password_from_the_environment_is_used_and_not_printed(running_server):
    assert _log_in(running_server, running_server.admin_password)
    assert running_server.admin_password not in running_server.output()
    assert not (running_server.project / ".private" / "admin_password").exists()


def test_garbage_is_looked_for_but_rarely(running_server):
    assert running_server.rest.custom_export("counting", "custom_export_garbage").split() == ["1,20000,20,50"]


def test_strangers_see_neither_data_nor_rest(running_server):
    without_key = requests.get(f"{running_server.url}/api/sessions", timeout=30)
    page = requests.get(f"{running_server.url}/sessions", timeout=30)

    assert without_key.status_code == 403
    assert page.url.endswith("/login")
    assert "on, with the key in OTREE_REST_KEY" in running_server.output()


def test_without_a_key_the_rest_interface_is_off_and_the_block_says_so(counting_project):
    with SessionServer(counting_project, OTREE_REST_KEY=None) as server:
        answer = requests.get(f"{server.url}/api/sessions", headers={"otree-rest-key": ""}, timeout=30)

    assert answer.status_code == 403
    assert "off (set OTREE_REST_KEY to switch it on)" in server.output()


def test_an_error_page_shows_no_source_code(counting_project):
    app = counting_project / "counting" / "__init__.py"
    broken = app.read_text().replace(
        "def number_max(player):", 'def number_max(player):\n    raise RuntimeError("inside")'
    )
    app.write_text(broken)
    with SessionServer(counting_project) as server:
        link = server.rest.participant_links(server.rest.create_session("counting", 2))[0]
        page = requests.get(link, timeout=30)

    assert page.status_code == 500
    assert "inside" not in page.text
    assert "RuntimeError: inside" in server.output()


def _log_in(server: SessionServer, password: str) -> bool:
    visitor = requests.Session()
    visitor.trust_env = False
    page = visitor.get(f"{server.url}/login", timeout=30)
    token = re.search(r'name="csrftoken"[^>]*value="([^"]*)"', page.text)
    form = {"username": "admin", "password": password}
    if token:
        form["csrftoken"] = token[1]
    answer = visitor.post(f"{server.url}/login", data=form, timeout=30)
    return "/login" not in answer.url
