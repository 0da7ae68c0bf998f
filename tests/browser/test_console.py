"""The experimenter's console beside people who play: what it shows, what it does, and what it never runs."""

from __future__ import annotations

import csv
import json

import pytest
import requests
from playwright.sync_api import expect

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.web_session import WebSession
from tests.harness.programs.axe import axe_violations

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>{{ t }}=HYPERLINK(1)"
UPDATED_MS = 20_000


@pytest.fixture
def session(session_server):
    """Return ``session(n=2, **modified)``: its code and its people, who have no browser and have not come yet.

    With `at_the_rounds` they have read what comes before the first round.
    """

    def session(n=2, *, at_the_rounds=False, **modified):
        played = WebSession(session_server, "demo", n, survey_sections="", **modified)
        if at_the_rounds:
            played.bring_to_the_game(played.people)
        return played.code, played.people

    return session


@pytest.fixture
def console(session_server, admin):
    """Return ``console(code)``: the session's report page, with what it printed to the browser's console."""
    admin.errors = []
    admin.on("pageerror", lambda error: admin.errors.append(str(error)))
    # What must never run would say so.
    admin.add_init_script("window.alert = (text) => { throw new Error(`ran: ${text}`); };")

    def console(code):
        admin.goto(f"{session_server.url}/AdminReport/{code}")
        admin.wait_for_selector("#people tbody")
        return admin

    return console


def by_role(people):
    return sorted(people, key=lambda person: person.is_waiting)


def seat_of(person, people):
    return people.index(person) + 1


def row_of(code):
    return f"#people tr[data-person='{code}']"


def wait_for_text(page, selector, text):
    # Without eval, which the policy of the pages forbids.
    expect(page.locator(selector).first).to_contain_text(text, timeout=UPDATED_MS)


def act_on(page, seat, action, reason=""):
    page.click(f"button[aria-label='Actions on P{seat}']")
    page.click(f"[data-action={action}]")
    page.fill("#reason", reason)
    words = page.inner_text("#words")
    page.click("#confirm")
    page.wait_for_selector("#actions", state="hidden")
    return words


def events(session_server, code):
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_events", code)
    return list(csv.DictReader(table.splitlines()))


def test_it_shows_who_waits_for_whom_and_follows(session, console):
    code, people = session(at_the_rounds=True, num_rounds=2)
    sender, receiver = by_role(people)
    seat = seat_of(sender, people)
    page = console(code)
    waiting = page.inner_text(row_of(receiver.code))
    heading = page.inner_text("#people tbody tr.pair")
    sender.act()
    wait_for_text(page, row_of(sender.code), "Waiting for the capacity")

    assert "Waiting for the report" in waiting
    assert f"P{seat} (Report)" in waiting
    assert "here" in waiting
    assert heading == "Round 1 · block 1 · P1 and P2"
    assert "Report against forecast: 1 rounds that count" in page.inner_text("#report-caption")
    assert page.locator("#report-plot circle").count() == 1
    assert page.locator("#capacity-plot circle").count() == 0
    assert page.errors == []


def test_it_knows_who_has_not_come_and_who_is_away(session, console, arrive):
    code, (link, _) = session()
    person = arrive(link.link)
    person.page.goto("about:blank")
    page = console(code)
    wait_for_text(page, row_of(person.participant_code), "away")

    assert "not here yet" in page.inner_text("#people")
    assert "1 away · 1 not here yet" in page.inner_text("#summary")


