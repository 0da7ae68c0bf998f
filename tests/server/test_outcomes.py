"""What is left of a request: its answer, its line in the log, and the way on for whoever met an error."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import resource
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import requests
from uvicorn.protocols.utils import ClientDisconnected

from lab_server.gateway.outcomes import Outcomes
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

BROWSER = {"Accept": "text/html"}
STANDS_STILL = """
def number_max(player):
    import pathlib, time
    if pathlib.Path("error").exists():
        raise RuntimeError("inside")
    if pathlib.Path("error of the database").exists():
        from otree.database import engine
        engine.execute("INSERT INTO nowhere VALUES (?)", [" ".join(("words", "of", "a participant"))])
    if pathlib.Path("stand still").exists():
        pathlib.Path("stands still").touch()
        while pathlib.Path("stand still").exists():
            time.sleep(0.02)
"""


@pytest.fixture
def fragile_project(counting_project: Path) -> Path:
    """Return a project whose page fails, or stands still, while a file of that name exists."""
    app = counting_project / "counting" / "__init__.py"
    source = app.read_text()
    assert "def number_max(player):" in source
    app.write_text(source.replace("def number_max(player):", STANDS_STILL.strip("\n")))
    return counting_project


def log_lines(server: SessionServer) -> list[dict]:
    return [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]


def first_link(server: SessionServer) -> str:
    return server.rest.participant_links(server.rest.create_session("counting", 2))[0]


def test_an_error_has_a_reference_in_the_log_and_the_participant_goes_on(fragile_project):
    with SessionServer(fragile_project) as server:
        person = requests.Session()
        page = person.get(first_link(server), headers=BROWSER, timeout=30)
        (fragile_project / "error").touch()
        failed = person.post(page.url, data={"number": "5"}, headers=BROWSER, timeout=30)
        (fragile_project / "error").unlink()
        again = person.get(page.url, headers=BROWSER, timeout=30)
        gone_on = person.post(again.url, data={"number": "5"}, headers=BROWSER, timeout=30)
    reference = re.search(r"reference: ([A-Z0-9]{6})", failed.text)
    assert reference, failed.text
    [line] = [line for line in log_lines(server) if line.get("reference") == reference[1] and line["event"] == "error"]

    assert failed.status_code == 500
    assert line["level"] == "ERROR"
    assert "RuntimeError: inside" in line["exc_info"]
    assert line["route"] == "/p/{participant_code}/counting/EnterNumber/{page_index}"
    assert again.ok
    assert gone_on.ok
    assert gone_on.url != page.url


def test_the_page_about_an_error_leads_back(tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    with (project / "briefing" / "pages.py").open("a") as pages:
        pages.write("\n\n")
        pages.write("Instructions.is_displayed = staticmethod(lambda player: not __import__('pathlib').Path('error')")
        pages.write(".exists() or 1 / 0)\n")
    with SessionServer(project) as server:
        person = requests.Session()
        link = server.rest.participant_links(server.rest.create_session("demo", 2))[0]
        page = person.get(link, headers=BROWSER, timeout=30)
        (project / "error").touch()
        failed = person.post(page.url, data={"consent": "True"}, headers=BROWSER, timeout=30)
        (project / "error").unlink()
        way_back = re.search(r'class="button" href="([^"]*)"', failed.text)
        assert way_back, failed.text
        back = person.get(server.url + way_back[1], headers=BROWSER, timeout=30)
    [line] = [line for line in log_lines(server) if line["event"] == "error"]

    assert failed.status_code == 500
    assert f'<code id="reference" translate="no">{line["reference"]}</code>' in failed.text
    assert back.ok
    assert back.url == page.url


def test_a_program_gets_the_reference_as_text(fragile_project):
    with SessionServer(fragile_project) as server:
        link = first_link(server)
        (fragile_project / "error").touch()
        failed = requests.get(link, timeout=30)
    [line] = [line for line in log_lines(server) if line["event"] == "error"]

    assert failed.status_code == 500
    assert failed.text.strip().endswith(line["reference"])


def test_the_log_has_neither_codes_nor_labels_nor_addresses(fragile_project):
    with SessionServer(fragile_project, LAB_LOG="requests") as server:
        link = first_link(server)
        code = link.rsplit("/", 1)[-1]
        page = requests.get(link, params={"participant_label": "ada.lovelace"}, headers=BROWSER, timeout=30)
        requests.post(page.url, data={"number": "77123"}, headers=BROWSER, timeout=30)
        (fragile_project / "error").touch()
        requests.get(page.url, headers=BROWSER, timeout=30)
        (fragile_project / "error").unlink()
        (fragile_project / "error of the database").touch()
        requests.get(page.url, headers=BROWSER, timeout=30)
        requests.get(f"{server.url}/room/x?participant_label=ada.lovelace", headers=BROWSER, timeout=30)
    lines = log_lines(server)
    text = "\n".join(json.dumps(line) for line in lines)

    assert {line["event"] for line in lines} >= {"request", "error"}
    assert all({"at", "level", "by", "event"} <= line.keys() for line in lines)
    secret = (code, "ada.lovelace", "77123", "words of a participant", "127.0.0.1", "key-of-the-tests")
    assert "INSERT INTO nowhere" in text
    assert not [word for word in secret if word in text]


def test_without_being_asked_the_log_has_no_line_for_each_request(counting_project):
    with SessionServer(counting_project) as server:
        requests.get(first_link(server), timeout=30)
        requests.get(f"{server.url}/login", headers={"Host": "evil.example"}, timeout=30)

    assert [line["event"] for line in log_lines(server) if line["by"] == "lab_server.requests"] == ["refused"]


def test_files_are_served_while_the_lock_is_held(fragile_project):
    with SessionServer(fragile_project) as server:
        page = requests.get(first_link(server), timeout=30)
        (fragile_project / "stand still").touch()
        slow = threading.Thread(target=requests.post, args=(page.url, {"number": "1"}), kwargs={"timeout": 60})
        slow.start()
        try:
            while not (fragile_project / "stands still").exists():
                assert slow.is_alive()
            file = requests.get(f"{server.url}/static/otree/css/theme2.css", timeout=10)
            with pytest.raises(requests.Timeout):
                requests.get(page.url, timeout=1)
        finally:
            (fragile_project / "stand still").unlink()
            slow.join()

    assert file.ok


def test_files_are_compressed_and_kept_by_browsers(counting_project):
    with SessionServer(counting_project) as server:
        page = requests.get(f"{server.url}/login", timeout=30).text
        versioned = re.search(r'href="(/static/[0-9a-f]{12}/otree/css/theme2.css)"', page)
        assert versioned, page
        kept = requests.get(server.url + versioned[1], timeout=30, stream=True)
        packed = kept.raw.read()
        plain = requests.get(server.url + versioned[1], headers={"Accept-Encoding": "identity"}, timeout=30)
        unversioned = requests.get(f"{server.url}/static/otree/css/theme2.css", timeout=30)
        unchanged = requests.get(unversioned.url, headers={"If-None-Match": unversioned.headers["ETag"]}, timeout=30)

    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content
    assert "max-age=60" in unversioned.headers["Cache-Control"]
    assert unchanged.status_code == 304


def test_the_version_of_the_files_changes_with_them(counting_project):
    versions = []
    for content in ("a {}", "b {}"):
        (counting_project / "_static" / "own.css").write_text(content)
        with SessionServer(counting_project) as server:
            page = requests.get(f"{server.url}/login", timeout=30).text
        versions.append(re.search(r"/static/([0-9a-f]{12})/", page)[1])

    assert versions[0] != versions[1]


def test_health_is_told_to_anybody(counting_project):
    with SessionServer(counting_project) as server:
        answer = requests.get(f"{server.url}/healthz", timeout=30)
    with closing(sqlite3.connect(counting_project / "db.sqlite3")) as connection:
        [(n_left,)] = connection.execute("SELECT count(*) FROM otree_taskqueuemessage")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert n_left == 0
    assert "Traceback" not in server.output()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system cannot limit another process's files")
def test_health_is_bad_while_nothing_can_be_written(counting_project):
    with SessionServer(counting_project) as server:
        person = requests.Session()
        page = person.get(first_link(server), timeout=30)
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, most))  # as if the disk were full
        failed = person.post(page.url, data={"number": "5"}, timeout=30)
        sick = requests.get(f"{server.url}/healthz", timeout=30)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        well = requests.get(f"{server.url}/healthz", timeout=30)

    assert failed.status_code == 500
    assert (sick.status_code, sick.json()) == (503, {"status": "the database takes nothing in"})
    assert well.status_code == 200


def test_health_is_bad_while_nobody_gets_on(fragile_project):
    with SessionServer(fragile_project) as server:
        page = requests.get(first_link(server), timeout=30)
        (fragile_project / "stand still").touch()
        slow = threading.Thread(target=requests.post, args=(page.url, {"number": "1"}), kwargs={"timeout": 60})
        slow.start()
        try:
            while not (fragile_project / "stands still").exists():
                assert slow.is_alive()
            answer = requests.get(f"{server.url}/healthz", timeout=30)
        finally:
            (fragile_project / "stand still").unlink()
            slow.join()

    assert (answer.status_code, answer.json()) == (503, {"status": "busy"})


def test_whoever_has_left_a_page_is_no_error_and_others_are_still_told(caplog):
    told = []

    async def application(scope, receive, send):
        for name in ("left", "stayed"):
            await send({"type": "websocket.send", "text": name})

    async def send(message):
        if message["text"] == "left":
            raise ClientDisconnected
        told.append(message["text"])

    outcomes = Outcomes(application, page=lambda _: None, route=str)
    asyncio.run(outcomes({"type": "websocket", "path": "/wait_page"}, None, send))

    assert told == ["stayed"]
    assert not caplog.records
