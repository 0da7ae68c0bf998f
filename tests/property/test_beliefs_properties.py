from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecast_sharing.session.belief_scoring import (
    winning_chance_estimate,
    winning_chance_interval,
    winning_chance_point,
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a range of whole units, an interval with a number in it, and a truth."""
    low = draw(st.integers(-1_000, 1_000))
    high = low + draw(st.integers(1, 2_000))
    lowest, stated, highest = sorted(draw(st.integers(low, high)) for _ in range(3))
    truth = draw(st.integers(low, high))
    return {"stated": stated, "lowest": lowest, "highest": highest, "truth": truth, "low": low, "high": high}


def without(statement: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name not in names}


@given(statements())
def test_chances_are_between_nought_and_one(statement: dict[str, Any]):
    point = winning_chance_point(**without(statement, "lowest", "highest"))
    interval = winning_chance_interval(**without(statement, "stated"))

    assert 0 <= point <= 1
    assert 0 <= interval <= 1
    assert min(point, interval) <= winning_chance_estimate(**statement) <= max(point, interval)


@given(statements())
def test_only_the_truth_is_certain_to_win(statement: dict[str, Any]):
    chance = winning_chance_point(**without(statement, "lowest", "highest"))

    assert (chance == 1) == (statement["stated"] == statement["truth"])


@given(statements(), st.integers(-10_000, 10_000), st.integers(1, 100))
def test_neither_origin_nor_unit_matters(statement: dict[str, Any], shift: int, scale: int):
    moved = {name: scale * value + shift for name, value in statement.items()}

    np.testing.assert_allclose(winning_chance_estimate(**moved), winning_chance_estimate(**statement), rtol=1e-12)


@given(statements(), st.lists(st.integers(0, 9), min_size=2, max_size=12).filter(any))
def test_no_statement_beats_the_mean(statement: dict[str, Any], weights: list[int]):
    low, high = statement["low"], statement["high"]
    truths, belief = np.linspace(low, high, len(weights)), np.array(weights) / sum(weights)
    # The sum of the weights is one but for rounding, which may carry the mean past an end.
    mean = np.clip(truths @ belief, low, high)
    honest = winning_chance_point(mean, truths, low, high) @ belief

    assert winning_chance_point(statement["stated"], truths, low, high) @ belief <= honest + 1e-12
