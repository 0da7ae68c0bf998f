"""A language is its texts alone: with them in place, people read it from the door of a room on."""

from __future__ import annotations

import re
import shutil

import pytest
import requests

from tests.harness.project_copy import REPOSITORY, copy_project
from tests.harness.session_server import SessionServer
from tests.harness.web_people import AS_BROWSERS

pytestmark = pytest.mark.process

BROWSER = {"Accept": "text/html,application/xhtml+xml", **AS_BROWSERS}
GERMAN = BROWSER | {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}
TEXT = re.compile(r"^([a-z][\w-]*) = (?=\S)(?!\{)", re.MULTILINE)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Run the experiment's server with a second language, in which each text of one line begins with DE."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("server") / "project")
    locales = project / "participant_ui" / "locales"
    shutil.copytree(locales / "en", locales / "de")
    for file in (locales / "de").glob("*.ftl"):
        file.write_text(TEXT.sub(r"\1 = DE ", file.read_text(encoding="utf-8")), encoding="utf-8")
    with SessionServer(project) as running:
        yield running


def visit(url: str, headers: dict[str, str], **query: str) -> str:
    return requests.get(url, params=query, headers=headers, timeout=30).text


def test_room_refusals_and_full_sessions_speak_the_language_of_the_browser(server):
    code = server.rest.create_session("demo", 2, room="online", language="de")
    room = f"{server.url}/room/online"
    for label in ("a", "b"):
        visit(room, GERMAN, welcome_page_ok="1", participant_label=label)
    pages = {
        "room": visit(room, GERMAN),
        "full": visit(room, GERMAN, welcome_page_ok="1", participant_label="c"),
        "label": visit(server.rest.participant_links(code)[0], GERMAN, participant_label="<b>"),
        "nowhere": visit(f"{server.url}/room/nowhere", GERMAN),
    }

    assert [name for name, page in pages.items() if '<html lang="de">' not in page or "<h1>DE " not in page] == []
    assert "DE All places in this session are taken." in pages["full"]
    assert "DE " in pages["label"].partition("</h1>")[2]
    assert '<html lang="en">' in visit(room, BROWSER | {"Accept-Language": "en"})
    assert '<html lang="en">' in visit(room, BROWSER)
