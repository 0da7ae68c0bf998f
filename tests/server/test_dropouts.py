"""People who drop out, come late, wait too long or open a page twice, and what it means for those they play with."""

from __future__ import annotations

import time

import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.game import CELLS
from forecast_sharing.models.policy import Policy, decide
from forecast_sharing.session.draws import draw_choice
from tests.harness.people.administrator import Administrator
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

# No survey, no practice, so that what is tested comes soon.
SHORT = {"survey_sections": "none", "practice_rounds": 0}
# Longer than any request of these tests takes, so that only those who do nothing are silent.
SILENCE = 4


@pytest.fixture
def session(session_server):
    """Return ``session(config, n, **modified)``."""

    def session(config, n, **modified):
        return WebSession(session_server, config, n, **{**SHORT, **modified})

    return session


def of_role(people, *pages):
    return [person for person in people if person.page in pages]


def test_a_pair_ends_when_one_drops_out_and_the_other_is_told_and_paid(session, tmp_path):
    played = session(
        "demo",
        2,
        matching="partner",
        num_rounds=3,
        dropout="end_pair",
        presence_seconds=SILENCE,
        lost_round_pay=1000,
        completion_code="DONE",
    )
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    sender.act()
    told = []
    played.go_on([receiver], lambda: told.append(receiver.text) or receiver.is_done)
    sender.reload()
    rows, rounds = played.participants(), played.rounds(tmp_path)

    # Round 1 is played to its end: what was missing of it was not the sender's. Rounds 2 and 3 are lost.
    assert list(rounds["left_because"].fillna("")) == ["", "dropped_out", "dropped_out"]
    assert list(rounds["left_by"].fillna("")) == ["", "sender", "sender"]
    assert rounds["capacity"].notna().tolist() == [True, False, False]
    assert any("has left the study" in text for text in told)
    row = rows[receiver.code]
    assert (row["exit_reason"], row["rounds_played"], row["rounds_lost"]) == ("partner_left", "1", "2")
    assert float(row["lost_round_points"]) == 2000
    points = float(rounds["receiver_payoff"].iloc[0]) + 2000
    assert float(row["settled_points"]) == max(points, 0)
    assert "DONE" in receiver.text
    assert sender.page == "Goodbye"
    assert "went on without you" in sender.text
    assert "DONE" not in sender.text
    assert (rows[sender.code]["exit_reason"], rows[sender.code]["total_payment"]) == ("dropped_out", "5")
    assert {"left", "returned"} <= {event["kind"] for event in played.events()}


def where(row):
    return {"block": row.block, "round_number": row.round_number}


def test_a_computer_takes_over_in_the_middle_of_a_block_of_strangers(session, tmp_path):
    played = session(
        "lab_ch_uh", 4, num_rounds=4, dropout="robot", presence_seconds=SILENCE, dropout_pay="earned", seed=7
    )
    played.bring_to_the_game(played.people)
    gone = of_role(played.people, "Report")[0]
    others = [person for person in played.people if person is not gone]
    gone.act()
    # They play the first round and part of the second.
    played.go_on([*others, gone], lambda: gone.seen_pages.count("Report") == 2)
    told = {person.code: set() for person in others}

    def all_done_and_noted():
        for person in others:
            if 'id="computer"' in person.html:
                told[person.code].add(person.page)
        return all(person.is_done for person in others)

    played.go_on(others, all_done_and_noted)
    rounds, rows = played.rounds(tmp_path), played.participants()
    mine = rounds[rounds["sender_code"] == gone.code]

    assert mine["sender_is_robot"].tolist() == [False, True, True, True]
    assert not rounds["receiver_is_robot"].any()
    assert rounds["capacity"].notna().all()
    assert rounds["left_because"].isna().all()
    # Each decision of the computer can be drawn again from what is exported.
    taken_over = mine[mine["sender_is_robot"]]
    policy = Policy.from_json(taken_over["robot_policy"].iloc[0])
    drawn_by_seat = [
        [
            decide(policy, CELLS["ch_uh"], "sender", int(row.forecast), draw_choice(7, **where(row), seat=seat))
            for row in taken_over.itertuples()
        ]
        for seat in (1, 2, 3, 4)
    ]
    assert taken_over["report"].tolist() in drawn_by_seat
    # Whoever met the computer was told on the pages where they decided and saw what came of it.
    met = set(mine.loc[mine["sender_is_robot"], "receiver_code"])
    assert all({"Capacity", "Results"} <= told[code] for code in met)
    assert all(rows[person.code]["exit_reason"] == "completed" for person in others)
    # The person is paid for their own round alone.
    first = mine.iloc[0]
    assert float(rows[gone.code]["points"]) == first["sender_payoff"]
    assert rows[gone.code]["rounds_played"] == "1"
    assert collect(rounds).excluded["sender"] == {"robot": 3}


