"""Sessions of a study on a server: numbered one after the other, and online each block of one arm."""

from __future__ import annotations

import re

import pytest

from forecast_sharing.session import arms, draws
from forecast_sharing.session.arms import Arm, Part
from tests.harness.people.administrator import Administrator
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

# The first two blocks are of different arms.
SEED = 2
AT_THE_ROUNDS = ("NewPart", "Report", "Capacity", "WaitForReport", "WaitForCapacity")


def number_of(session):
    return session.server.rest.session(session.code)["config"]["study_session"]


def test_sessions_of_a_study_are_numbered_where_nobody_says_a_number(session_server):
    other = number_of(WebSession(session_server, "study_no_communication", 4))
    first = number_of(WebSession(session_server, "study_crossover", 4))
    second = number_of(WebSession(session_server, "study_crossover", 4))
    said = number_of(WebSession(session_server, "study_crossover", 4, study_session=first + 7))
    rehearsal = number_of(WebSession(session_server, "study_crossover", 4, purpose="rehearsal"))
    after = number_of(WebSession(session_server, "study_crossover", 4))

    assert (second, said, after) == (first + 1, first + 7, first + 8)
    assert rehearsal == after
    assert number_of(WebSession(session_server, "study_no_communication", 4)) == other + 1


def test_online_nobody_sits_in_a_block_of_another_arm_and_places_left_are_taken(session_server):
    planned = tuple(Arm(name, (Part(name, 1, (("feedback", name),)),)) for name in ("full", "own"))
    session = WebSession(
        session_server,
        "online_ch_uh",
        6,
        arms=arms.as_json(planned),
        arm_seed=SEED,
        study_session=1,
        num_rounds=1,
        practice_rounds=0,
        matching="partner",
        block_size=2,
    )
    drawn = [planned[arm - 1].name for arm in draws.draw_arms(SEED, session=1, n_blocks=3, weights=[1, 1], online=True)]
    first, gone, second, third, fourth, _ = session.people
    for person in (first, gone):
        person.arrive().play_until("Instructions")
    # The second place of the first block is free again, and the next to come is asked to take it.
    Administrator(session_server).act(session.code, gone.code, "end")
    for person in (second, third):
        person.arrive().play_until("WaitForBlock", *AT_THE_ROUNDS)
    third_waits = third.page
    session.go_on([first], lambda: first.page in ("WaitForBlock", *AT_THE_ROUNDS))
    fourth.arrive().play_until("WaitForBlock", *AT_THE_ROUNDS)
    session.go_on([first, second, third], lambda: {"WaitForBlock"}.isdisjoint({first.page, second.page, third.page}))
    people = session.participants()
    found = {
        name: (people[one.code]["arm"], people[one.code]["block"])
        for name, one in (
            ("first", first),
            ("gone", gone),
            ("second", second),
            ("third", third),
            ("fourth", fourth),
        )
    }

    said = session_server.rest.get(f"/api/arms/{session.code}").json()["arms"]

    assert drawn[0] != drawn[1]
    assert [(arm["name"], arm["blocks"], arm["playing"], arm["finished"], arm["people"]) for arm in said] == [
        (name, drawn.count(name), 1, 0, 2) for name in ("full", "own")
    ]
    assert found == {
        "first": (drawn[0], "1"),
        "gone": (drawn[0], ""),
        "second": (drawn[0], "1"),
        "third": (drawn[1], "2"),
        "fourth": (drawn[1], "2"),
    }
    assert third_waits == "WaitForBlock"


def test_whoever_meets_nobody_in_the_first_round_of_a_part_still_reads_what_changes(session_server):
    planned = (Arm("one", (Part("all", 1), Part("own", 2, (("feedback", "own"),)))),)
    session = WebSession(
        session_server,
        "lab_ch_uh",
        4,
        arms=arms.as_json(planned),
        num_rounds=3,
        practice_rounds=0,
        matching="perfect_stranger",
        block_size=4,
        roles="random",
        dropout="end_pair",
        presence_seconds=60,
        survey_sections="none",
    )
    gone, *others = session.people
    session.bring_to_the_game(session.people)
    Administrator(session_server).act(session.code, gone.code, "end")

    def all_done():
        for person in others:
            if person.page == "NewPart":
                person.send(part_word="own")
        return all(person.is_done for person in others)

    session.go_on(others, all_done)

    # Each meets the one who is gone in one of the three rounds, and one of them in the first round of part 2.
    assert [person.seen_pages.count("NewPart") for person in others] == [1, 1, 1]


def test_a_part_that_is_like_the_one_before_is_not_said_to_differ(session_server):
    planned = (Arm("one", (Part("all", 1), Part("all", 1))),)
    session = WebSession(
        session_server,
        "demo",
        2,
        arms=arms.as_json(planned),
        num_rounds=2,
        practice_rounds=0,
        matching="partner",
        survey_sections="none",
    )
    session.bring_to_the_game(session.people)
    session.go_on(session.people, lambda: {person.page for person in session.people} == {"NewPart"})
    _, intro, told = session.people[0].text.partition("A new part begins.")

    assert intro
    assert "Everything stays as it was" in told
    assert not re.search("different|changes|Everything else|other numbers", told)


def test_the_last_page_speaks_of_beliefs_to_those_alone_who_were_asked_for_them(session_server):
    planned = (Arm("plain", (Part("plain", 1),)), Arm("asked", (Part("asked", 1, (("beliefs", "asked"),)),)))
    session = WebSession(
        session_server,
        "demo",
        4,
        arms=arms.as_json(planned),
        num_rounds=1,
        practice_rounds=0,
        matching="partner",
        block_size=2,
        survey_sections="none",
    )
    session.bring_to_the_game(session.people)
    session.play_to_the_end(session.people)
    arm_of = {code: row["arm"] for code, row in session.participants().items()}

    said = {(arm_of[person.code], 'id="belief-points"' in person.html) for person in session.people}
    assert said == {("plain", False), ("asked", True)}
