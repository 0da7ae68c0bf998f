"""The chances of a prize, worked by hand, and what they reward, by trying everything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forecast_sharing.session.belief_scoring import (
    NUMBER,
    RANGE,
    prize_won,
    winning_chance_answer,
    winning_chance_interval,
    winning_chance_point,
)
from forecast_sharing.session.design import SessionDesign

EXPLANATION = Path(__file__).parents[3] / "docs" / "explanation" / "beliefs.md"

# Small enough to try every statement and every interval.
LOW, HIGH = -4, 6
UNITS = np.arange(LOW, HIGH + 1)


@pytest.mark.parametrize(
    ("stated", "truth", "chance"),
    [
        pytest.param(200, 200, 1, id="exactly right"),
        # A tenth of the range of 450: 1 - 0.1 squared.
        pytest.param(155, 200, 0.99, id="off by a tenth of the range"),
        pytest.param(425, 200, 0.75, id="off by half of it"),
        pytest.param(25, 475, 0, id="off by all of it"),
    ],
)
def test_the_point_rule_by_hand(stated, truth, chance):
    assert winning_chance_point(stated, truth, 25, 475) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("lowest", "highest", "truth", "chance"),
    [
        pytest.param(20, 20, 20, 1, id="one number, right"),
        pytest.param(20, 20, 21, 0, id="one number, wrong"),
        # 30 of 300 wide.
        pytest.param(5, 35, 20, 0.9, id="a tenth of the range"),
        pytest.param(5, 35, 5, 0.9, id="the lower end belongs to it"),
        pytest.param(5, 35, 35, 0.9, id="the upper end belongs to it"),
        pytest.param(5, 35, 36, 0, id="just outside"),
        pytest.param(-150, 150, 20, 0, id="everything says nothing"),
    ],
)
def test_the_interval_rule_by_hand(lowest, highest, truth, chance):
    assert winning_chance_interval(lowest, highest, truth, -150, 150) == chance


def test_of_a_number_and_an_interval_the_one_that_was_drawn_wins_by_its_own_rule():
    # Off by 30 of 300, and not in the interval, which is 60 wide and holds the truth.
    stated = {"stated": -10, "lowest": 0, "highest": 60, "truth": 20, "low": -150, "high": 150}

    assert winning_chance_answer(NUMBER, **stated) == pytest.approx(0.99, abs=1e-15)
    assert winning_chance_answer(RANGE, **stated) == 0.8


@pytest.mark.parametrize("miss", [10, 50, 100])
def test_the_explanation_says_what_a_miss_costs_with_the_default_settings(miss):
    design = SessionDesign()
    cells = [str(miss)]
    for low, high in (design.game.capacity_range, design.game.report_range):
        lost = 1 - winning_chance_point(low + miss, low, low, high)
        cents = 100 * lost * design.belief_prize * design.exchange_rate
        cells += [f"{100 * lost:.2f}%", f"{cents:.2f}"]

    assert f"| {' | '.join(cells)} |" in EXPLANATION.read_text(encoding="utf-8").splitlines()


def test_arrays_are_taken_and_broadcast():
    chances = winning_chance_point([25, 475], [[25], [475]], 25, 475)

    np.testing.assert_array_equal(chances, [[1, 0], [0, 1]])
    np.testing.assert_array_equal(winning_chance_interval(0, [0, 5], 3, 0, 10), [0, 0.5])
    assert isinstance(winning_chance_point(30, 40, 25, 475), float)


def test_a_chance_of_one_always_wins_and_a_chance_of_zero_never():
    np.testing.assert_array_equal(
        prize_won([1, 1, 0, 0, 0.5, 0.5], [0, 0.999999, 0, 0.9, 0.4999, 0.5], 300), [300, 300, 0, 0, 300, 0]
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: winning_chance_point(24, 30, 25, 475), "stated must be from 25 to 475, not 24"),
        (lambda: winning_chance_point([30, 40], [30, 476], 25, 475), "truth must be from 25 to 475, not 476"),
        (lambda: winning_chance_point(None, 30, 25, 475), "stated must be finite, not None"),
        (lambda: winning_chance_point(30, float("nan"), 25, 475), "truth must be finite, not nan"),
        (lambda: winning_chance_point(30, 30, 30, 30), "low must be less than high, not 30"),
        (lambda: winning_chance_interval(5, 4, 4, 0, 9), "lowest must be at most highest, not 5"),
        (lambda: winning_chance_interval(-1, 4, 4, 0, 9), "lowest must be from 0 to 9, not -1"),
        (lambda: winning_chance_interval(1, 10, 4, 0, 9), "highest must be from 0 to 9, not 10"),
        (lambda: prize_won(0.5, None, 300), "lottery must be finite, not None"),
        (
            lambda: winning_chance_answer("both", stated=1, lowest=1, highest=1, truth=1, low=0, high=9),
            "answer must be one of number, range, not 'both'",
        ),
    ],
)
def test_what_is_out_of_range_is_refused_by_rule_and_value(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def beliefs(n, rng):
    """Return n beliefs about the truth, a row of probabilities over the units each."""
    return rng.dirichlet(np.full(len(UNITS), 0.7), size=n)


@pytest.mark.slow
def test_no_statement_beats_the_mean():
    chances = winning_chance_point(UNITS[:, np.newaxis], UNITS, LOW, HIGH)
    for belief in beliefs(300, np.random.default_rng(5)):
        best = UNITS[np.argmax(chances @ belief)]

        # The whole unit next to the mean.
        assert abs(best - UNITS @ belief) <= 0.5 + 1e-9
        # And among all numbers, the mean itself: no step away from it gains anything.
        mean = UNITS @ belief
        at_mean = winning_chance_point(mean, UNITS, LOW, HIGH) @ belief
        for other in np.linspace(LOW, HIGH, 41):
            assert winning_chance_point(other, UNITS, LOW, HIGH) @ belief <= at_mean + 1e-12


def one_peaked_beliefs(n, rng):
    for belief in beliefs(n, rng):
        falling = np.sort(belief)[::-1]
        peak = int(rng.integers(len(UNITS)))
        # Units are filled outwards from the peak, each time on a side drawn by lot.
        filled, left, right = np.zeros(len(UNITS)), peak, peak
        filled[peak] = falling[0]
        for probability in falling[1:]:
            goes_left = right == len(UNITS) - 1 or (left > 0 and rng.random() < 0.5)
            left, right = (left - 1, right) if goes_left else (left, right + 1)
            filled[left if goes_left else right] = probability
        yield filled


def test_the_best_interval_is_the_most_likely_of_its_width_and_likely_itself():
    ends = [(a, b) for a in UNITS for b in UNITS if a <= b]
    lowest, highest = np.array(ends).T
    chances = winning_chance_interval(lowest[:, np.newaxis], highest[:, np.newaxis], UNITS, LOW, HIGH)
    holds = (lowest[:, np.newaxis] <= UNITS) & (highest[:, np.newaxis] >= UNITS)
    for belief in one_peaked_beliefs(300, np.random.default_rng(6)):
        best = int(np.argmax(chances @ belief))
        coverage = holds @ belief
        alike = highest - lowest == highest[best] - lowest[best]
        n_outside = int((~holds[best]).sum())

        assert coverage[best] >= coverage[alike].max() - 1e-12
        assert holds[best][np.argmax(belief)]
        # At least half, but for what whole units cost: see docs/explanation/beliefs.md.
        assert coverage[best] >= (n_outside - 1) / (2 * n_outside - 1) - 1e-12
        # At most half of the range wide, but for one unit.
        assert highest[best] - lowest[best] <= (HIGH - LOW) / 2 + 1


@pytest.mark.parametrize(
    ("belief", "n_units", "coverage"),
    [
        # k of 11 units win with chance k / 11 * (11 - k) / 10, which is largest for 5 or 6.
        pytest.param(np.full(11, 1 / 11), 5, 5 / 11, id="anything"),
        # 0.5, then (0.5 + 1/12) * 0.9 = 0.525, (0.5 + 2/12) * 0.8 = 0.533 and (0.5 + 3/12) * 0.7 = 0.525.
        pytest.param(np.where(UNITS == 0, 0.5, np.where(UNITS > 0, 0.5 / 6, 0)), 3, 2 / 3, id="one number likely"),
        # 0.9, and even if the rest were in the next unit 1 * 0.9.
        pytest.param(np.where(UNITS == 0, 0.9, 0.01), 1, 0.9, id="one number nearly certain"),
    ],
)
def test_how_likely_the_best_interval_is_depends_on_the_belief(belief, n_units, coverage):
    ends = [(a, b) for a in UNITS for b in UNITS if a <= b]
    expected = [winning_chance_interval(a, b, UNITS, LOW, HIGH) @ belief for a, b in ends]
    lowest, highest = ends[int(np.argmax(np.round(expected, 12)))]

    assert highest - lowest + 1 == n_units
    assert belief[(lowest <= UNITS) & (highest >= UNITS)].sum() == pytest.approx(coverage)
