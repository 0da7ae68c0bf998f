"""A study on a real Ray cluster: a head on this machine with two worker processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
# Starting Ray and its workers takes a while on a busy machine; nothing here may wait for ever.
SECONDS_TO_START = 90
SECONDS_TO_FINISH = 300

pytestmark = [pytest.mark.slow, pytest.mark.process]


class Head(NamedTuple):
    address: str
    folder: Path

    def has_imported(self, file: str) -> bool:
        """Return whether a worker has imported a file of the package that was sent to it."""
        logs = (self.folder / "session_latest" / "logs").glob("worker-*.err")
        sent = re.compile(rf"py_modules_files/\S*/{re.escape(file)}\b")
        return any(sent.search(log.read_text(errors="replace")) for log in logs)


@pytest.fixture
def head():
    pytest.importorskip("ray")
    port = _free_port()
    # The path of a socket has at most 107 bytes, and the folders of pytest are long.
    folder = Path(tempfile.mkdtemp(prefix="ray-"))
    command = [Path(sys.executable).with_name("ray"), "start", "--head", "--block", "--num-cpus=2", f"--port={port}"]
    options = ["--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={folder}"]
    with (folder / "head.txt").open("w+") as output:
        # Its own process group, so that what it starts ends with it.
        process = subprocess.Popen(
            [*map(str, command), *options],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            # The logs of its processes say what they import, and from where.
            env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONVERBOSE": "1"},
            start_new_session=True,
        )
        try:
            if not _answers(port, process):
                pytest.fail((folder / "head.txt").read_text())
            yield Head(f"127.0.0.1:{port}", folder)
        finally:
            _end(process)
            shutil.rmtree(folder, ignore_errors=True)


def _end(process):
    for word in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, word)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


def _free_port():
    # Below the ports that Ray keeps for its workers, 10002 to 19999.
    for port in range(6400, 6500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port from 6400 to 6499")


def _answers(port, process):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.5)
    return False


def study(directory, *more):
    arguments = [
        "power",
        "--cells",
        "ch_uh",
        "--pairs",
        "2",
        "--rounds",
        "3",
        "--datasets",
        "3",
        "--out",
        str(directory),
    ]
    return subprocess.run(
        [sys.executable, "-m", "forecast_sharing", *arguments, *more],
        # Workers look where the command was given: elsewhere they have the package only if it is sent to them.
        cwd=directory.parent,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_FINISH,
        check=False,
    )


def test_a_cluster_finds_what_this_machine_finds(head, tmp_path):
    here, there = study(tmp_path / "here"), study(tmp_path / "there", "--cluster", head.address)

    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    results = [
        sorted(
            (tmp_path / name / "datasets.jsonl").read_text().splitlines(),
            key=lambda line: json.loads(line)["dataset"]["seed"],
        )
        for name in ("here", "there")
    ]
    assert len(results[0]) == 9
    assert results[0] == results[1]
    assert head.has_imported("forecast_sharing/estimation/comparison.py")


def test_a_cluster_that_does_not_answer_is_said_at_once(tmp_path):
    there = study(tmp_path / "there", "--cluster", "127.0.0.1:1")

    assert there.returncode == 2
    assert "no Ray cluster answers" in there.stderr
    assert "Traceback" not in there.stderr
