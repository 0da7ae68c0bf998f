"""What stated beliefs win, and that nothing wins more often than what the pages ask for, whatever is believed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cheap_talk_game.pages import StateForecastBelief
from forecast_sharing.session.belief_scoring import (
    ANSWERS,
    prize_won,
    winning_chance_answer,
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
    assert [winning_chance_answer(answer, **statement) for answer in ANSWERS] == [point, interval]


@given(statements())
def test_only_the_truth_is_certain_to_win(statement: dict[str, Any]):
    chance = winning_chance_point(**without(statement, "lowest", "highest"))

    assert (chance == 1) == (statement["stated"] == statement["truth"])


@given(statements(), st.integers(-10_000, 10_000), st.integers(1, 100))
def test_neither_origin_nor_unit_matters(statement: dict[str, Any], shift: int, scale: int):
    moved = {name: scale * value + shift for name, value in statement.items()}

    for answer in ANSWERS:
        before, after = winning_chance_answer(answer, **statement), winning_chance_answer(answer, **moved)
        np.testing.assert_allclose(after, before, rtol=1e-12)


@given(statements(), st.lists(st.integers(0, 9), min_size=2, max_size=12).filter(any))
def test_no_statement_beats_the_mean(statement: dict[str, Any], weights: list[int]):
    low, high = statement["low"], statement["high"]
    truths, belief = np.linspace(low, high, len(weights)), np.array(weights) / sum(weights)
    # The sum of the weights is one but for rounding, which may carry the mean past an end.
    mean = np.clip(truths @ belief, low, high)
    honest = winning_chance_point(mean, truths, low, high) @ belief

    assert winning_chance_point(statement["stated"], truths, low, high) @ belief <= honest + 1e-12


# Beliefs over whole units as weights that add up to any number: peaks at an end, long tails, several peaks.
WEIGHTS = st.lists(st.one_of(st.integers(0, 9), st.sampled_from([0, 100, 10_000])), min_size=2, max_size=60).filter(any)
# What was known to be wrong before: the mean far from where the forecast most likely is.
LOPSIDED = [60, 5, 5, 5, 5, 5, 5, 5, 5]


@given(WEIGHTS, st.integers(-500, 500))
@example(LOPSIDED, -4)
@example([10_000, *[0] * 58, 100], 25)
def test_of_all_numbers_that_can_be_entered_the_average_rounded_wins_most_often(weights: list[int], low: int):
    units = low + np.arange(len(weights))
    belief, total = np.array(weights) / sum(weights), sum(weights)
    expected = winning_chance_point(units[:, np.newaxis], units, units[0], units[-1]) @ belief
    best = units[expected >= expected.max() - 1e-12]

    # In whole numbers, so that halves are halves: nowhere is the best more than half a unit from the mean.
    sum_believed = sum(weight * int(unit) for weight, unit in zip(weights, units, strict=True))
    assert all(abs(2 * (int(number) * total - sum_believed)) <= total for number in best)


@given(WEIGHTS, st.floats(0, 1))
def test_what_a_miss_costs_does_not_depend_on_the_belief(weights: list[int], where: float):
    units, belief = np.arange(len(weights)), np.array(weights) / sum(weights)
    high = len(weights) - 1
    mean, stated = np.clip(units @ belief, 0, high), where * high
    expected = [winning_chance_point(number, units, 0, high) @ belief for number in (mean, stated)]

    assert expected[0] - expected[1] == pytest.approx(((stated - mean) / high) ** 2, abs=1e-12)


def accepted(low: int, high: int) -> np.ndarray:
    """Return every number and range that the page takes: a row of three whole units each."""
    player, units = SimpleNamespace(session=SimpleNamespace(config={})), range(low, high + 1)
    fields = StateForecastBelief.form_fields
    rows = [(number, lowest, highest) for number in units for lowest in units for highest in units]
    return np.array(
        [row for row in rows if not StateForecastBelief.error_message(player, dict(zip(fields, row, strict=True)))]
    )


TAKEN = accepted(-4, 4)


@given(st.lists(st.integers(0, 99), min_size=9, max_size=9).filter(any))
@example(LOPSIDED)
def test_with_a_range_asked_beside_it_the_average_rounded_is_still_the_best_number(weights: list[int]):
    units, belief = np.arange(-4, 5), np.array(weights) / sum(weights)
    stated, lowest, highest = (column[:, np.newaxis] for column in TAKEN.T)
    chances = [
        winning_chance_answer(answer, stated=stated, lowest=lowest, highest=highest, truth=units, low=-4, high=4)
        for answer in ANSWERS
    ]
    # Which of the two can win is drawn afterwards, both equally likely.
    expected = np.mean(chances, axis=0) @ belief
    numbers = TAKEN[expected >= expected.max() - 1e-12, 0]

    assert (abs(numbers - units @ belief) <= 0.5 + 1e-9).all()


def test_the_best_number_of_a_lopsided_belief_lies_outside_its_best_range():
    units, belief = np.arange(-4, 5), np.array(LOPSIDED) / sum(LOPSIDED)
    ranges = np.unique(TAKEN[:, 1:], axis=0)
    chances = winning_chance_interval(ranges[:, [0]], ranges[:, [1]], units, -4, 4) @ belief

    # The mean is -4 + 5 * (1 + ... + 8) / 100 = -2.2; a range of one unit wins in 60 of 100 cases, of two in 65 * 7/8.
    assert round(units @ belief, 9) == -2.2
    assert ranges[np.argmax(chances)].tolist() == [-4, -4]


@given(st.floats(0, 1), st.integers(1, 1_000_000))
def test_a_prize_is_won_as_often_as_the_chance_says(chance: float, prize: int):
    lotteries = (np.arange(1_000) + 0.5) / 1_000

    assert abs(prize_won(chance, lotteries, prize).mean() / prize - chance) <= 0.0005 + 1e-12
