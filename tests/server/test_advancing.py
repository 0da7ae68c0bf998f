"""People are moved on by the experimenter, to the last page too: by the console and by oTree's own button."""

from __future__ import annotations

import pytest

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1}


@pytest.fixture(scope="module")
def administrator(session_server):
    return Administrator(session_server)


def by_the_console(administrator, code, person):
    offered = administrator.get(f"/console/{code}/action?participant={person.code}").json()
    return administrator.post(
        f"/console/{code}/action",
        f"/AdminReport/{code}",
        action="advance",
        participant=person.code,
        page_index=offered["page_index"],
    )


def by_otrees_button(administrator, code, person):
    return administrator.post(f"/AdvanceSession/{code}", f"/SessionMonitor/{code}", selected_participant=person.code)


def by_otrees_button_for_the_slowest(administrator, code, _person):
    return administrator.post(f"/AdvanceSession/{code}", f"/SessionMonitor/{code}", advancemode="all")


WAYS = [by_the_console, by_otrees_button, by_otrees_button_for_the_slowest]


@pytest.mark.parametrize("way", WAYS)
def test_whoever_has_only_the_last_page_ahead_gets_there_and_is_paid(session_server, administrator, way):
    played = WebSession(session_server, "demo", 2, **SHORT)
    played.bring_to_the_game(played.people)
    people = sorted(played.people, key=lambda person: person.is_waiting)
    people[0].act()
    for person in reversed(people):
        person.play_until("Results")
    answers = [way(administrator, played.code, person) for person in people]
    paid = [played.participants()[person.code]["total_payment"] for person in people]
    shown = [person.reload().text for person in people]

    assert [answer.status_code for answer in answers] == [200, 200], answers[0].text[-2000:]
    assert "" not in paid
    assert all(person.is_done for person in people)
    assert all("Your payment" in text for text in shown), shown


@pytest.mark.parametrize("way", [by_otrees_button, by_otrees_button_for_the_slowest])
def test_whoever_is_at_the_last_page_stays_there(session_server, administrator, way):
    played = WebSession(session_server, "demo", 2, **SHORT)
    people = [person.arrive() for person in played.people]
    played.play_to_the_end(people)
    before = played.participants()

    assert way(administrator, played.code, people[0]).status_code == 200
    assert played.participants() == before
    assert people[0].reload().is_done
