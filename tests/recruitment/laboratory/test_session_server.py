"""Speaking to a real session server: what it offers, sessions made once, outcomes, and every way of not answering."""

from __future__ import annotations

import pytest
from djmoney.money import Money

from recruitment.laboratory import server_client as bridge
from recruitment.models import SessionServer as ServerRow
from tests.harness.people.web_people import WebPerson
from tests.harness.servers.session_server import free_port
from tests.harness.servers.slow_way import SlowWay

pytestmark = pytest.mark.usefixtures("rest_key")

LABELS = ["bcdfg23456", "hjkmn78923", "pqrst45678", "vwxzb91234"]


def at(url: str) -> ServerRow:
    return ServerRow(name="tests", url=url)


def create(server: ServerRow, key: str, **others) -> bridge.CreatedSession:
    return bridge.create_session(server, **{"config": "lab_ch_uh", "labels": LABELS, "room": "", "key": key, **others})


def n_sessions(session_server, key: str) -> int:
    return sum(session["label"] == key for session in session_server.rest.get("/api/sessions").json())


@pytest.mark.process
def test_the_treatments_are_those_of_the_server_with_the_people_of_a_block(session_server):
    configs = {config.name: config for config in bridge.session_configs(at(session_server.url))}

    assert configs["lab_ch_uh"].people_per_block == 4
    assert configs["repeated_ch_uh"].people_per_block == 2
    assert configs["demo"].num_demo_participants == 2


@pytest.mark.process
def test_each_label_gets_a_link_of_its_own_that_keeps_it(session_server):
    made = create(at(session_server.url), "each-label-a-link-1")
    links = [bridge.personal_link(at(session_server.url), made.participant_codes[label]) for label in LABELS]
    people = [WebPerson(link).arrive() for link in links]

    assert [person.code for person in people] == [made.participant_codes[label] for label in LABELS]
    assert len(set(made.participant_codes.values())) == len(LABELS)
    assert {person.label for person in bridge.fetch_outcomes(at(session_server.url), made.code)} == set(LABELS)


@pytest.mark.process
def test_the_session_takes_the_room(session_server):
    made = create(at(session_server.url), "session-in-its-room", room="online")
    rooms = {room["name"]: room["session_code"] for room in session_server.rest.get("/api/rooms").json()}

    assert rooms["online"] == made.code
    assert bridge.rooms(at(session_server.url)) == sorted(rooms)


@pytest.mark.process
def test_an_answer_that_is_lost_makes_no_second_session(session_server):
    with SlowWay(session_server.url, loses_answer=lambda number, path: number == 1) as way:
        made = create(at(way.url), "answer-that-is-lost-1")

    assert way.n_requests == 3  # lost, asked again, and its participants
    assert n_sessions(session_server, "answer-that-is-lost-1") == 1
    assert len(made.participant_codes) == 4


@pytest.mark.process
def test_a_request_that_comes_late_makes_no_second_session(session_server, monkeypatch):
    monkeypatch.setattr(bridge, "CREATION_S", 1.0)
    with SlowWay(session_server.url, holds_request=lambda number, path: number == 1) as way:
        create(at(way.url), "request-that-is-late1")
        way.let_go.set()
        assert way.held_are_through.wait(60)

    assert n_sessions(session_server, "request-that-is-late1") == 1


@pytest.mark.process
def test_when_every_answer_is_lost_nobody_knows_and_asking_again_finds_the_session(session_server):
    with SlowWay(session_server.url, loses_answer=lambda number, path: True) as way, pytest.raises(bridge.InDoubt):
        create(at(way.url), "every-answer-is-lost1")
    made = create(at(session_server.url), "every-answer-is-lost1")

    assert way.n_requests == bridge.MOST_TRIES
    assert n_sessions(session_server, "every-answer-is-lost1") == 1
    assert made.code


@pytest.mark.process
def test_a_doubt_is_not_dispelled_by_a_later_try_that_does_not_arrive(session_server, monkeypatch):
    def close_the_way(number: int, path: str) -> bool:
        way.close()
        return True

    with SlowWay(session_server.url, loses_answer=close_the_way) as way, pytest.raises(bridge.InDoubt):
        create(at(way.url), "doubt-not-dispelled-1")

    assert way.n_requests == 1
    assert n_sessions(session_server, "doubt-not-dispelled-1") == 1


def test_a_server_that_is_away_did_nothing():
    with pytest.raises(bridge.NothingArrived, match="cannot be reached"):
        create(at(f"http://127.0.0.1:{free_port()}"), "server-that-is-away-1")


@pytest.mark.process
def test_without_a_key_the_server_is_not_asked(session_server, monkeypatch):
    monkeypatch.delenv("OTREE_REST_KEY")

    with pytest.raises(bridge.NothingArrived, match="OTREE_REST_KEY is not set"):
        bridge.session_configs(at(session_server.url))


@pytest.mark.process
def test_a_wrong_key_is_refused_and_never_shown(session_server, monkeypatch):
    monkeypatch.setenv("OTREE_REST_KEY", "a-wrong-key")

    with pytest.raises(bridge.SaidNo, match="403") as refusal:
        bridge.session_configs(at(session_server.url))
    assert "a-wrong-key" not in str(refusal.value)


@pytest.mark.process
@pytest.mark.parametrize(
    "wrong",
    [{"config": "no_such_config"}, {"room": "nowhere"}, {"labels": LABELS[:3]}],
    ids=["config", "room", "block"],
)
def test_a_wish_that_cannot_be_fulfilled_is_refused_and_makes_nothing(session_server, wrong):
    with pytest.raises(bridge.SaidNo):
        create(at(session_server.url), "wish-not-fulfilled-11", **wrong)

    assert n_sessions(session_server, "wish-not-fulfilled-11") == 0


@pytest.mark.process
def test_outcomes_are_amounts_with_their_currency_once_a_person_has_left(session_server):
    made = create(at(session_server.url), "outcomes-are-amounts1")
    leaver = made.participant_codes[LABELS[0]]
    WebPerson(f"{session_server.url}/InitializeParticipant/{leaver}").arrive().send(consent="False")
    outcomes = {outcome.label: outcome for outcome in bridge.fetch_outcomes(at(session_server.url), made.code)}

    assert outcomes[LABELS[0]] == bridge.ParticipantOutcome(
        leaver,
        LABELS[0],
        "consent_declined",
        Money("5.00", "USD"),
        Money("0.00", "USD"),
        Money("5.00", "USD"),
        has_started=True,
    )
    assert not outcomes[LABELS[1]].is_finished
    assert outcomes[LABELS[1]].total is None


@pytest.mark.parametrize(
    "changed",
    [
        {"total": 5.0},
        {"total": "nan"},
        {"total": "5.001"},
        {"total": "6.00"},
        {"exit_reason": None},
        {"code": "../x"},
        {"currency": "doubloons"},
    ],
    ids=["float", "nan", "a tenth of a cent", "wrong sum", "no reason", "no code", "no currency"],
)
def test_an_answer_that_makes_no_sense_is_not_believed(monkeypatch, changed):
    person = {
        "code": "abcdefgh",
        "label": "x",
        "exit_reason": "completed",
        "show_up_fee": "5",
        "earnings": "0",
        "total": "5.00",
    }
    answer = {"currency": changed.get("currency", "EUR"), "participants": [person | changed]}
    monkeypatch.setattr(bridge, "_ask_once", lambda *_: answer)

    with pytest.raises(bridge.Failed, match="unexpected"):
        bridge.fetch_outcomes(at("http://unused"), "abcdefgh")
