"""Who took part before, and comes again: turned away or let in, as the session says, and known to staff either way."""

from __future__ import annotations

import csv
import re

import pytest
import requests

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_people import AS_BROWSERS, WebPerson

pytestmark = pytest.mark.process

BROWSER = {"Accept": "text/html,application/xhtml+xml", **AS_BROWSERS}
START = re.compile(r"/p/(\w+)/")
FIRST, SECOND = "64b0bb01", "64b0bb02"


class Room:
    """A room of the server, with one session after the other."""

    def __init__(self, server, name="online"):
        self.server = server
        self.door = f"{server.url}/room/{name}"
        self.name = name

    def session(self, config="repeated_ch_uh", n=2, **modified) -> str:
        return self.server.rest.create_session(config, n, room=self.name, **modified)

    def visit(self, label: str | list[str], **query: str) -> requests.Response:
        query = {"welcome_page_ok": "1", "participant_label": label, **query}
        return requests.get(self.door, params=query, headers=BROWSER, timeout=60)

    def enter(self, label: str, **query: str) -> str:
        """Return the code of the person one becomes."""
        answer = self.visit(label, **query)
        assert answer.status_code == 200, (answer.status_code, answer.text[-800:])
        return START.search(answer.url)[1]

    def consent(self, label: str, *, answer: str = "True", **query: str) -> str:
        """Enter, agree or decline, and return the code of the person one has become."""
        person = WebPerson(f"{self.server.url}/InitializeParticipant/{self.enter(label, **query)}").arrive()
        assert person.page == "Consent"
        return person.send(consent=answer).code

    def labels(self, session: str) -> list[str | None]:
        people = sorted(self.server.rest.session(session)["participants"], key=lambda person: person["id_in_session"])
        return [person["label"] for person in people]


@pytest.fixture
def room(session_server):
    return Room(session_server)


def exported(server, session: str, function: str) -> list[dict[str, str]]:
    return list(csv.DictReader(server.rest.custom_export("cheap_talk_game", function, session).splitlines()))


def earlier(server, session: str) -> list[str]:
    return [row["earlier_session"] for row in exported(server, session, "custom_export_participants")]


def console(server, session: str) -> list[dict]:
    return Administrator(server).get(f"/console/{session}").json()["people"]


def test_who_took_part_is_turned_away_kindly_and_takes_no_place(room):
    room.session()
    room.consent("ada-1")
    second = room.session()
    refused = [room.visit("ada-1"), room.visit("ADA-1"), room.visit("ada-1 ")]

    assert [answer.status_code for answer in refused] == [409] * 3
    for answer in refused:
        assert "<h1>You have already taken part</h1>" in answer.text
        assert "return your submission there" in answer.text
    assert room.labels(second) == [None, None]
    assert room.enter("bob-1") != room.enter("cyd-1")


def test_in_the_same_session_everybody_gets_their_own_page_however_they_are_spelled(room):
    room.session()
    first = room.consent("ada-2")

    assert [room.enter(label) for label in ("ada-2", "Ada-2", "ada-2\n", " ADA-2 ")] == [first] * 4


def test_nobody_who_only_opened_the_link_or_declined_has_taken_part(room):
    room.session()
    room.enter("opened")
    room.consent("declined", answer="False")
    second = room.session()

    assert room.enter("opened") != room.enter("declined")
    assert room.labels(second) == ["opened", "declined"]


def test_seats_are_no_people(session_server):
    lab = Room(session_server, "lab")
    first = lab.session()
    lab.consent("seat01")
    second = lab.session()
    lab.consent("seat01")

    assert lab.labels(first)[0] == lab.labels(second)[0] == "seat01"
    assert earlier(session_server, second) == ["", ""]


def test_a_pilot_turns_nobody_away_and_does_not_count(room):
    first = room.session()
    room.consent("ada-3")
    pilot = room.session(participation="pilot")
    room.consent("ada-3")
    room.consent("only-pilot")
    third = room.session()
    room.consent("only-pilot")

    assert room.visit("ada-3").status_code == 409
    assert earlier(room.server, pilot) == [first, ""]
    assert earlier(room.server, third) == ["", ""]