def test_a_receiver_s_place_is_taken_while_the_sender_waits(session, tmp_path):
    played = session("demo", 2, matching="partner", num_rounds=2, dropout="robot", presence_seconds=SILENCE)
    played.bring_to_the_game(played.people)
    sender = of_role(played.people, "Report")[0]
    played.play_to_the_end([sender])
    rounds = played.rounds(tmp_path)

    assert rounds["receiver_is_robot"].all()
    assert rounds[["report", "capacity", "sender_payoff"]].notna().all(axis=None)
    # Neither is about two people, and both are counted.
    with pytest.raises(ValueError, match=r"reports: robot partner 2; capacities: robot 2$"):
        collect(rounds)


def test_a_computer_builds_without_messages_too(session, tmp_path):
    played = session(
        "demo", 2, matching="partner", num_rounds=2, messages="none", dropout="robot", presence_seconds=SILENCE
    )
    played.bring_to_the_game(played.people)
    sender = next(person for person in played.people if "forecast" in person.html and person.page == "Report")
    played.play_to_the_end([sender])

    assert played.rounds(tmp_path)["capacity"].notna().all()


def test_whoever_lets_the_time_of_a_page_pass_is_out_although_the_page_is_there(session):
    played = session(
        "demo", 2, matching="partner", num_rounds=2, dropout="end_pair", presence_seconds=60, page_seconds=6
    )
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    shown = "Time left" in sender.html
    played.go_on([receiver], lambda: sender.ask() and receiver.is_done)
    rows = played.participants()

    assert shown
    assert rows[sender.code]["exit_reason"] == "dropped_out"
    assert rows[receiver.code]["exit_reason"] == "partner_left"


def test_a_time_limit_that_has_passed_ends_it_and_stores_nothing(session):
    played = session(
        "demo", 2, matching="partner", num_rounds=1, dropout="end_pair", presence_seconds=60, page_seconds=3
    )
    person = played.people[0].arrive()
    early = person.send(consent="True", timeout_happened="1").page
    time.sleep(3)
    person.send(consent="True", timeout_happened="1")
    row = played.participants()[person.code]

    assert early == "Consent"
    assert person.page == "Goodbye"
    # Nothing was agreed with them, but they were there to see the last page.
    assert (row["exit_reason"], row["consent_given"], row["total_payment"]) == ("came_too_late", "", "5")


def test_who_has_no_partner_left_is_in_the_session_until_the_survey_is_over(session, session_server):
    played = session("demo", 2, matching="partner", num_rounds=2, survey_sections="gps")
    declining, staying = played.people
    declining.arrive().send(consent="False")
    staying.arrive().play_until("AnswerQuestions")
    in_the_survey = played.participants()[staying.code]
    offered = Administrator(session_server).get(f"/console/{played.code}/action?participant={staying.code}").json()
    staying.play_until("Goodbye")
    row = played.participants()[staying.code]

    assert (in_the_survey["exit_reason"], in_the_survey["total_payment"]) == ("", "")
    assert [offer["is_possible"] for offer in offered["offers"] if offer["action"] in ("advance", "end")] == [True] * 2
    assert (row["exit_reason"], row["total_payment"]) == ("partner_left", "5")


def test_the_wait_is_offered_an_end_and_goes_on_where_wanted(session):
    played = session("demo", 2, matching="partner", num_rounds=2, max_wait_seconds=2, endowment=10_000)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    receiver.send(waiting="leave")
    too_early = receiver.page
    played.go_on([receiver], lambda: 'id="offer"' in receiver.html)
    receiver.send(waiting="go_on")
    went_on = receiver.page, 'id="offer"' in receiver.html
    played.go_on([receiver], lambda: 'id="offer"' in receiver.html)
    receiver.send(waiting="leave")
    row = played.participants()[receiver.code]
    played.play_to_the_end([sender])

    assert too_early == "WaitForReport"
    assert went_on == ("WaitForReport", False)
    assert receiver.page == "Goodbye"
    # 10,000 points at 0.0001 and the fee of 5.
    assert (row["exit_reason"], row["total_payment"]) == ("waited_too_long", "6")
    assert played.participants()[sender.code]["exit_reason"] == "partner_left"
    assert "went_on_waiting" in {event["kind"] for event in played.events()}


