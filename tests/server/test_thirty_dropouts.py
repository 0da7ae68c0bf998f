"""Forty people, of whom thirty leave in every way there is: the others finish, and everybody is paid by the rules."""

from __future__ import annotations

import csv
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.harness.people.web_people import WebPerson
from tests.harness.people.web_session import WebSession

pytestmark = [pytest.mark.slow, pytest.mark.process]

N_PEOPLE = 40
SETTINGS = {
    "num_rounds": 3,
    "practice_rounds": 0,
    "paid_rounds": 2,
    "survey_sections": "none",
    "presence_seconds": 6,
    "page_seconds": 12,
    "max_wait_seconds": 8,
    "dropout_pay": "earned",
    "lost_round_pay": 300,
    "endowment": 500,
    "exchange_rate": 0.001,
    "seed": 3,
}
# Where somebody stops, and how: silently, with the page open and there, or by what the page offers.
KINDS = [
    ("never comes", ""),
    ("goes silent", "Consent"),
    ("goes silent", "Instructions"),
    ("goes silent", "Quiz"),
    ("goes silent", "Report or Capacity"),
    ("goes silent", "Report or Capacity"),
    ("goes silent", "WaitForCapacity or WaitForReport"),
    ("goes silent", "WaitForCapacity or WaitForReport"),
    ("goes silent", "Results"),
    ("lets the page stand", "Quiz"),
    ("lets the page stand", "Report or Capacity"),
    ("lets the page stand", "Report or Capacity"),
    ("lets the page stand", "Results"),
    ("declines", "Consent"),
    ("leaves when offered", "WaitForCapacity or WaitForReport"),
]
LONGEST_S = 240


class Life:
    """What one person does until the session is over for them."""

    def __init__(self, person: WebPerson, kind: str, page: str) -> None:
        self.person, self.kind, self.stops_at = person, kind, page.split(" or ")
        self.longest_wait = 0.0

    def live(self, deadline: float, all_stayers_done: threading.Event) -> None:
        """Act until the end, or until the way of leaving has been gone."""
        if self.kind == "never comes":
            return
        person = self.person.arrive()
        since, page = time.monotonic(), person.page
        while not person.is_done:
            assert time.monotonic() < deadline, f"stuck at {person.page} after {person.seen_pages}"
            if person.page in self.stops_at and self._leaves():
                if self.kind == "goes silent" or all_stayers_done.is_set():
                    return
                continue
            if 'id="offer"' in person.html:
                person.send(waiting="go_on")
                since = time.monotonic()
            # Counted from when the page had come; the server counts from its request, so to it the wait is no shorter.
            waited = time.monotonic() - since
            person.act()
            if person.page != page:
                since, page = time.monotonic(), person.page
            elif person.is_waiting:
                self.longest_wait = max(self.longest_wait, waited)
                assert waited < SETTINGS["max_wait_seconds"] or 'id="offer"' in person.html, f"no offer at {page}"
                time.sleep(0.3)

    def _leaves(self) -> bool:
        if self.kind == "declines":
            self.person.send(consent="False")
        elif self.kind == "lets the page stand":
            self.person.ask()
            time.sleep(1)
        elif self.kind == "leaves when offered":
            if 'id="offer"' not in self.person.html:
                return False
            self.person.send(waiting="leave")
        return True


