"""Random trees of conditions mean the same to the database as to somebody who reads them aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.process

SCENARIO = Path(__file__).parents[1] / "scenarios" / "plain_conditions.py"


def test_random_conditions_find_whom_a_plain_reading_finds(office):
    """With 60 people and a limit of two invitations a month; a comparison that fails ends the script."""
    happened = office.python(SCENARIO, OFFICE_INVITATIONS_A_MONTH="2")

    # Trees that always found nobody would agree with anything.
    assert happened["different_answers"] >= 15
