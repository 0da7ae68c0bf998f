"""Fifty people click at once where one seat is left, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.process

SCENARIO = Path(__file__).parents[1] / "scenarios" / "last_seat.py"


def test_the_last_seat_goes_to_exactly_one_of_fifty_and_the_others_wait_in_a_row(office):
    happened = office.python(SCENARIO)

    assert happened == {
        "failures": [],
        "states": {"signed_up": 3, "waiting": 49},
        "positions": list(range(1, 50)),
        "seats_taken": 3,
        "mails": {"signed_up": 3, "waiting": 49},
    }
