"""A running server's own checks: who is told, what turns red, and what makes it green again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import requests

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_people import WebPerson
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import ADMIN_PASSWORD, REST_KEY, SessionServer, run_until_exit

pytestmark = pytest.mark.process

NAMES = [
    *("admin password", "REST key", "secret key", "access", "database", "time limits", "disk", "backup"),
    *("rooms", "room labels", "consent", "completion", "study"),
]
STUDY = "crossover"


def asked(server, study=""):
    said = server.rest.get("/api/preflight", {"study": study}).json()
    return {check["name"]: check for check in said["checks"]}


def freeze(project):
    command = [sys.executable, "-m", "forecast_sharing", "study", "freeze", STUDY]
    subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=120)


def test_all_checks_are_said_and_no_secret(session_server):
    answer = session_server.rest.get("/api/preflight")
    checks = asked(session_server)

    assert list(checks) == NAMES
    assert checks["admin password"]["found"] == "it is one that people guess"
    assert checks["time limits"]["state"] == checks["access"]["state"] == checks["room labels"]["state"] == "green"
    assert checks["database"]["found"].startswith("SQLite, fine for one laboratory; answers and takes in;")
    assert REST_KEY not in answer.text
    assert ADMIN_PASSWORD not in answer.text


def test_without_the_key_or_a_log_in_nothing_is_said(session_server):
    keys = [{}, {"otree-rest-key": "wrong"}]
    answers = [requests.get(f"{session_server.url}/api/preflight", headers=key, timeout=60) for key in keys]
    page = requests.get(f"{session_server.url}/preflight", allow_redirects=False, timeout=60)

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "checks" not in answers[0].text + answers[1].text
    assert (page.status_code, page.headers["location"].endswith("/login")) == (302, True)


def test_the_page_shows_the_same_checks_and_is_reached_from_every_page(session_server):
    admin = Administrator(session_server)
    page = admin.get(f"/preflight?study={STUDY}")
    code = session_server.rest.create_session("demo", 2)

    assert page.status_code == 200
    assert [name for name in NAMES if f'<th scope="row">{name}</th>' not in page.text] == []
    assert '<th scope="row">https</th><td class="state">green</td>' in page.text
    assert f"{STUDY} is sound and not frozen" in page.text
    for path in ("/sessions", f"/AdminReport/{code}"):
        assert '/preflight">Preflight</a>' in admin.get(path).text


def test_what_is_named_by_a_stranger_is_shown_as_text(session_server):
    page = Administrator(session_server).get("/preflight?study=%3Cimg%20src%3Dx%3E")

    assert "<img" not in page.text
    assert "&lt;img src=x&gt;" in page.text


def test_a_study_is_green_once_it_is_frozen_and_the_server_knows(tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    file = project / "studies" / STUDY / "study.toml"
    with SessionServer(project) as server:
        unfrozen = asked(server, STUDY)["study"]
        unknown = asked(server, "../studies/crossover")["study"]
        freeze(project)
        not_restarted = asked(server, STUDY)["study"]
    with SessionServer(project) as server:
        frozen, unasked = asked(server, STUDY)["study"], asked(server)["study"]
        source = file.read_text(encoding="utf-8")
        file.write_text(source.replace("practice_rounds = ", "practice_rounds = 1"), encoding="utf-8")
        changed = asked(server)["study"]

    assert [one["state"] for one in (unfrozen, unknown, not_restarted)] == ["red"] * 3
    assert unfrozen["found"] == "crossover is sound and not frozen"
    assert "there was no study ../studies/crossover" in unknown["found"]
    assert "its session config says version 0, the lock in its folder 1" in not_restarted["found"]
    assert (frozen["state"], unasked) == ("green", frozen)
    assert (changed["state"], "was changed since version 1: settings.practice_rounds is 1" in changed["found"]) == (
        "red",
        True,
    )


def test_backup_labels_and_rooms_follow_what_happens(tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    with SessionServer(project, LAB_CLOSED_NETWORK="1") as server:
        empty = asked(server)
        code = server.rest.create_session("demo", 2, room="online", purpose="rehearsal")
        WebPerson(server.rest.participant_links(code)[0]).arrive()
        begun = asked(server)
        saved = run_until_exit(project, "backup", "--to", "copy.backup", PORT=str(server.port))
        (project / "_rooms" / "lab.txt").write_text("row 2\n", encoding="utf-8")
        after = asked(server)
        is_closed = server.rest.get("/api/preflight").json()["is_closed_network"]

    assert saved == (0, "Saved: copy.backup\n")
    assert [one["backup"]["state"] for one in (empty, begun, after)] == ["green", "red", "green"]
    assert (empty["rooms"]["state"], begun["rooms"]["state"]) == ("green", "cannot tell")
    assert f"online: session {code}, rehearsal" in begun["rooms"]["found"]
    assert after["room labels"]["state"] == "red"
    assert "_rooms/lab.txt, line 1" in after["room labels"]["found"]
    assert is_closed
    assert json.dumps(after).count("Traceback") == 0
