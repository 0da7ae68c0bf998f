"""``python -m recruitment``: starts on an empty folder, answers, and stops with its mail worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.harness.office import REPOSITORY, Office
from tests.harness.session_server import free_port

LONGEST_START_S = 120
LONGEST_STOP_S = 60


@pytest.fixture
def running(tmp_path: Path):
    """Start a whole office on an empty folder and wait until it has said that it is ready."""
    office, port = Office(tmp_path / "office", None), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "recruitment", "--host", "127.0.0.1", "--port", str(port)],
        cwd=REPOSITORY,
        env=office.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    yield process, f"http://127.0.0.1:{port}", "".join(said)
    process.kill()
    process.wait()
    process.stdout.close()


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_fresh_office_answers_tells_how_to_log_in_and_stops_with_its_worker(running):
    process, url, said = running
    page = requests.get(url, timeout=30)
    [worker] = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    status = process.wait(LONGEST_STOP_S)

    assert page.status_code == 200
    assert "demo-administrator" in said
    assert "office.sqlite3" in said
    assert status == 0
    assert not is_running(worker)


def test_a_worker_does_not_outlive_an_office_that_was_killed(running):
    process, _, _ = running
    [worker] = children_of(process.pid)
    process.kill()

    deadline = time.monotonic() + LONGEST_STOP_S
    while is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert not is_running(worker)


def test_a_taken_port_is_said_in_one_sentence(running, tmp_path):
    _, url, _ = running
    office = Office(tmp_path / "second", None)

    done = subprocess.run(
        [sys.executable, "-m", "recruitment", "--host", "127.0.0.1", "--port", url.rpartition(":")[2]],
        cwd=REPOSITORY,
        env=office.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "already in use" in done.stderr
    assert len(done.stderr.splitlines()) == 1