@pytest.mark.parametrize("dropout", ["robot", "end_pair"])
def test_thirty_of_forty_leave_and_the_others_finish_and_are_paid(dropout, session_server, tmp_path):
    played = WebSession(
        session_server,
        "lab_ch_uh",
        N_PEOPLE,
        dropout=dropout,
        real_world_currency_per_point=SETTINGS["exchange_rate"],
        **{name: value for name, value in SETTINGS.items() if name != "exchange_rate"},
    )
    # In every block of four, one stays; who leaves how goes round.
    ways = iter(KINDS * 2)
    stays = {code for code, seat in seats_by_block(session_server, played.code).items() if seat == 1}
    lives = [Life(p, "stays", "") if code_of(p) in stays else Life(p, *next(ways)) for p in played.people]
    play(lives)
    rows, rounds = exported_together(played, tmp_path)
    reasons = Counter(row["exit_reason"] for row in rows.values())
    print(dropout, dict(reasons), f"longest wait {max(life.longest_wait for life in lives):.1f} s")

    assert sum(life.kind == "stays" for life in lives) == 10
    for life in lives:
        if life.kind == "stays":
            assert life.person.is_done
            assert rows[life.person.code]["exit_reason"] in {"completed", "partner_left"}
        # What they were told when they left still holds.
        if life.person.is_done:
            told = life.person.shown("total").removeprefix("$")
            assert Decimal(told) == Decimal(rows[life.person.code]["total_payment"])
    if dropout == "robot":
        assert reasons["completed"] >= 10
        assert rounds["sender_is_robot"].any()
        assert rounds["receiver_is_robot"].any()
    else:
        assert not rounds["sender_is_robot"].any()
    for code, row in rows.items():
        if row["exit_reason"]:
            assert Decimal(row["total_payment"]) == owed(code, row["exit_reason"], rounds), (code, row)
    # Nobody waited for those who have no reason. A receiver need not wait for a computer, nor long for a person.
    came_through = [
        life for life in lives if life.kind != "stays" and rows[code_of(life.person)]["exit_reason"] == "completed"
    ]
    assert {life.kind for life in came_through} <= {"leaves when offered"} | {
        life.kind for life in came_through if "WaitForReport" in life.stops_at
    }
    assert len(came_through) <= 4
    assert {"no_show", "consent_declined", "dropped_out"} <= set(reasons)


def play(lives):
    deadline, all_stayers_done = time.monotonic() + LONGEST_S, threading.Event()
    with ThreadPoolExecutor(len(lives)) as pool:
        running = {pool.submit(life.live, deadline, all_stayers_done): life for life in lives}
        try:
            for future, life in running.items():
                if life.kind == "stays":
                    future.result()
        finally:
            all_stayers_done.set()
        for future in running:
            future.result()


def exported_together(played, folder):
    """Return participants and rounds as of one moment: the server goes on ending pages that were left open."""
    before, rows = None, played.participants()
    while rows != before:
        rounds = played.rounds(folder)
        before, rows = rows, played.participants()
    return rows, rounds


def code_of(person):
    return person.link.rpartition("/")[2]


def seats_by_block(server, session_code):
    """Return everybody's place in their block, counted in the order of the export."""
    text = server.rest.custom_export("cheap_talk_game", "custom_export_participants", session_code)
    seen, places = Counter(), {}
    for row in csv.DictReader(text.splitlines()):
        seen[row["block"]] += 1
        places[row["participant_code"]] = seen[row["block"]]
    return places


def owed(code, reason, rounds):
    """Return what the rules on the page of dropouts come to, worked out from the table of rounds alone."""
    fee, endowment, per_lost, rate = Decimal(5), 500, 300, Decimal("0.001")
    if reason == "no_show":
        return Decimal(0)
    if reason in {"consent_declined", "quiz_failed", "came_too_late"}:
        return fee
    points = Decimal(endowment)
    for role in ("sender", "receiver"):
        own = rounds[(rounds[f"{role}_code"] == code) & rounds["is_paid"] & ~rounds[f"{role}_is_robot"]]
        if role == "sender":
            own = own[~own["sender_had_left"]]
        points += sum((Decimal(str(value)) for value in own[f"{role}_payoff"].dropna()), Decimal(0))
        if reason != "dropped_out":
            lost = own["left_because"].notna() & (own["left_by"] != role)
            points += per_lost * int(lost.fillna(False).sum())
    return fee + (max(points, Decimal(0)) * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
