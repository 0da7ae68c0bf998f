"""The comprehension questions: an explanation tells the right number, so the next attempt may ask with others."""

from __future__ import annotations

import csv

import pytest

from tests.harness.people.web_people import QUIZ_ANSWERS
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

FIRST = {name: answer for name, answer in QUIZ_ANSWERS.items() if "counterpart" not in name and "belief" not in name}
FIRST["quiz_same_partner"] = "yes"
WRONG = FIRST | {"quiz_sales": "295", "quiz_must_be_true": "yes"}
# Forecast 65, capacity 250 + 56, demand 250 - 56, by hand: 250 + 65 - 75; 25 * 194; 75 * 194 - 60 * 306.
SECOND = FIRST | {
    "quiz_lowest_demand": "240",
    "quiz_sales": "194",
    "quiz_sender_profit": "4850",
    "quiz_receiver_profit": "-3810",
}


@pytest.fixture
def at_quiz(session_server):
    """Return ``at_quiz(**modified)``: a session and its first person, at the questions."""

    def at_quiz(**modified):
        played = WebSession(session_server, "demo", 2, **modified)
        person = played.people[0].arrive()
        while person.page != "Quiz":
            person.act()
        return played, person

    return at_quiz


def value(person, name):
    """Return what stands in a box."""
    return person.html.split(f'name="{name}" value="')[1].split('"')[0]


def answers_of(played, person):
    table = played.server.rest.custom_export("briefing", "custom_export_quiz", played.code)
    return [row for row in csv.DictReader(table.splitlines()) if row["participant_code"] == person.code]


def test_after_a_wrong_answer_other_numbers_are_asked(at_quiz):
    played, person = at_quiz(quiz_new_numbers=True)
    person.send(**WRONG, quiz_attempts_before="0")
    told = person.text
    boxes = [value(person, name) for name in ("quiz_sales", "quiz_lowest_demand")]
    person.send(**FIRST, quiz_attempts_before="1")
    with_the_old_numbers = (person.page, "the smaller of 306 and 194 is 194" in person.text.lower())
    person.send(**FIRST, quiz_attempts_before="2")

    assert "With the numbers before: As many units are sold" in told
    assert "The smaller of 295 and 205 is 205." in told
    assert "Suppose capacity is 306 and demand turns out to be 194." in told
    assert boxes == ["", ""]
    assert with_the_old_numbers == ("Quiz", True)
    assert person.page == "Quiz"
    assert [row["attempt"] for row in answers_of(played, person)] == ["1"] * 6 + ["2"] * 6 + ["3"] * 6


def test_right_with_the_new_numbers_is_right_and_a_form_sent_again_is_no_attempt(at_quiz):
    played, person = at_quiz(quiz_new_numbers=True, quiz_max_attempts=2)
    person.send(**WRONG, quiz_attempts_before="0")
    person.send(**WRONG, quiz_attempts_before="0")
    sent_again = (person.page, played.participants()[person.code]["quiz_attempts"])
    person.send(**SECOND, quiz_attempts_before="1")
    row = played.participants()[person.code]

    assert sent_again == ("Quiz", "1")
    assert person.page not in ("Quiz", "Goodbye")
    assert (row["quiz_attempts"], row["quiz_passed"]) == ("2", "1")
    assert (row["quiz_questions"], row["quiz_first_right"]) == ("6", "4")
    assert {row["right_answer"] for row in answers_of(played, person) if row["question"] == "quiz_sales"} == {
        "205",
        "194",
    }


def test_without_the_setting_the_same_numbers_are_asked(at_quiz):
    played, person = at_quiz()
    person.send(**WRONG)
    told = person.text
    kept = value(person, "quiz_lowest_demand")
    person.send(**FIRST)
    row = played.participants()[person.code]

    assert "With the numbers before" not in told
    assert kept == "225"
    assert person.page != "Quiz"
    assert (row["quiz_passed"], row["quiz_first_right"]) == ("1", "4")


def test_answers_are_read_as_people_type_them(at_quiz):
    played, person = at_quiz()
    person.send(**FIRST | {"quiz_sales": "20_5"})
    unreadable = (person.page, answers_of(played, person))
    person.send(**FIRST | {"quiz_sender_profit": "5,125", "quiz_receiver_profit": "\N{EM DASH}2\N{NO-BREAK SPACE}325"})
    kept = {row["question"]: row["answer"] for row in answers_of(played, person)}

    assert unreadable == ("Quiz", [])
    assert person.page != "Quiz"
    assert (kept["quiz_sender_profit"], kept["quiz_receiver_profit"]) == ("5125", "'-2325")


def test_who_has_not_come_to_the_questions_has_no_score(session_server):
    played = WebSession(session_server, "demo", 2)
    rows = played.participants().values()

    assert {(row["quiz_questions"], row["quiz_first_right"]) for row in rows} == {("", "")}