@pytest.mark.parametrize("width", [1280, 800])
def test_it_is_accessible_and_fits(session_server, session, console, width):
    code, people = session(at_the_rounds=True)
    page = console(code)
    page.set_viewport_size({"width": width, "height": 900})
    asked = requests.post(f"{session_server.url}/help/{people[0].code}", json={"text": "Help, please"}, timeout=60)
    assert asked.ok
    wait_for_text(page, "#conversations", "Help, please")
    offences = axe_violations(page)
    page.focus("button[aria-label='Actions on P1']")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-action=end]")
    offences += axe_violations(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("#actions", state="hidden")

    assert offences == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Actions on P1"


def test_help_is_asked_answered_and_kept(session_server, session, console, arrive):
    code, people = session(at_the_rounds=True)
    sender, receiver = (arrive(person.link) for person in by_role(people))
    page = console(code)
    # From a page with a form and from a page that waits.
    for person, question in ((sender, "What is capacity?"), (receiver, HOSTILE)):
        person.page.focus("#help-panel summary")
        person.page.keyboard.press("Enter")
        person.page.fill("#help-text", question)
        person.page.click("#help-form button")
        wait_for_text(person.page, "#help-news", "has been sent")
    wait_for_text(page, "#help-count", "2 unanswered")
    title = page.title()
    for person in (sender, receiver):
        part = page.locator(f".conversation[data-person='{person.participant_code}']")
        part.locator("textarea").fill(f"Answer {HOSTILE}")
        part.locator("[type=submit]").click()
        wait_for_text(person.page, "#help-news", f"The experimenter has answered: Answer {HOSTILE}")
    page.wait_for_selector("#help-count", state="hidden", timeout=UPDATED_MS)
    kept = [(row["participant_code"], row["kind"], json.loads(row["detail"])) for row in events(session_server, code)]
    kept = [row for row in kept if row[1].startswith("help_")]

    assert title == f"(2) Session {code}"
    assert HOSTILE in page.inner_text("#conversations")
    assert page.locator("#conversations img").count() == 0
    assert kept == [
        (sender.participant_code, "help_asked", {"text": "What is capacity?"}),
        (receiver.participant_code, "help_asked", {"text": HOSTILE}),
        (sender.participant_code, "help_answered", {"text": f"Answer {HOSTILE}", "by": "admin"}),
        (receiver.participant_code, "help_answered", {"text": f"Answer {HOSTILE}", "by": "admin"}),
    ]
    assert page.errors == []
    assert sender.console_errors == receiver.console_errors == []


def test_what_was_written_is_there_on_the_next_page_too(session, arrive):
    _, people = session(at_the_rounds=True, num_rounds=2)
    sender = arrive(by_role(people)[0].link)
    sender.page.click("#help-panel summary")
    sender.page.fill("#help-text", "Hello?")
    sender.page.click("#help-form button")
    sender.page.wait_for_selector("#help-messages li")
    sender.act()
    wait_for_text(sender.page, "#help", "Ask the experimenter")
    sender.page.click("#help-panel summary")
    wait_for_text(sender.page, "#help-messages", "Hello?")

    assert sender.is_waiting


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"text": ""}', 400),
        ('{"text": "\\u0000 \\u200b"}', 400),
        (json.dumps({"text": "x" * 501}), 400),
        (json.dumps({"text": "x" * 100_000}), 413),
        ("{}", 400),
        ("[" * 2000, 400),
        ("", 400),
        (json.dumps({"text": "x" * 500}), 200),
    ],
    ids=["empty", "invisible", "too long", "enormous", "no text", "nested", "nothing", "longest"],
)
def test_only_a_message_is_taken(session_server, body, status):
    code = session_server.rest.create_session("demo", 2)
    participant = session_server.rest.session(code)["participants"][0]["code"]
    answer = requests.post(f"{session_server.url}/help/{participant}", data=body, timeout=30)

    assert answer.status_code == status
    assert len(events(session_server, code)) == (status == 200)


def one_who_came(session):
    """Return the code of a new session and the first of its two people, who has just come."""
    code, people = session()
    return code, people[0].arrive()


def ask_for_help(server, participant_code, text):
    answer = requests.post(f"{server.url}/help/{participant_code}", data=json.dumps({"text": text}), timeout=30)
    assert answer.status_code == 200


