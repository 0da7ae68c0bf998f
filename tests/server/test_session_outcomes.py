"""What a program is told of how a session ended, with the key and only with it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
import requests

from tests.harness.people.web_people import WebPerson
from tests.harness.servers.session_server import REST_KEY

pytestmark = pytest.mark.process

ADDRESS = "/api/outcomes"


def outcomes(server, code: str) -> dict:
    return server.rest.get(f"{ADDRESS}/{code}").json()


def exported(server, code: str) -> dict[str, dict]:
    text = server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    return {row["participant_code"]: row for row in csv.DictReader(io.StringIO(text))}


def test_who_is_still_in_the_session_is_owed_nothing_yet(session_server):
    code = session_server.rest.create_session("demo", 2)
    answer = outcomes(session_server, code)

    assert answer["code"] == code
    assert answer["currency"] == "USD"
    assert [(person["exit_reason"], person["total"]) for person in answer["participants"]] == [(None, None)] * 2


def test_what_is_told_is_what_the_goodbye_page_says_and_the_export_holds(session_server):
    code = session_server.rest.create_session(
        "demo", 2, num_rounds=1, survey_sections="none", real_world_currency_per_point=0.0037
    )
    links = session_server.rest.participant_links(code)
    people = [WebPerson(link, quiz_same_partner="yes").arrive() for link in links]
    while not all(person.is_done for person in people):
        for person in people:
            if not person.is_done:
                person.act()
    told = {person["code"]: person for person in outcomes(session_server, code)["participants"]}
    rows = exported(session_server, code)

    assert {person.code for person in people} == set(told)
    for person in people:
        its = told[person.code]
        assert its["exit_reason"] == "completed"
        assert f"${its['total']}" == person.shown("total")
        assert Decimal(its["total"]) == Decimal(rows[person.code]["total_payment"])
        assert Decimal(its["show_up_fee"]) + Decimal(its["earnings"]) == Decimal(its["total"])


def test_who_declines_is_told_apart(session_server):
    code = session_server.rest.create_session("demo", 2)
    person = WebPerson(session_server.rest.participant_links(code)[0]).arrive()
    person.send(consent="False")
    first = outcomes(session_server, code)["participants"][0]

    assert (first["exit_reason"], first["show_up_fee"], first["earnings"]) == ("consent_declined", "5", "0.00")


def test_without_the_key_nothing_is_told(session_server):
    code = session_server.rest.create_session("demo", 2)
    address = f"{session_server.url}{ADDRESS}/{code}"
    keys = [{}, {"otree-rest-key": "wrong"}, {"otree-rest-key": REST_KEY}]
    answers = [requests.get(address, headers=key, timeout=60) for key in keys]

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert "participants" not in answers[0].text + answers[1].text


def test_nothing_can_be_written_there_and_an_unknown_session_is_not_found(session_server):
    key = {"otree-rest-key": REST_KEY}
    code = session_server.rest.create_session("demo", 2)
    written = requests.post(f"{session_server.url}{ADDRESS}/{code}", json={}, headers=key, timeout=60)
    unknown = requests.get(f"{session_server.url}{ADDRESS}/nothere1", headers=key, timeout=60)

    assert (written.status_code, unknown.status_code) == (405, 404)


def test_who_may_still_come_is_owed_nothing_yet_although_an_export_calls_them_gone(session_server):
    code = session_server.rest.create_session("demo", 2)
    WebPerson(session_server.rest.participant_links(code)[0]).arrive().send(consent="False")
    second = outcomes(session_server, code)["participants"][1]

    assert exported(session_server, code)[second["code"]]["exit_reason"] == "no_show"
    assert (second["exit_reason"], second["total"]) == (None, None)
