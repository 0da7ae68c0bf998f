"""``python -m recruitment``: starts on an empty folder, answers, and stops with its mail worker."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.harness.servers.office import REPOSITORY, Office
from tests.harness.servers.session_server import free_port

pytestmark = pytest.mark.process

LONGEST_START_S = 120
LONGEST_STOP_S = 60


@contextmanager
def running(office: Office, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a whole office, wait until it is ready, and give it with what it has said."""
    process = subprocess.Popen(
        command(port),
        cwd=REPOSITORY,
        env=office.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        yield process, "".join(said)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def command(port: int) -> list[str]:
    return [sys.executable, "-m", "recruitment", "--host", "127.0.0.1", "--port", str(port)]


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_fresh_office_answers_tells_how_to_log_in_and_stops_with_its_worker(tmp_path):
    port = free_port()
    with running(Office(tmp_path / "office", None), port) as (process, said):
        page = requests.get(f"http://127.0.0.1:{port}", timeout=30)
        [worker] = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        status = process.wait(LONGEST_STOP_S)

    assert page.status_code == 200
    assert "demo-administrator" in said
    assert "office.sqlite3" in said
    assert status == 0
    assert not is_running(worker)


def test_a_worker_does_not_outlive_an_office_that_was_killed(tmp_path, empty_office):
    office = Office(shutil.copytree(empty_office, tmp_path / "office"), None, OFFICE_DEMO="0")
    with running(office, free_port()) as (process, _):
        [worker] = children_of(process.pid)
        process.kill()

        deadline = time.monotonic() + LONGEST_STOP_S
        while is_running(worker) and time.monotonic() < deadline:
            time.sleep(0.1)

    assert not is_running(worker)


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    office = Office(tmp_path / "office", None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            command(taken.getsockname()[1]),
            cwd=REPOSITORY,
            env=office.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert "already in use" in done.stderr
    assert len(done.stderr.splitlines()) == 1


UNREACHABLE = "postgresql://nobody@127.0.0.1:{port}/office"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param({"OFFICE_URL": "office.example.org"}, "OFFICE_URL must be", id="a setting"),
        pytest.param({"OFFICE_DATABASE_URL": UNREACHABLE}, "OFFICE_DATABASE_URL says where", id="no database"),
        pytest.param({"OFFICE_EMAIL_BACKEND": "no.such.Backend"}, "OFFICE_EMAIL_BACKEND names no", id="no way to send"),
        pytest.param(
            {"OFFICE_EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend"}, "POSTMARK_SERVER_TOKEN", id="no key"
        ),
        pytest.param({"OFFICE_DEMO": "no"}, "OFFICE_DEMO must be 0 or 1", id="demo data"),
    ],
)
def test_what_keeps_the_office_from_starting_is_said_in_one_sentence(tmp_path, environment, sentence):
    environment = {name: value.format(port=free_port()) for name, value in environment.items()}
    office = Office(tmp_path / "office", None, **environment)

    done = subprocess.run(
        command(free_port()),
        cwd=REPOSITORY,
        env=office.environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_START_S,
        check=False,
    )

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param(
            {"OFFICE_CURRENCY": "eur"},
            "OFFICE_CURRENCY must be the code of a currency in capitals, such as EUR, not 'eur'.",
            id="a setting",
        ),
        pytest.param({"OFFICE_DATABASE_URL": UNREACHABLE}, "OFFICE_DATABASE_URL says where", id="no database"),
        pytest.param({}, "lacks tables of this version", id="no tables"),
    ],
)
@pytest.mark.parametrize("name", ["reconcile", "send_reminders"])
def test_a_command_says_it_in_one_sentence_too(tmp_path, environment, sentence, name):
    environment = {name: value.format(port=free_port()) for name, value in environment.items()}
    office = Office(tmp_path / "office", None, **environment)

    done = subprocess.run(
        [sys.executable, "manage.py", name],
        cwd=REPOSITORY,
        env=office.environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_START_S,
        check=False,
    )

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