def test_the_same_question_sent_again_is_one_question(session_server, session):
    code, person = one_who_came(session)
    for text in ("Am I heard?", "Am I heard?", "I am.", "Am I heard?"):
        ask_for_help(session_server, person.code, text)
    asked = [json.loads(row["detail"])["text"] for row in events(session_server, code) if row["kind"] == "help_asked"]

    assert asked == ["Am I heard?", "I am.", "Am I heard?"]


def test_a_question_answered_aloud_is_settled_and_can_be_asked_again(session_server, session, console):
    code, person = one_who_came(session)
    ask_for_help(session_server, person.code, "Where is it?")
    page = console(code)
    wait_for_text(page, "#help-count", "1 unanswered")
    page.click(".conversation [data-action=settle]")
    wait_for_text(page, "#done", "The request of P1 is settled.")
    page.wait_for_selector("#help-count", state="hidden", timeout=UPDATED_MS)
    is_offered_still = page.locator(".conversation [data-action=settle]").is_visible()
    shown_to_person = requests.get(f"{session_server.url}/help/{person.code}", timeout=30).json()
    ask_for_help(session_server, person.code, "Where is it?")
    wait_for_text(page, "#help-count", "1 unanswered")
    kinds = [row["kind"] for row in events(session_server, code)]

    assert not is_offered_still
    assert shown_to_person == [{"kind": "help_asked", "text": "Where is it?"}]
    assert kinds == ["help_asked", "help_settled", "help_asked"]
    assert "answered in person" in page.inner_text("#conversations")
    assert page.errors == []


def lose_the_answer(route):
    """Let the server do it, and the line break before it can say so."""
    route.fetch()
    route.abort("connectionreset")


def answer_like_a_proxy(route):
    route.fetch()
    route.fulfill(status=504, content_type="text/html", body="<h1>504 Gateway Time-out</h1>")


@pytest.mark.parametrize("loss", [lose_the_answer, answer_like_a_proxy])
def test_when_only_the_answer_is_lost_the_console_does_not_say_that_nothing_was_done(
    session_server, session, console, loss
):
    code, person = one_who_came(session)
    person.play_until("Instructions")
    ask_for_help(session_server, person.code, "Anybody there?")
    page = console(code)
    page.wait_for_selector(".conversation textarea")
    page.route("**/action", lambda route: loss(route) if route.request.method == "POST" else route.continue_())
    page.fill(".conversation textarea", "Yes.")
    page.click(".conversation [type=submit]")
    wait_for_text(page, ".conversation .trouble", "It is not known whether this was done")
    page.click("button[aria-label='Actions on P1']")
    page.click("[data-action=advance]")
    page.click("#confirm")
    wait_for_text(page, "#actions-trouble", "It is not known whether this was done")
    page.unroute("**/action")
    page.click("#confirm")
    wait_for_text(page, "#actions-trouble", "has gone on to another page meanwhile. Nothing more was done.")
    page.click("#close")
    page.fill(".conversation textarea", "Yes.")
    page.click(".conversation [type=submit]")
    wait_for_text(page, "#done", "P1 has been answered.")
    kinds = [row["kind"] for row in events(session_server, code)]

    assert (kinds.count("help_answered"), kinds.count("advanced")) == (1, 1)


def test_the_console_keeps_trying_when_one_answer_is_a_failure(session, console):
    code, _ = one_who_came(session)
    page = console(code)
    failures = []
    page.route(
        f"**/console/{code}?*",
        lambda route: (
            failures.append(route.fulfill(status=503, json={"error": "Busy."})) if not failures else route.continue_()
        ),
    )
    wait_for_text(page, "#trouble", "Busy. What you see is not current")
    expect(page.locator("#trouble")).to_be_empty(timeout=UPDATED_MS)


