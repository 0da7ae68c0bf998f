"""A program creates a session by a key: once, however often it asks and whatever is cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.harness.servers.project_copy import COUNTING_PROJECT, copy_project
from tests.harness.servers.session_server import REST_KEY, SessionServer

pytestmark = pytest.mark.process

KEY = "key-of-a-session-1"
LABELS = ["bcdfg23456", "hjkmn78923", "pqrst45678", "vwxzb91234"]
# Ends the server as a power cut would, in the middle of the first creation only.
POWER_CUT = """

def creating_session(subsession):
    import os, pathlib
    if not pathlib.Path("was-cut").exists():
        pathlib.Path("was-cut").touch()
        os._exit(9)
"""


def wishes(key: str = KEY, labels: list[str] = LABELS, config: str = "lab_ch_uh", **others) -> dict:
    return {
        "session_config_name": config,
        "num_participants": len(labels),
        "creation_key": key,
        "participant_labels": labels,
        **others,
    }


def ask(server: SessionServer, body: dict) -> requests.Response:
    return requests.post(f"{server.url}/api/sessions", json=body, headers={"otree-rest-key": REST_KEY}, timeout=60)


def sessions_labelled(server: SessionServer, label: str) -> list[str]:
    return [session["code"] for session in server.rest.get("/api/sessions").json() if session["label"] == label]


def labels_of(server: SessionServer, code: str) -> list[str]:
    participants = server.rest.session(code)["participants"]
    return [person["label"] for person in sorted(participants, key=lambda person: person["id_in_session"])]


def test_whoever_asks_again_is_given_the_same_session(session_server):
    key = "asked-again-and-again"
    codes = {ask(session_server, wishes(key)).json()["code"] for _ in range(3)}

    [code] = codes
    assert sessions_labelled(session_server, key) == [code]
    assert labels_of(session_server, code) == LABELS


def test_two_who_ask_at_once_are_given_the_same_session(session_server):
    key = "asked-twice-at-once"
    with ThreadPoolExecutor(4) as pool:
        codes = {answer.json()["code"] for answer in pool.map(lambda _: ask(session_server, wishes(key)), range(4))}

    assert sessions_labelled(session_server, key) == list(codes)


def test_other_keys_make_other_sessions(session_server):
    codes = {ask(session_server, wishes(f"another-session-{n}")).json()["code"] for n in range(2)}

    assert len(codes) == 2


def test_the_link_of_a_participant_keeps_the_label(session_server):
    code = ask(session_server, wishes("link-keeps-the-label")).json()["code"]
    requests.get(session_server.rest.participant_links(code)[1], timeout=60)

    assert labels_of(session_server, code) == LABELS


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"creation_key": "short"}, "creation_key must be"),
        ({"creation_key": 7}, "creation_key must be"),
        ({"label": "mine"}, "label must be left out"),
        ({"participant_labels": LABELS[:3]}, "a label for each of 4"),
        ({"participant_labels": [*LABELS[:3], "<img>"]}, "letters, digits"),
        ({"participant_labels": [*LABELS[:3], LABELS[0]]}, "must all differ"),
        ({"participant_labels": None}, "a label for each of 4"),
    ],
    ids=["short key", "key no text", "own label", "too few", "markup", "twice", "none"],
)
def test_a_wish_that_breaks_a_rule_is_refused_in_words(session_server, changed, rule):
    answer = ask(session_server, wishes("a-wish-against-rules") | changed)

    assert answer.status_code == 400
    assert rule in answer.text
    assert sessions_labelled(session_server, "a-wish-against-rules") == []


def test_a_creation_cut_off_half_way_is_made_anew(tmp_path, database_url):
    project = copy_project(COUNTING_PROJECT, tmp_path / "project")
    app = project / "counting" / "__init__.py"
    app.write_text(app.read_text() + POWER_CUT)
    body = wishes(config="counting", room_name=None)
    with SessionServer(project, DATABASE_URL=database_url) as server:
        with pytest.raises(requests.ConnectionError):
            ask(server, body)
        server.process.wait(30)
        server.start()
        code = ask(server, body).json()["code"]
        again = ask(server, body).json()["code"]
        rows = {session["code"]: session["label"] for session in server.rest.get("/api/sessions").json()}

        assert code == again
        assert sorted(rows.values()) == [f"interrupted {KEY}", KEY]
        assert rows[code] == KEY
        assert labels_of(server, code) == LABELS
