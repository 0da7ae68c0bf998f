"""Who waits for whom, and who is there, from what the database and the open connections say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cheap_talk_game.console.actions import ACTIONS, Action
from cheap_talk_game.console.state import (
    FINISHED,
    LOG_WORDS,
    NOT_OPENED,
    NOT_SHOWN,
    SHOWN_ELSEWHERE,
    Seat,
    Someone,
    arm_progress,
    describe,
    plotted,
    round_name,
)
from forecast_sharing.tables.columns import EVENT_KINDS

REPOSITORY = Path(__file__).parents[3]
NOW = 1_000_000.0


def someone(seat, page="Report", **changed):
    has_round = page not in (FINISHED, "Goodbye", "AnswerQuestions")
    person = Someone(
        id=100 + seat,
        code=f"code{seat}",
        label=None,
        seat=seat,
        status="",
        page_index=5,
        arrived_at=NOW - 40,
        seen_at=NOW - 40,
        is_on_wait_page=page.startswith("Wait"),
        waits_connected=False,
        waits_hidden=False,
        page=page,
        round_number=1 if has_round else None,
    )
    return person._replace(**changed)


def pair(sender, receiver, round_number=1, group_id=7, **changed):
    common = {
        "round_number": round_number,
        "group_id": group_id,
        "block": 1,
        "left_because": None,
        "report_timed_out": None,
        "capacity_timed_out": None,
        "sender_is_robot": None,
        "receiver_is_robot": None,
        **changed,
    }
    return [
        Seat(participant_id=100 + seat, role=role, **common)
        for seat, role in ((sender, "sender"), (receiver, "receiver"))
        if seat
    ]


def described(people, seats=(), connected=(), practice_rounds=0):
    known = {"earlier": {}, "links": {}, "study": ""}
    rows = describe(people, seats, NOW, connected=set(connected), practice_rounds=practice_rounds, **known)
    return {row["seat"]: row for row in rows}


def test_who_waits_in_a_round_waits_for_the_partner():
    rows = described([someone(2, "WaitForReport"), someone(1)], pair(1, 2))

    assert list(rows) == [1, 2]
    assert (rows[2]["waits_for"], rows[1]["waits_for"]) == ("P1 (Report)", "")
    assert (rows[2]["seconds_here"], rows[2]["pair"], rows[2]["partner"]) == (40, 7, 1)
    assert [rows[seat]["role"] for seat in (1, 2)] == ["sender", "receiver"]


def test_the_partner_may_still_be_in_an_earlier_round_with_somebody_else():
    people = [someone(1, "Results", round_number=2), someone(2, "WaitForReport", round_number=3)]
    seats = pair(1, 2, round_number=3) + pair(1, 4, round_number=2, group_id=6)
    rows = described(people, seats, practice_rounds=2)

    assert rows[2]["waits_for"] == "P1 (Results of practice round 2)"
    assert (rows[1]["pair"], rows[2]["pair"]) == (6, 7)
    assert (rows[1]["round"], rows[2]["round"]) == ("practice round 2", "round 1")


@pytest.mark.parametrize("page", ["Consent", "Quiz", NOT_OPENED])
def test_the_partner_may_not_have_come_to_the_rounds(page):
    rows = described([someone(1, page), someone(2, "WaitForReport")], pair(1, 2))

    assert rows[2]["waits_for"] == f"P1 ({'Questions' if page == 'Quiz' else page})"


def test_nobody_waits_for_a_partner_who_has_left():
    gone = someone(1, "Goodbye", status="ended_by_experimenter")
    rows = described([gone, someone(2, "WaitForReport")], pair(1, 2, left_because="ended_by_experimenter"))

    assert rows[2]["waits_for"] == "nobody: P1 has left, goes on by itself"
    assert rows[2]["flags"] == ["partner has left"]
    assert (rows[1]["has_left"], rows[1]["pair"], rows[1]["presence"]) == (True, None, "done")
    assert rows[1]["flags"] == ["ended by experimenter"]


@pytest.mark.parametrize(
    ("page", "status", "has_left"),
    [
        ("AnswerQuestions", "partner_left", False),
        ("Goodbye", "partner_left", True),
        (FINISHED, "partner_left", True),
        ("AnswerQuestions", "", False),
        ("Report", "dropped_out", True),
    ],
)
def test_who_has_no_partner_left_is_there_until_the_last_page(page, status, has_left):
    assert described([someone(1, page, status=status)])[1]["has_left"] is has_left


def test_a_block_fills():
    people = [someone(seat, "WaitForBlock") for seat in (1, 2)] + [someone(3, "Quiz")]
    rows = described(people)

    assert rows[1]["waits_for"] == "a full block; 2 waiting"
    assert rows[3]["waits_for"] == ""


def test_a_page_with_a_form_is_here_while_it_is_connected():
    rows = described([someone(1), someone(2), someone(3, seen_at=NOW - 2)], connected=["code1"])

    assert [rows[seat]["presence"] for seat in (1, 2, 3)] == ["here", "away", "here"]
    assert rows[2]["seconds_unseen"] == 40


def test_a_page_that_waits_says_whether_it_is_seen():
    waiting = someone(1, "WaitForReport", waits_connected=True)
    people = [waiting, waiting._replace(id=102, seat=2, waits_hidden=True)]
    people.append(waiting._replace(id=103, seat=3, waits_connected=False))

    assert [row["presence"] for row in described(people).values()] == ["here", "hidden", "away"]


def test_who_never_came_is_not_away():
    assert described([someone(1, NOT_OPENED, page_index=0, seen_at=None)])[1]["presence"] == "never"


@pytest.mark.parametrize(
    ("seat", "changed", "flags"),
    [
        (1, {"report_timed_out": True}, ["time ran out"]),
        (2, {"report_timed_out": True}, []),
        (2, {"capacity_timed_out": True}, ["time ran out"]),
        (1, {"receiver_is_robot": True}, ["plays with a computer"]),
        (1, {}, []),
    ],
)
def test_flags_are_those_of_the_round(seat, changed, flags):
    rows = described([someone(1, "Results"), someone(2, "Results")], pair(1, 2, **changed))

    assert rows[seat]["flags"] == flags


def test_rounds_are_counted_as_participants_see_them():
    assert [round_name(number, 2) for number in (1, 2, 3)] == ["practice round 1", "practice round 2", "round 1"]


def test_the_plots_have_no_round_in_which_a_computer_stands_in():
    rows = [
        (10, 20, 200, 1, False, False, 0),
        (11, 21, 201, 2, False, None, 1),
        (12, 22, 202, 3, True, False, 0),
        (13, 23, 203, 3, False, True, 0),
    ]

    assert plotted(rows, practice_rounds=1, counterpart="human") == [[10, 20, 200, 1, 0], [11, 21, 201, 0, 1]]


def test_with_computers_by_plan_the_plots_have_the_decisions_of_people():
    rows = [(10, 20, 200, 1, True, False, 0), (11, 21, 201, 2, False, True, 0), (12, None, 202, 2, False, True, 0)]

    # A point of a report needs its forecast, and a point of a capacity needs the report.
    assert plotted(rows, practice_rounds=0, counterpart="robot") == [
        [None, 20, 200, 0, 0],
        [11, 21, None, 0, 0],
        [12, None, None, 0, 0],
    ]


def test_people_of_a_session_with_arms_are_shown_with_theirs():
    rows = describe(
        [someone(1), someone(2)],
        pair(1, 2, arm=2, part=3),
        NOW,
        connected=set(),
        practice_rounds=0,
        earlier={},
        links={},
        study="",
        arms=["one", "two"],
    )

    assert [(row["arm"], row["part"]) for row in rows] == [("two", 3), ("two", 3)]


def test_a_block_plays_until_nobody_of_it_is_in_the_rounds():
    reading = [someone(1, "Instructions"), someone(2, "Report")]
    begun = [someone(3, "WaitForBlock"), someone(4, "Instructions")]
    over = [someone(5, "AnswerQuestions"), someone(6, "Goodbye")]

    assert arm_progress("one", [reading, begun, over, []]) == {
        "name": "one",
        "blocks": 4,
        "playing": 1,
        "finished": 1,
        "people": 5,
    }


def test_every_kind_of_event_is_shown_on_the_console_or_left_out_on_purpose():
    assert set(LOG_WORDS) | set(SHOWN_ELSEWHERE) | set(NOT_SHOWN) == set(EVENT_KINDS)
    assert not (set(LOG_WORDS) | set(SHOWN_ELSEWHERE)) & set(NOT_SHOWN)


def test_an_action_whose_event_the_log_does_not_show_is_refused():
    with pytest.raises(ValueError, match=r"event must be one of advanced, .*, not 'went_on_waiting'"):
        Action("warn", "Warn", "went_on_waiting", lambda _: None, lambda _: "")


def test_every_action_of_the_console_is_documented():
    page = (REPOSITORY / "docs" / "how-to" / "run-the-console.md").read_text(encoding="utf-8")

    assert [action.label for action in ACTIONS.values() if f"| {action.label} |" not in page] == []