def test_a_person_is_moved_past_a_page_as_if_time_had_run_out(session_server, session, console, arrive):
    code, people = session(at_the_rounds=True, num_rounds=1)
    seat = seat_of(by_role(people)[0], people)
    sender, receiver = (arrive(person.link) for person in by_role(people))
    sender.page.fill("#id_report", "77")  # typed, never sent
    page = console(code)
    words = act_on(page, seat, "advance", reason=HOSTILE)
    receiver.page.wait_for_selector("#id_capacity", timeout=UPDATED_MS)
    arrives_at(sender.page, "/WaitForCapacity/")
    wait_for_text(page, "#log", HOSTILE)
    [row] = [row for row in events(session_server, code) if row["kind"] == "advanced"]
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", code)
    [played] = [row for row in csv.DictReader(table.splitlines()) if row["round_number"] == "1"]

    assert "as if its time had run out" in words
    assert (row["participant_code"], row["page"]) == (sender.participant_code, "Report")
    assert json.loads(row["detail"]) == {"by": "admin", "reason": HOSTILE}
    assert (played["report"], played["report_timed_out"]) == ("", "1")
    assert page.errors == []


def test_the_questions_can_be_passed_and_the_consent_cannot(session_server, session, console, arrive):
    code, people = session(num_rounds=1)
    people[0].arrive().play_until("Quiz")
    asked, undecided = (arrive(person.link) for person in people)
    page = console(code)
    words = act_on(page, 1, "advance")
    arrives_at(asked.page, "^((?!/Quiz/).)*$")
    page.click("button[aria-label='Actions on P2']")
    page.wait_for_selector("[data-action=advance]:disabled")
    told = page.inner_text("#offers")
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    rows = {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}

    assert "recorded as not passed" in words
    assert rows[asked.participant_code]["quiz_passed"] == "0"
    assert rows[asked.participant_code]["exit_reason"] == ""
    assert asked.where in ("Report", "WaitForReport")
    assert "P2 has not decided on the consent, and nobody can for them" in told
    assert undecided.where == "Consent"


def test_somebody_who_never_came_holds_nobody_up_any_longer(session_server, session, console, arrive):
    code, people = session(num_rounds=2)
    people[0].arrive().play_until("Report", "WaitForReport")
    person = arrive(people[0].link)
    waits = person.is_waiting
    page = console(code)
    words = act_on(page, 2, "end", reason="did not come")
    if waits:
        arrives_at(person.page, "/Results/", timeout=UPDATED_MS)
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    absent = list(csv.DictReader(table.splitlines()))[1]
    wait_for_text(page, "#people", "no show")

    assert "leaves as a no-show" in words
    assert (absent["exit_reason"], absent["total_payment"]) == ("no_show", "0")


def test_ending_pays_what_was_earned_and_frees_the_partner(session_server, session, console, arrive):
    code, people = session(at_the_rounds=True, num_rounds=3)
    first, second = by_role(people)
    first.act()
    profits = {}
    # Without the receiver's decision the sender never comes there.
    for person in (second, first):
        profits[person.code] = float(person.play_until("Results").shown("result-own-payoff").replace(",", ""))
        person.act()
    seat = seat_of(by_role(people)[0], people)
    sender, receiver = (arrive(person.link) for person in by_role(people))
    page = console(code)
    words = act_on(page, seat, "end", reason="feels ill")
    arrives_at(sender.page, "/Goodbye/")
    arrives_at(receiver.page, "/Results/", timeout=UPDATED_MS)
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    row = {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}[sender.participant_code]
    profit = profits[sender.participant_code]

    wait_for_text(page, row_of(sender.participant_code), "ended by experimenter")
    can_be_acted_on = page.is_visible(f"button[aria-label='Actions on P{seat}']")
    total = sender.page.inner_text("#total")
    page.goto(f"{session_server.url}/SessionPayments/{code}")
    payments = page.inner_text(f"tr:has-text('{sender.participant_code}')")

    assert f"paid the show-up fee and what they have earned so far: {total} as things stand." in words
    assert "You are paid the show-up fee and what you have earned so far" in sender.page.inner_text("main")
    assert float(row["total_payment"]) == float(total.removeprefix("$"))
    assert total.removeprefix("$") in payments
    assert (row["exit_reason"], float(row["points"])) == ("ended_by_experimenter", profit)
    assert [event["kind"] for event in events(session_server, code) if event["kind"] in ("ended", "left")] == [
        "ended",
        "left",
    ]
    assert not can_be_acted_on


