"""A language is its texts alone: with them in place, people read it from the door of a room on."""

from __future__ import annotations

import re
import shutil

import pytest
import requests

from tests.harness.people.web_people import AS_BROWSERS
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

BROWSER = {"Accept": "text/html,application/xhtml+xml", **AS_BROWSERS}
GERMAN = BROWSER | {"Accept-Language": "de-AT,de;q=0.9,en;q=0.8"}
FINNISH = BROWSER | {"Accept-Language": "fi-FI,fi;q=0.9,en;q=0.8"}
TEXT = re.compile(r"^([a-z][\w-]*) = (?=\S)(?!\{)", re.MULTILINE)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Run the experiment's server with a second language, in which each text of one line begins with FI."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("server") / "project")
    locales = project / "participant_ui" / "locales"
    shutil.copytree(locales / "en", locales / "fi")
    for file in (locales / "fi").glob("*.ftl"):
        file.write_text(TEXT.sub(r"\1 = FI ", file.read_text(encoding="utf-8")), encoding="utf-8")
    with SessionServer(project) as running:
        yield running


def visit(url: str, headers: dict[str, str], **query: str) -> str:
    return requests.get(url, params=query, headers=headers, timeout=30).text


def test_room_refusals_and_full_sessions_speak_the_language_of_the_browser(server):
    code = server.rest.create_session("demo", 2, room="online", language="fi")
    room = f"{server.url}/room/online"
    for label in ("a", "b"):
        visit(room, FINNISH, welcome_page_ok="1", participant_label=label)
    pages = {
        "room": visit(room, FINNISH),
        "full": visit(room, FINNISH, welcome_page_ok="1", participant_label="c"),
        "label": visit(server.rest.participant_links(code)[0], FINNISH, participant_label="<b>"),
        "nowhere": visit(f"{server.url}/room/nowhere", FINNISH),
    }

    assert [name for name, page in pages.items() if '<html lang="fi">' not in page or "<h1>FI " not in page] == []
    assert "FI All places in this session are taken." in pages["full"]
    assert "FI " in pages["label"].partition("</h1>")[2]
    assert '<html lang="en">' in visit(room, BROWSER | {"Accept-Language": "en"})
    assert '<html lang="en">' in visit(room, BROWSER)


def test_the_door_and_its_refusals_speak_german(server):
    code = server.rest.create_session("demo", 2, language="de")
    room = f"{server.url}/room/online"
    pages = {
        "Willkommen": visit(room, GERMAN),
        "Hier geht es nicht weiter": visit(f"{server.url}/room/nowhere", GERMAN),
        "ein Teilnahmekürzel, das nicht erlaubt ist": visit(
            server.rest.participant_links(code)[0], GERMAN, participant_label="<b>"
        ),
    }

    assert [said for said, page in pages.items() if '<html lang="de">' not in page or said not in page] == []