def test_the_odd_person_in_the_lobby_may_leave_paid_and_takes_nobody_along(session):
    played = session("online_ch_uh", 4, block_size=4, num_rounds=1, max_wait_seconds=1)
    odd, *others = played.people
    odd.arrive().play_until("WaitForBlock")
    played.go_on([odd], lambda: 'id="offer"' in odd.html)
    odd.send(waiting="leave")
    for person in others:
        person.arrive().play_until("WaitForBlock")
    left = odd.page, played.participants()[odd.code]["total_payment"]

    assert left == ("Goodbye", "5")
    assert [person.page for person in others] == ["WaitForBlock"] * 3


def test_a_late_comer_takes_a_seat_that_is_free_and_is_paid_where_it_is_not(session):
    played = session(
        "lab_ch_uh", 4, matching="partner", block_size=2, num_rounds=1, dropout="end_pair", presence_seconds=SILENCE
    )
    first = played.people[0]
    played.bring_to_the_game([first])
    played.play_to_the_end([first])
    rows = played.participants()
    (dropped,) = [event["participant_code"] for event in played.events() if event["kind"] == "left"]
    (partner,) = [p for p in played.people[1:] if p.link.rpartition("/")[2] == dropped]
    free = [person for person in played.people[1:] if person is not partner]
    paid_before = rows[partner.link.rpartition("/")[2]]["total_payment"]
    partner.arrive()
    played.bring_to_the_game(free)
    played.play_to_the_end(free)
    rows = played.participants()

    assert paid_before == "0"
    assert partner.page == "Goodbye"
    assert "began without you" in partner.text
    assert (rows[partner.code]["exit_reason"], rows[partner.code]["total_payment"]) == ("came_too_late", "5")
    assert [rows[person.code]["exit_reason"] for person in free] == ["completed"] * 2


def test_only_the_window_opened_last_counts_and_an_older_one_takes_over_by_a_click(session, tmp_path):
    played = session("demo", 2, matching="partner", num_rounds=1)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    older = sender.opening
    sender.reload()
    refused = sender.ask(older)
    newest = sender.ask()
    answer = sender.http.post(sender.url, data={"report": "11", "page_opening": older}, timeout=60)
    shown_again = answer.url == sender.url and 'value="11"' in answer.text and "another window" in answer.text
    now_older = sender.ask()
    # The page that was shown again counts now: the second press sends.
    sender.html = answer.text
    sender.send(report="11")
    receiver.play_until("Results")

    assert older != sender.opening
    assert (refused, newest) == (409, 204)
    assert shown_again
    assert now_older == 409
    assert played.rounds(tmp_path)["report"].tolist() == [11]
    assert "took_over" in {event["kind"] for event in played.events()}


def test_the_data_say_who_is_gone_although_nobody_waited_for_them(session):
    played = session(
        "demo",
        2,
        matching="partner",
        num_rounds=1,
        dropout="end_pair",
        presence_seconds=SILENCE,
        endowment=1000,
        survey_sections="demographics",
    )
    slow, gone = played.people
    played.bring_to_the_game(played.people)
    for person in sorted(played.people, key=lambda person: person.is_waiting):
        person.act()
    for person in sorted(played.people, key=lambda person: person.is_waiting):
        person.play_until("AnswerQuestions")
    while_somebody_is_there = {row["exit_reason"] for row in played.participants().values()}
    time.sleep(SILENCE)
    rows = played.participants()
    slow.reload().play_until("Goodbye")
    later = played.participants()

    assert while_somebody_is_there == {""}
    assert {row["exit_reason"] for row in rows.values()} == {"fell_silent"}
    row = rows[gone.code]
    # The profit of the one round, 1,000 points at the start, and the fee of 5; never below the fee.
    owed = 5 + max(float(row["points"]) + 1000, 0) * 0.0001
    assert float(row["total_payment"]) == pytest.approx(owed, abs=0.005)
    assert row["left_at"] != ""
    assert {event["kind"] for event in played.events()}.isdisjoint({"left"})
    assert (later[slow.code]["exit_reason"], later[slow.code]["left_at"]) == ("completed", "")
    assert later[gone.code]["exit_reason"] == "fell_silent"


