"""What people type wrongly or maliciously: a clear message, nothing lost, nothing run, nothing stored."""

from __future__ import annotations

import pytest
import requests

from tests.harness.people.web_people import AS_BROWSERS

pytestmark = pytest.mark.browser

WRONG_NUMBERS = {
    "": "Please type a number",
    "ten": "“ten” is not a number",
    "12.5": "“12.5” is not a whole number",
    "12,5": "“12,5” is not a whole number",
    "151": "“151” is out of range. Please type a whole number from -150 to 150",
    "-151": "“-151” is out of range",
    "9" * 400: "is out of range",
    "-" + "9" * 5000: "is out of range",
    "<b>7</b>": "“<b>7</b>” is not a number",
    "1e2": "“1e2” is not a number",
    "2_5": "“2_5” is not a number",
    "0,100": "“0,100” is not a whole number",
    "1.500": "“1.500” can be read as 1500 or as 1.5",
    "nan": "“nan” is not a number",
}


def come_to(person, where):
    while person.where != where:
        person.act()


def test_each_wrong_number_gets_its_reason_and_stays_in_the_box(pair):
    sender, _ = pair(num_rounds=1, messages="number_and_text")
    page = sender.page
    for typed, reason in WRONG_NUMBERS.items():
        page.fill("#id_report", typed)
        page.fill("#id_text", "kept & <kept>")
        with page.expect_navigation():
            page.locator("form#form button[type=submit]").click()

        assert reason in page.locator("#report-error").inner_text(), typed
        assert page.input_value("#id_report") == typed
        assert page.input_value("#id_text") == "kept & <kept>"
        assert page.evaluate("document.activeElement.id") == "error-summary"
        assert page.locator("#id_report").get_attribute("aria-invalid") == "true"
        assert "report-error" in page.locator("#id_report").get_attribute("aria-describedby")
        assert page.title().startswith("Error")


def test_number_boxes_start_empty(pair):
    sender, receiver = pair(num_rounds=1)
    assert sender.page.input_value("#id_report") == ""
    assert sender.page.locator("#id_report").get_attribute("placeholder") is None
    sender.act()
    receiver.page.wait_for_selector("#id_capacity")

    assert receiver.page.input_value("#id_capacity") == ""
    assert receiver.page.locator("input[type=range]").count() == 0


def test_the_receiver_is_never_sent_the_forecast(pair):
    sender, receiver = pair(num_rounds=1)
    forecast = sender.page.locator("#forecast").inner_text()
    report = "-150" if forecast != "-150" else "150"
    sender.page.fill("#id_report", report)
    sender.page.locator("form#form button[type=submit]").click()
    receiver.page.wait_for_selector("#id_capacity")
    receiver.page.wait_for_load_state()
    source = receiver.page.content()
    for known in ("-150", "150", "25", "75", "60", "475", "250"):
        source = source.replace(known, "")

    assert receiver.page.locator("#report").inner_text() == report
    assert f">{forecast}<" not in source
    for setting in ("ch_uh", "capacity_cost", "treatment"):
        assert setting not in source
        assert setting not in receiver.page.url


def test_a_second_and_a_foreign_submit_change_nothing(pair):
    sender, receiver = pair(num_rounds=2)
    report_url = sender.page.url
    sender.act()
    first = sender.reports[0]["report"]
    again = requests.post(report_url, data={"report": "3"}, timeout=30)
    # The receiver's own link with the sender's page: oTree sends people to where they are.
    foreign = requests.post(
        report_url.replace(sender.participant_code, receiver.participant_code), data={"report": "4"}, timeout=30
    )
    receiver.page.wait_for_selector("#report")

    assert again.status_code == foreign.status_code == 200
    assert "/Report/" not in again.url
    assert "/Report/" not in foreign.url
    assert receiver.page.locator("#report").inner_text() == str(first)


def test_hostile_text_is_inert_for_the_partner(pair):
    sender, receiver = pair(num_rounds=1, messages="number_and_text")
    alerts = []
    receiver.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
    sender.text = hostile
    sender.act()
    receiver.page.wait_for_selector("#message-text")

    assert receiver.page.locator("#message-text").inner_text() == hostile
    assert receiver.page.locator("#message-text *").count() == 0
    assert alerts == []


def test_a_long_text_is_refused_and_kept_in_the_box(pair):
    sender, _ = pair(num_rounds=1, messages="number_and_text")
    sender.page.fill("#id_report", "10")
    sender.page.fill("#id_text", "x" * 301)
    sender.page.locator("form#form button[type=submit]").click()
    sender.page.wait_for_selector("#text-error")

    assert "301 characters" in sender.page.locator("#text-error").inner_text()
    assert sender.page.input_value("#id_text") == "x" * 301
    assert sender.page.input_value("#id_report") == "10"


@pytest.mark.parametrize("label", ["<img src=x>", "=cmd()", "-1+1", "a b", "x" * 65, "@SUM(1)"])
def test_a_hostile_label_is_refused_on_arrival(session_server, label):
    code = session_server.rest.create_session("demo", 2, room="online")
    link = session_server.rest.participant_links(code)[0]
    at_link = requests.get(link, params={"participant_label": label}, timeout=30)
    at_room = requests.get(
        f"{session_server.url}/room/online", params={"participant_label": label, "welcome_page_ok": "1"}, timeout=30
    )
    labels = {participant["label"] for participant in session_server.rest.session(code)["participants"]}
    # A refusal takes nobody's place: both are still free.
    first_link = {"participant_label": "good-1", "welcome_page_ok": "1"}
    first = requests.get(f"{session_server.url}/room/online", params=first_link, headers=AS_BROWSERS, timeout=30)
    first_link["participant_label"] = "good-2"
    second = requests.get(f"{session_server.url}/room/online", params=first_link, headers=AS_BROWSERS, timeout=30)

    assert at_link.status_code == at_room.status_code == 404
    assert "label" in at_link.text
    assert label not in at_link.text
    assert labels == {None}
    assert first.status_code == second.status_code == 200
    assert first.url != second.url


def test_the_calculator_answers_with_the_rule_that_pays(pair):
    sender, _ = pair(num_rounds=1)
    page = sender.page
    page.fill("#calculator-capacity", "250")
    page.fill("#calculator-demand", "200")
    page.keyboard.press("Enter")
    page.locator("#calculator", has_text="5,000").wait_for()
    shown = page.locator("#calculator").inner_text()

    # Sender (100 - 75) * 200 = 5000; receiver 75 * 200 - 60 * 250 = 0.
    assert "5,000 points" in shown
    assert "0 points" in shown
    assert sender.where == "Report"
    page.fill("#calculator-demand", "much")
    page.keyboard.press("Enter")
    page.locator("#calculator", has_text="whole numbers").wait_for()
