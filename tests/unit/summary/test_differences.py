"""Differences between groups of rounds: what leaving blocks out says, and intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from forecast_sharing.summary.differences import coefficient, combination, statistics
from forecast_sharing.summary.outcome_moments import Moments

RNG = np.random.default_rng(12)


def rounds(n_blocks=6, n_stretches=2, each=5):
    """Return block, stretch, outcome and regressor of rounds of unequal blocks that differ."""
    block = np.repeat(np.arange(n_blocks), [each * n_stretches + 2 * (number % 3) for number in range(n_blocks)])
    stretch = RNG.integers(n_stretches, size=len(block))
    regressor = RNG.normal(3, 1, size=len(block))
    return block, stretch, RNG.normal(size=len(block)) + RNG.normal(size=n_blocks)[block] + regressor, regressor


def moments(design, outcome, block, stretch, n_stretches=2):
    shape = (block.max() + 1, n_stretches, design.shape[1])
    information, cross = np.zeros((*shape, design.shape[1])), np.zeros(shape)
    for row, y, b, s in zip(design, outcome, block, stretch, strict=True):
        information[b, s] += np.outer(row, row)
        cross[b, s] += y * row
    return Moments(information, cross)


def designs(regressor):
    ones = np.ones(len(regressor))
    return {"mean": ones[:, None], "slope": np.column_stack([ones, regressor]), "origin": regressor[:, None]}


def last(design, outcome, rows):
    return np.linalg.lstsq(design[rows], outcome[rows], rcond=None)[0][-1]


# Blocks that play both, and blocks of which each plays one.
ARRANGED = {"within": [[1, 0]] * 6, "between": [[1, 1], [0, 0]] * 3, "mixed": [[1, 0], [1, 1], [0, 0]] * 2}


@pytest.mark.parametrize("arranged", ARRANGED)
@pytest.mark.parametrize("kind", ["mean", "slope", "origin"])
def test_intervals_are_those_of_leaving_each_block_out(kind, arranged):
    block, stretch, outcome, regressor = rounds()
    design = designs(regressor)[kind]
    first = np.array(ARRANGED[arranged], dtype=bool)
    in_first = first[block, stretch]
    sums = moments(design, outcome, block, stretch)
    groups = [sums.where(first), sums.where(~first)]

    def difference(rows):
        return last(design, outcome, rows & in_first) - last(design, outcome, rows & ~in_first)

    everyone = np.full(len(block), fill_value=True)
    moves = np.array([difference(block != one) - difference(everyone) for one in range(6)])
    error = np.sqrt(5 / 6 * np.sum(moves**2))
    # The same as one regression with columns for both groups.
    both = np.hstack([design * in_first[:, None], design * ~in_first[:, None]])
    c = np.zeros(both.shape[1])
    c[design.shape[1] - 1], c[-1] = 1, -1
    hat = np.eye(len(block)) - both @ np.linalg.inv(both.T @ both) @ both.T
    pulls = []
    for one in range(6):
        rest, own = both[block != one], np.where((block == one)[:, None], both, 0)
        pulls.append(-c @ np.linalg.inv(rest.T @ rest) @ own.T @ hat)
    covariance = np.array(pulls) @ np.array(pulls).T
    half_width = stats.t.ppf(0.975, np.trace(covariance) ** 2 / np.sum(covariance**2)) * error

    found = combination(groups, (1, -1))

    assert found.value == pytest.approx(difference(everyone))
    assert (found.low, found.high) == pytest.approx((found.value - half_width, found.value + half_width))
    assert coefficient(groups[0]) == pytest.approx(last(design, outcome, in_first))
    assert statistics(sums, first[None], ~first[None])[0] == pytest.approx(abs(found.value) / error)


def test_blocks_that_played_both_are_compared_with_themselves():
    """What blocks are like cancels: the interval is that of the mean of their differences."""
    block, stretch = np.repeat(np.arange(5), 8), np.tile([0, 0, 0, 0, 1, 1, 1, 1], 5)
    outcome = RNG.normal(size=40) + 100 * RNG.normal(size=5)[block]
    sums = moments(np.ones((40, 1)), outcome, block, stretch)
    first = np.tile([True, False], (5, 1))
    by_block = outcome.reshape(5, 2, 4).mean(axis=2)
    usual = by_block[:, 0] - by_block[:, 1]

    found = combination([sums.where(first), sums.where(~first)], (1, -1))

    assert (found.low, found.high) == pytest.approx(
        stats.t.interval(0.95, 4, loc=usual.mean(), scale=usual.std(ddof=1) / np.sqrt(5))
    )


def test_ways_of_choosing_rounds_are_weighed_one_by_one():
    block, stretch, outcome, regressor = rounds()
    sums = moments(designs(regressor)["slope"], outcome, block, stretch)
    first = RNG.integers(2, size=(20, 6, 2)).astype(bool)
    # No block in the first group, and one block alone, which nothing is left of.
    first[0], first[1] = False, False
    first[1, 2] = True

    together = statistics(sums, first, ~first)

    one_by_one = [statistics(sums, some[None], ~some[None])[0] for some in first]
    np.testing.assert_array_equal(together, one_by_one)
    assert np.isnan(together[:2]).all()
    assert np.isfinite(together[2:]).sum() > 10


def test_blocks_in_neither_group_do_not_count():
    block, stretch, outcome, regressor = rounds()
    sums = moments(designs(regressor)["mean"], outcome, block, stretch)
    first, some = np.array([ARRANGED["between"]], dtype=bool), np.arange(6) < 4
    chosen, rest = first & some[:, None], ~first & some[:, None]

    kept = Moments(sums.information[some], sums.cross[some])
    assert statistics(sums, chosen, rest) == pytest.approx(statistics(kept, chosen[:, some], rest[:, some]))


def test_no_difference_of_blocks_that_are_alike_is_none():
    sums = Moments(np.ones((4, 2, 1, 1)), np.ones((4, 2, 1)))
    first = np.array([[[True, True], [True, True], [False, False], [False, False]]])

    assert statistics(sums, first, ~first).tolist() == [0]
    assert statistics(Moments(sums.information, sums.cross * first[0][..., None]), first, ~first).tolist() == [np.inf]


def test_what_is_not_there_has_no_difference():
    sums = moments(np.ones((4, 1)), np.arange(4.0), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    nowhere = np.zeros((2, 2), dtype=bool)

    assert coefficient(sums.where(nowhere)) is None
    found = combination([sums.where(~nowhere), sums.where(nowhere)], (1, -1))
    assert (found.value, found.low) == (None, None)
    assert "no round can be used" in found.note


def test_a_regressor_that_never_varies_has_no_slope():
    design = np.column_stack([np.ones(21), np.full(21, 0.1)])
    block = np.repeat([0, 1, 2], 7)
    sums = moments(design, RNG.normal(size=21), block, np.zeros(21, dtype=int), 1)

    assert coefficient(sums.where(np.ones((3, 1), dtype=bool))) is None


@pytest.mark.parametrize("arranged", ["within", "between"])
def test_intervals_hold_the_truth_as_often_as_they_say(arranged):
    """Of normal blocks and rounds, twelve blocks.

    Within blocks the interval is that of a paired t. Between two times six, leaving blocks out makes the variance
    (11 / 12) * (6 / 5) of the usual one, and there are 10 degrees of freedom.
    """
    rng = np.random.default_rng(3)
    first = np.array(ARRANGED[arranged] * 2, dtype=bool)
    usual = stats.t(10)
    share = 0.95 if arranged == "within" else 1 - 2 * usual.sf(usual.ppf(0.975) * np.sqrt(11 / 12 * 6 / 5))
    held = 0
    for _ in range(1_000):
        means = rng.normal(size=(12, 1)) + 0.5 * rng.normal(size=(12, 2)) + 0.7 * first
        sums = Moments(np.full((12, 2, 1, 1), 20.0), 20 * means[..., None])
        found = combination([sums.where(first), sums.where(~first)], (1, -1))
        held += found.low <= 0.7 <= found.high

    assert held == pytest.approx(1_000 * share, abs=4.5 * np.sqrt(1_000 * share * (1 - share)))