def test_who_never_agreed_to_take_part_has_not_come(session):
    played = session("demo", 2, matching="partner", num_rounds=1, dropout="end_pair", presence_seconds=SILENCE)
    nobody_yet = {row["exit_reason"] for row in played.participants().values()}
    played.people[0].arrive()
    time.sleep(SILENCE)
    rows = played.participants().values()

    assert nobody_yet == {""}
    assert {(row["exit_reason"], row["total_payment"]) for row in rows} == {("no_show", "0")}


def test_the_same_form_sent_twice_is_one_decision(session, tmp_path):
    played = session("demo", 2, matching="partner", num_rounds=2)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    url, hidden = sender.url, sender.hidden
    sender.send(report="11")
    receiver.play_until("Results").act()
    sender.play_until("Results").act()
    again = sender.http.post(url, data={"report": "99", **hidden}, timeout=60)

    assert "/Report/" in again.url
    assert again.url != url
    assert played.rounds(tmp_path)["report"].dropna().tolist() == [11]


def test_a_restart_in_mid_round_drops_nobody(session, session_server):
    played = session("demo", 2, matching="partner", num_rounds=1, dropout="end_pair", presence_seconds=SILENCE)
    played.bring_to_the_game(played.people)
    session_server.kill()
    # Longer than anybody may be silent.
    time.sleep(SILENCE + 1)
    session_server.start()
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    asked = receiver.ask()
    sender.act()
    played.play_to_the_end(played.people)

    assert asked == 204
    assert {row["exit_reason"] for row in played.participants().values()} == {"completed"}


def test_the_server_s_own_requests_take_no_window_away(session):
    """Ten seconds after a wait page is over oTree asks for the next page itself, in case no browser has."""
    played = session("demo", 2, matching="partner", num_rounds=1, dropout="end_pair", beliefs="asked")
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
    sender.act()
    receiver.ask()
    time.sleep(13)
    still_counts = sender.ask(), receiver.ask()
    pages = sender.page, receiver.page
    sender.act()

    assert pages == ("StateCapacityBelief", "Capacity")
    assert still_counts == (204, 204)
    assert sender.page != "StateCapacityBelief"
    assert not [event for event in played.events() if event["kind"] == "took_over"]


def test_the_time_of_a_page_that_was_open_ends_after_a_restart_too(session, session_server):
    played = session("demo", 1, counterpart="robot", block_size=2, num_rounds=1, dropout="robot", page_seconds=6)
    played.people[0].arrive()
    session_server.kill()
    # So long that the server, when it is back, ends the page at once, and finds that its time starts anew.
    time.sleep(13)
    session_server.start()
    deadline = time.monotonic() + 60
    while not (row := played.participants()[played.people[0].code])["exit_reason"] and time.monotonic() < deadline:
        time.sleep(1)

    assert row["exit_reason"] == "no_show"


@pytest.mark.parametrize("arrival", ["lab", "arrival"])
def test_a_single_person_plays_with_a_computer_and_is_told(arrival, session, tmp_path):
    played = session(
        "demo", 1, matching="partner", block_size=2, num_rounds=2, counterpart="robot", arrival=arrival, beliefs="asked"
    )
    (person,) = played.people
    person.arrive()
    told = {person.page: "a computer" in person.text}
    played.go_on([person], lambda: told.update({person.page: "a computer" in person.text}) or person.is_done)
    rounds = played.rounds(tmp_path)
    own, robot = ("sender", "receiver") if "Report" in person.seen_pages else ("receiver", "sender")

    assert all(told[page] for page in told if page not in {"Goodbye", "WaitForBlock"})
    assert rounds[f"{robot}_is_robot"].all()
    assert not rounds[f"{own}_is_robot"].any()
    assert set(rounds["counterpart"]) == {"robot"}
    assert rounds[["report", "capacity"]].notna().all(axis=None)
    assert sum(collect(rounds).n_obs_by_person(own)) == 2
    assert played.participants()[person.code]["exit_reason"] == "completed"


def test_both_roles_are_equally_frequent_with_a_computer(session):
    played = session("demo", 4, matching="partner", block_size=2, num_rounds=1, counterpart="robot")
    roles = [row["first_role"] for row in played.participants().values()]

    assert sorted(roles) == ["receiver", "receiver", "sender", "sender"]
