"""`preflight` as it is typed, before servers that answer in every way."""

from __future__ import annotations

import json
import time

import pytest

from forecast_sharing.__main__ import main
from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel

GREEN = {"name": "disk", "state": "green", "found": "2 GB", "remedy": ""}
RED = {"name": "backup", "state": "red", "found": "none", "remedy": "make one"}


class Server(FakeChannel):
    """Says the checks it is given, at its own time."""

    status, ahead_s, checks = 200, 0.0, (GREEN,)

    def answer(self, asked: Asked) -> Answer:
        said = {"at": time.time() + self.ahead_s, "is_closed_network": False, "checks": list(self.checks)}
        return Answer(self.status, said if self.status == 200 else "no")


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("OTREE_REST_KEY", "a-key-of-ours")
    with Server() as server:
        yield server


def states(printed: str) -> dict[str, str]:
    return {check["name"]: check["state"] for check in json.loads(printed)}


def test_the_exit_code_is_0_where_nothing_is_red(server, capsys):
    assert main(["preflight", "--server", server.url, "--study", "mine", "--json"]) == 0
    assert states(capsys.readouterr().out) == dict.fromkeys(("server", "https", "clock", "disk"), "green")
    (asked,) = server.asked
    assert (asked.path, asked.query["study"]) == ("/api/preflight", "mine")
    assert {name.lower(): value for name, value in asked.headers.items()}["otree-rest-key"] == "a-key-of-ours"


def test_what_is_red_is_said_with_its_remedy_and_never_with_the_key(server, capsys):
    server.checks, server.ahead_s = (GREEN, RED), -60

    assert main(["preflight", "--server", server.url]) == 1
    said = capsys.readouterr().out
    assert "red          backup: none\n             -> make one" in said
    assert "red          clock: the server is 60.0 s behind" in said
    assert "a-key-of-ours" not in said


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(403, "the same key here"), (404, "this project's session server"), (400, "LAB_HOSTS"), (500, "same version")],
)
def test_a_server_that_refuses_is_red(server, capsys, status, remedy):
    server.status = status

    assert main(["preflight", "--server", server.url]) == 1
    said = capsys.readouterr().out
    assert f"answered {status}" in said
    assert remedy in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "localhost:8000", "file:///etc/passwd", "http://"])
def test_where_no_server_is_that_is_what_is_red(url, capsys):
    assert main(["preflight", "--server", url]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"red          server: {url} ")
    assert "Traceback" not in said