def test_a_demo_of_otrees_own_page_does_not_count(room):
    wishes = {"session_config_name": "repeated_ch_uh", "num_participants": 2, "room_name": "online", "is_demo": True}
    room.server.rest.post("/api/sessions", wishes)
    room.consent("ada-8")
    second = room.session()
    room.consent("ada-8")

    assert earlier(room.server, second) == ["", ""]


def test_where_people_may_come_again_staff_see_who_did(room):
    first = room.session()
    room.consent("ada-4")
    again = room.session(participation="repeated")
    code = room.consent("ada-4")
    room.consent("bob-4")
    flags = {person["code"]: person["flags"] for person in console(room.server, again)}
    events = exported(room.server, again, "custom_export_events")
    [noted] = [event for event in events if event["kind"] == "took_part_before"]

    assert earlier(room.server, again) == [first, ""]
    assert flags.pop(code) == [f"took part before, in session {first}"]
    assert list(flags.values()) == [[]]
    assert (noted["participant_code"], noted["detail"]) == (code, f'{{"session": "{first}"}}')


def test_every_link_with_a_label_turns_away(room):
    room.session()
    room.consent("ada-5")
    second = room.session()
    session = room.server.rest.session(second)
    own = f"{room.server.url}/InitializeParticipant/{session['participants'][0]['code']}"
    links = own, session["session_wide_url"]
    answers = [requests.get(link, params={"participant_label": "ada-5"}, headers=BROWSER, timeout=60) for link in links]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert room.labels(second) == [None, None]


def test_whom_the_creator_of_a_session_has_named_is_let_in(room):
    room.session()
    room.consent("ada-6")
    made = room.server.rest.post(
        "/api/sessions",
        {
            "session_config_name": "repeated_ch_uh",
            "num_participants": 2,
            "room_name": "online",
            "creation_key": "a-key-of-this-test",
            "participant_labels": ["ada-6", "bob-6"],
        },
    ).json()

    assert room.consent("ada-6")
    assert earlier(room.server, made["code"])[0]


def test_a_link_that_names_two_people_lets_nobody_in(room):
    session = room.session()
    answer = room.visit(["ada-7", "bob-7"])

    assert answer.status_code == 404
    assert "names two different people" in answer.text
    assert room.labels(session) == [None, None]
    assert room.enter(["ada-7", "ADA-7"]) == room.enter("ada-7")


def test_what_prolific_says_in_the_link_is_shown_to_staff_and_exported_nowhere(room):
    session = room.session(prolific_study="study1")
    code = room.enter("pid-1", STUDY_ID="study1", SESSION_ID=FIRST)
    room.enter("pid-1", STUDY_ID="study1", SESSION_ID=FIRST)
    other = room.enter("pid-2", STUDY_ID="study2", SESSION_ID="{{%SESSION_ID%}}")
    before = {person["code"]: person for person in console(room.server, session)}
    room.enter("pid-1", STUDY_ID="study1", SESSION_ID=SECOND)
    after = {person["code"]: person for person in console(room.server, session)}
    payments = Administrator(room.server).get(f"/SessionPayments/{session}").text

    assert (before[code]["submissions"], before[code]["flags"]) == ([FIRST], [])
    assert (before[other]["submissions"], before[other]["flags"]) == (
        [],
        ["came by the link of another study, study2"],
    )
    assert after[code]["submissions"] == [FIRST, SECOND]
    assert after[code]["flags"] == ["came again with another SESSION_ID"]
    assert FIRST in payments
    assert SECOND in payments
    assert "study2" in payments
    for app, function in (
        ("cheap_talk_game", "custom_export_participants"),
        ("cheap_talk_game", "custom_export_events"),
        ("cheap_talk_game", "custom_export_rounds"),
        ("cheap_talk_game", "custom_export_survey"),
        ("briefing", "custom_export_quiz"),
    ):
        table = room.server.rest.custom_export(app, function, session)
        assert not re.search(f"{FIRST}|{SECOND}|study1|study2|pid-1", table), function


def test_staff_are_told_of_links_without_the_study_that_was_expected(room):
    session = room.session(prolific_study="study1")
    code = room.enter("pid-3")
    flags = {person["code"]: person["flags"] for person in console(room.server, session)}

    assert flags.pop(code) == ["no STUDY_ID in the link"]
    assert list(flags.values()) == [[]]
    assert "SESSION_ID" not in Administrator(room.server).get(f"/SessionPayments/{session}").text
