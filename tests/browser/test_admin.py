"""The administrator's pages: a wrong setting is refused there, and nothing of participants runs there."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields

import pytest

from forecast_sharing.session.design import SessionDesign
from tests.harness.people.web_session import WebSession
from tests.harness.programs.axe import axe_violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("setting", "typed", "refusal"),
    [
        ("num_rounds", "400", "practice_rounds + num_rounds must be at most"),
        ("num_rounds", "2.5", "num_rounds must be a whole number from 1 to 500, not 2.5"),
        ("capacity_cost", "59.999", "capacity_cost must be a number from 0 to 1000000 with at most two decimals"),
        ("participation_fee", "1.001", "participation_fee must be an amount with at most 2 digits after the point"),
        ("block_size", "8", "4 people do not fill blocks of 8: use 8 people"),
    ],
)
def test_a_wrong_setting_is_refused_in_the_form(session_server, admin, setting, typed, refusal):
    before = len(session_server.rest.get("/api/sessions").json())
    admin.goto(f"{session_server.url}/create_session")
    admin.select_option("[name=session_config]", "lab_ch_uh")
    admin.fill("[name=num_participants]", "4")
    admin.click("#edit-config-lab_ch_uh a")
    admin.fill(f"[name='lab_ch_uh.{setting}']", typed)
    admin.click("#btn-create-session")
    admin.locator("#create-session-error:not(:empty)").wait_for(timeout=60_000)

    told = admin.locator("#create-session-error").inner_text()

    assert told.startswith("The session was not created: ")
    assert refusal in told
    assert "Traceback" not in told
    assert len(session_server.rest.get("/api/sessions").json()) == before


def test_the_form_says_what_each_setting_is(session_server, admin):
    admin.goto(f"{session_server.url}/create_session")
    admin.select_option("[name=session_config]", "lab_ch_uh")
    admin.click("#edit-config-lab_ch_uh a")
    labels = admin.locator("#edit-config-table-lab_ch_uh label").all_inner_texts()
    numbers = [box.input_value() for box in admin.locator("#edit-config-table-lab_ch_uh input[type=number]").all()]
    matching = admin.locator("[name='lab_ch_uh.matching']")
    policy = admin.locator("[name='lab_ch_uh.robot_policy']").input_value()

    assert len(labels) == len(fields(SessionDesign))
    assert all(" " in label for label in labels)
    assert [number for number in numbers if number.endswith(".0") or "e" in number] == []
    assert {"30", "0.0001", "5"} <= set(numbers)
    assert matching.locator("option").all_inner_texts() == ["partner", "stranger", "perfect_stranger"]
    assert json.loads(policy)["model"] == "trust"


def test_what_is_left_as_it_is_stays_as_the_config_says_and_the_rest_is_taken(session_server, admin):
    admin.goto(f"{session_server.url}/create_session")
    admin.select_option("[name=session_config]", "lab_ch_uh")
    admin.fill("[name=num_participants]", "4")
    admin.click("#edit-config-lab_ch_uh a")
    admin.select_option("[name='lab_ch_uh.matching']", "partner")
    admin.fill("[name='lab_ch_uh.participation_fee']", "7.5")
    admin.click("#btn-create-session")
    admin.wait_for_url("**/SessionStartLinks/*", timeout=60_000)
    changed = session_server.rest.session(admin.url.rpartition("/")[2])["config"]
    code = session_server.rest.create_session("lab_ch_uh", 4)
    unchanged = session_server.rest.session(code)["config"]
    differing = {name for name in unchanged if changed[name] != unchanged[name]}

    assert differing - {"seed"} == {"matching", "participation_fee"}
    assert float(changed["participation_fee"]) == 7.5


def test_a_text_of_a_participant_is_in_no_export_of_otree(session_server):
    played = WebSession(session_server, "demo", 2, num_rounds=1, survey_sections="", messages="number_and_text")
    played.bring_to_the_game(played.people)
    sender = min(played.people, key=lambda person: person.is_waiting)
    sender.send(report="10", text="=HYPERLINK(1)")
    played.play_to_the_end(played.people)
    rest = session_server.rest
    ours = rest.custom_export("cheap_talk_game", "custom_export_rounds", played.code)
    stock = [
        rest.get("/api/export_wide").text,
        rest.get("/api/export_app", {"app": "cheap_talk_game"}).text,
    ]

    assert [row["text"] for row in csv.DictReader(io.StringIO(ours)) if row["text"]] == ["'=HYPERLINK(1)"]
    assert all("HYPERLINK" not in text for text in stock)


def test_people_are_named_for_payment_as_the_console_names_them(session_server, admin):
    code = session_server.rest.create_session("demo", 2)
    admin.goto(f"{session_server.url}/SessionPayments/{code}")
    participants = session_server.rest.session(code)["participants"]
    rows = [row.split("\t")[:2] for row in admin.locator("table.table-striped tr").all_inner_texts()[1:]]

    assert rows == [[f"P{person['id_in_session']}", person["code"]] for person in participants]


def test_the_exports_are_on_the_data_page(session_server, admin):
    session_server.rest.create_session("demo", 2)
    admin.goto(f"{session_server.url}/ExportIndex")
    page = admin.content()

    for name in ("rounds", "participants", "survey", "quiz", "events", "session", "matching", "arms"):
        assert f"custom_export_{name}" in page


def test_the_page_of_the_preflight_is_accessible(session_server, admin):
    admin.goto(f"{session_server.url}/sessions")
    admin.click("text=Preflight")
    admin.wait_for_selector("#checks")

    assert axe_violations(admin) == []
    assert admin.locator("#checks tbody tr").count() > 10
    assert "red" in admin.locator("#checks td.state").all_inner_texts()