def test_a_computer_goes_on_in_the_place_of_a_person(session_server, session, console, arrive):
    code, people = session(at_the_rounds=True, num_rounds=2)
    seat = seat_of(by_role(people)[0], people)
    sender, receiver = (arrive(person.link) for person in by_role(people))
    page = console(code)
    words = act_on(page, seat, "hand_over")
    arrives_at(sender.page, "/Goodbye/")
    receiver.page.wait_for_selector("#id_capacity", timeout=UPDATED_MS)
    told = receiver.page.inner_text("main")
    wait_for_text(page, row_of(receiver.participant_code), "plays with a computer")
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", code)
    first = next(csv.DictReader(table.splitlines()))

    assert "a computer plays in their place" in words
    assert "computer" in told
    assert (first["sender_is_robot"], first["left_because"]) == ("1", "")


def test_marking_as_dropped_follows_the_rule_of_the_session(session_server, session, console, arrive):
    code, people = session(at_the_rounds=True, num_rounds=1, dropout="end_pair", dropout_pay="nothing")
    sender, waiting = by_role(people)
    receiver = arrive(waiting.link)
    page = console(code)
    words = act_on(page, seat_of(sender, people), "drop")
    arrives_at(receiver.page, "/Results/", timeout=UPDATED_MS)
    table = session_server.rest.custom_export("cheap_talk_game", "custom_export_participants", code)
    row = {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}[sender.code]

    assert "paid as people are who drop out: nothing." in words
    assert (row["exit_reason"], row["total_payment"]) == ("dropped_out", "0")


def test_an_action_is_done_once_and_only_with_the_token_of_the_page(session_server, session, console):
    code, (person, _) = session()
    # From here a second step would lead past the questions.
    person.arrive().play_until("Instructions")
    page = console(code)
    address = f"/console/{code}/action"
    asked = f"{address}?participant={person.code}"
    fields = {
        "action": "advance",
        "participant": person.code,
        "page_index": page.evaluate("asked => fetch(asked).then(r => r.json()).then(a => a.page_index)", asked),
    }
    post = """([address, fields]) => {
      const body = new URLSearchParams();
      for (const name in fields) body.set(name, fields[name]);
      return fetch(address, { method: "POST", body }).then((response) => response.status);
    }"""
    token = page.locator("[name=csrftoken]").get_attribute("value")
    without = page.evaluate(post, [address, fields])
    first, second = (page.evaluate(post, [address, {**fields, "csrftoken": token}]) for _ in range(2))
    kinds = [row["kind"] for row in events(session_server, code)]

    assert (without, first, second) == (403, 200, 409)
    assert kinds.count("advanced") == 1
    assert person.reload().page == "Quiz"


def test_it_is_for_those_who_are_logged_in(session_server, session):
    code, people = session()
    person = people[0].arrive()
    for path in (f"/console/{code}", f"/console/{code}/action?participant={person.code}"):
        answer = requests.get(session_server.url + path, timeout=30)
        assert answer.status_code == 401
        assert list(answer.json()) == ["error"]
    posted = requests.post(f"{session_server.url}/console/{code}/action", data={"action": "end"}, timeout=30)

    assert posted.status_code == 401


def test_nobody_of_another_session_can_be_acted_on(session_server, session, console):
    code, _ = session()
    other, people = session()
    page = console(code)
    asked = f"/console/{code}/action?participant={people[0].arrive().code}"

    assert page.evaluate("asked => fetch(asked).then(r => r.status)", asked) == 404
    assert page.evaluate("asked => fetch(asked).then(r => r.status)", asked.replace(code, other)) == 200
