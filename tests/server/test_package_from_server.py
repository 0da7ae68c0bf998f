"""A study is packaged from the servers that ran it, and from them alone what was held for data."""

from __future__ import annotations

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.package.verify import verify
from tests.harness.packages import rows_of
from tests.harness.people.web_session import WebSession
from tests.harness.servers.session_server import REST_KEY

pytestmark = pytest.mark.process

STUDY = "study_demo_study"
# One round of one part, which people who speak plain HTTP can play.
SHORT = {
    "arms": '[{"name":"dear_first","blocks":1,"parts":[{"treatment":"dear","rounds":1,"settings":{}}]}]',
    "num_rounds": 1,
}


@pytest.fixture
def package(session_server, tmp_path, monkeypatch):
    """Return a function that packages the demo from the server, and returns exit code and folder."""
    monkeypatch.setenv("OTREE_REST_KEY", REST_KEY)

    def run(*flags):
        out = tmp_path / "package"
        server = ("--server", session_server.url, "--without-analysis", "--out", str(out))
        return main(["study", "package", "demo_study", *server, *flags]), out

    return run


def test_a_played_session_is_packaged_and_a_rehearsal_is_not(session_server, package, capsys):
    played = WebSession(session_server, STUDY, 4, study_session=1, **SHORT)
    played.play_to_the_end([person.arrive() for person in played.people])
    rehearsal = WebSession(session_server, STUDY, 4, study_session=2, purpose="rehearsal")
    code, out = package()
    sessions = rows_of(out / "data" / "table-session_data.csv")

    assert code == 0
    assert [row["study_session"] for row in sessions] == ["1"]
    assert len(rows_of(out / "data" / "table-rounds_data.csv")) == 2
    assert f"left out, since not held for data: {rehearsal.code} (rehearsal)" in capsys.readouterr().out


def test_a_session_that_runs_is_refused_when_it_is_named(session_server, package, capsys):
    running = WebSession(session_server, STUDY, 4, study_session=7)
    for person in running.people:
        person.arrive()
    code, out = package("--session", running.code)

    assert code == 2
    assert not out.exists()
    assert "the table of rounds has no rows" in capsys.readouterr().err


def test_a_wrong_key_and_no_key_are_named(package, monkeypatch, capsys):
    monkeypatch.setenv("OTREE_REST_KEY_1", "wrong")
    code, _ = package()
    assert code == 2
    assert "refused /api/sessions (40" in capsys.readouterr().err
    monkeypatch.delenv("OTREE_REST_KEY_1")
    monkeypatch.delenv("OTREE_REST_KEY")
    assert package()[0] == 2
    assert "OTREE_REST_KEY is not set" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["lab.example.org", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none(monkeypatch, capsys, tmp_path, url):
    monkeypatch.setenv("OTREE_REST_KEY", "key")

    assert main(["study", "package", "demo_study", "--server", url, "--out", str(tmp_path / "out")]) == 2
    assert "--server must be the address of a server" in capsys.readouterr().err


def test_a_server_that_is_away(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("OTREE_REST_KEY", "key")
    asked = ["--server", "http://127.0.0.1:9", "--out", str(tmp_path / "out")]

    assert main(["study", "package", "demo_study", *asked]) == 2
    assert "http://127.0.0.1:9: no answer" in capsys.readouterr().err


@pytest.mark.parametrize("dropout", ["end_pair", "robot"])
def test_payments_of_those_who_were_left_come_out(session_server, package, dropout):
    session = WebSession(
        session_server,
        STUDY,
        4,
        study_session=20,
        **SHORT,
        practice_rounds=1,
        dropout=dropout,
        presence_seconds=60,
        page_seconds=3,
        max_wait_seconds=3,
        lost_round_pay=700,
    )
    session.bring_to_the_game(session.people)
    there = session.people[1:]
    session.play_to_the_end(there)
    code, out = package("--session", session.code)
    found = verify(out)

    assert code == 0
    reasons = {row["exit_reason"] for row in rows_of(out / "data" / "table-participants_data.csv")}
    assert reasons > {"completed"}
    assert found.problems == []
