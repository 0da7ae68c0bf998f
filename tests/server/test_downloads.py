"""The administrator downloads one session, or all sessions of a study, and nothing of any other."""

from __future__ import annotations

import io
import zipfile

import pytest
import requests

from forecast_sharing import dataset
from tests.harness.people.administrator import Administrator
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

QUICK = {"num_rounds": 1, "practice_rounds": 0, "survey_sections": "none"}
TABLES = {"arms", "events", "matching", "participants", "quiz", "rounds", "session", "survey"}


def names_in(answer):
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_a_session_is_downloaded_whole_and_alone(session_server, tmp_path):
    session = WebSession(session_server, "demo", 2, **QUICK)
    WebSession(session_server, "demo", 2, **QUICK)
    session.play_to_the_end([person.arrive() for person in session.people])
    administrator = Administrator(session_server)
    answer = administrator.get(f"/download/{session.code}")

    assert set(names_in(answer)) == {"codebook.md", *(f"{session.code}/{table}.csv" for table in TABLES)}
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    rounds = dataset.read_rounds(tmp_path / session.code / "rounds.csv")
    assert set(rounds["session_code"]) == {session.code}
    assert len(rounds) == 1
    assert administrator.get(f"/download/{session.code}").content == answer.content
    # The same bytes tomorrow, too.
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(answer.content)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_a_study_is_downloaded_without_its_rehearsals(session_server):
    numbers = {"first": 101, "second": 102, "rehearsal": 103}
    sessions = {
        name: WebSession(
            session_server,
            "study_four_cells",
            4,
            study_session=number,
            purpose="rehearsal" if name == "rehearsal" else "data",
        )
        for name, number in numbers.items()
    }
    other = WebSession(session_server, "study_crossover", 4)
    names = names_in(Administrator(session_server).get(f"/download/{sessions['first'].code}/study"))
    folders = {name.partition("/")[0] for name in names}

    assert {sessions["first"].code, sessions["second"].code} <= folders
    assert not {sessions["rehearsal"].code, other.code} & folders


def test_downloads_are_for_the_administrator(session_server):
    session = WebSession(session_server, "demo", 2)
    for path in (f"/download/{session.code}", f"/download/{session.code}/study"):
        answer = requests.get(session_server.url + path, timeout=30)
        assert "/login" in answer.url
        assert "zip" not in answer.headers["content-type"]
