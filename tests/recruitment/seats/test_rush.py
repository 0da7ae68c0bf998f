"""People click at once in their browsers, on the real server, where few seats are left; on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.people.clicks import sign_up_at_once

pytestmark = pytest.mark.process

SCENARIO = Path(__file__).parents[1] / "scenarios" / "rush.py"
N_PEOPLE, N_SEATS, N_RESERVE = 40, 10, 2
# More than a server takes that is left as it comes: those who only look keep their connections, too.
N_ONLOOKERS = 110


def test_forty_clicks_over_http_fill_twelve_seats_and_a_waiting_list_in_order(office):
    cookies = office.python(SCENARIO, "prepare", str(N_PEOPLE), str(N_SEATS), str(N_RESERVE))
    with office.serving() as url:
        clicks = sign_up_at_once(url, cookies, n_onlookers=N_ONLOOKERS)
    happened = office.python(SCENARIO, "outcome")

    states = [state for state, _position in happened["places"]]
    positions = [position for _state, position in happened["places"] if position is not None]
    assert [click.failure for click in clicks] == [""] * N_PEOPLE
    assert happened["seats_taken"] == states.count("signed_up") == N_SEATS + N_RESERVE
    assert sorted(positions) == happened["in_order_of_rows"] == list(range(1, N_PEOPLE - N_SEATS - N_RESERVE + 1))
    assert happened["mails"] == [[state] for state in states]
    # Everybody reads what is true.
    told = ["signed_up" if "You have a seat." in click.page else "waiting" for click in clicks]
    assert told == states
    # Nobody who clicked after somebody had been answered stands before that person.
    rank = [(0, 0) if position is None else (1, position) for _state, position in happened["places"]]
    assert not [
        (first, second)
        for first, one in enumerate(clicks)
        for second, other in enumerate(clicks)
        if one.ended < other.began and rank[second] < rank[first]
    ]
