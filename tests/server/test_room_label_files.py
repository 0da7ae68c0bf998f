"""A room's file of labels: judged at start, one seat for one label however it is typed, never lost while it runs."""

from __future__ import annotations

import re

import pytest
import requests

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_people import AS_BROWSERS
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit

pytestmark = pytest.mark.process


@pytest.fixture
def project(tmp_path):
    return copy_project(REPOSITORY, tmp_path / "project")


def enter(server: SessionServer, label: str) -> str:
    """Go through the door of the lab and return the code of the person one has become."""
    query = {"participant_label": label, "welcome_page_ok": "1"}
    answer = requests.get(f"{server.url}/room/lab", params=query, headers=AS_BROWSERS, timeout=30)
    assert answer.status_code == 200, (answer.status_code, answer.text[-500:])
    return re.search(r"/p/(\w+)/", answer.url)[1]


def test_it_does_not_start_with_a_line_that_is_no_label(project):
    (project / "_rooms" / "lab.txt").write_text("seat01\nrow 2\n", encoding="utf-8")
    exit_code, printed = run_until_exit(project, PORT=str(free_port()))

    assert exit_code == 1
    assert "Traceback" not in printed
    assert "_rooms/lab.txt, line 2: a participant label has 1 to 64" in printed


def test_labels_that_the_documents_allow_lead_to_one_seat_whatever_becomes_of_the_file(project):
    labels = project / "_rooms" / "lab.txt"
    labels.write_bytes(b"\xef\xbb\xbfSeat-25\r\nrow.2\r\n")
    with SessionServer(project) as server:
        server.rest.create_session("demo", 2, room="lab")
        first = enter(server, "Seat-25")
        same = enter(server, "SEAT-25")
        labels.write_text("Seat-25\nrow 2\n", encoding="utf-8")
        after = [enter(server, "seat-25"), enter(server, "row.2")]
        door = requests.post(f"{server.url}/room/lab", json={"participant_label": "ROW.2"}, timeout=30).json()
        admin = Administrator(server)
        admin_page = admin.get("/room_with_session/lab")
        labels.write_text("Seat-25\nrow.2\n", encoding="utf-8")
        mended_page = admin.get("/room_with_session/lab")

    assert same == first
    assert after[0] == first != after[1]
    assert door == {"status": "ok"}
    assert admin_page.status_code == 200
    assert "The labels that were read before are kept" in admin_page.text
    assert "_rooms/lab.txt, line 2" in admin_page.text
    assert "were read before" not in mended_page.text
    assert server.output().count("_rooms/lab.txt, line 2") == 1
