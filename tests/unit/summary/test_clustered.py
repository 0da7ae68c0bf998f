"""Intervals over blocks are those of leaving each block out, whatever is estimated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from forecast_sharing.summary.clustered import mean_of, ratio_of, slope_of

BLOCKS = np.repeat([0, 1, 2, 3], [2, 3, 5, 20])
RNG = np.random.default_rng(8)
REGRESSOR = RNG.normal(size=30)
OUTCOME = RNG.normal(size=30) + RNG.normal(size=4)[BLOCKS]
WHOLE = RNG.uniform(1, 2, size=30)


def slope(outcome, regressor):
    return np.polyfit(regressor, outcome, 1)[0]


# What is estimated, how by hand, and the rows of least squares that give the same.
CASES = {
    "mean": (mean_of(OUTCOME, BLOCKS), lambda rows: OUTCOME[rows].mean(), np.ones((30, 1))),
    "slope": (
        slope_of(OUTCOME, REGRESSOR, "x", BLOCKS),
        lambda rows: slope(OUTCOME[rows], REGRESSOR[rows]),
        np.column_stack([np.ones(30), REGRESSOR]),
    ),
    "ratio": (
        ratio_of(OUTCOME, WHOLE, BLOCKS),
        lambda rows: OUTCOME[rows].sum() / WHOLE[rows].sum(),
        np.sqrt(WHOLE)[:, None],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_intervals_are_those_of_leaving_each_block_out(case):
    found, estimate, design = CASES[case]
    everyone = np.full(30, fill_value=True)
    moves = np.array([estimate(block != BLOCKS) - estimate(everyone) for block in range(4)])
    # The moves are linear in the outcomes; with independent errors of one variance this is their covariance.
    hat = np.eye(30) - design @ np.linalg.inv(design.T @ design) @ design.T
    pull = np.array([_without(design, block) for block in range(4)]) @ hat
    covariance = pull @ pull.T
    freedom = np.trace(covariance) ** 2 / np.sum(covariance**2)
    half_width = stats.t.ppf(0.975, freedom) * np.sqrt(3 / 4 * np.sum(moves**2))

    assert found.value == pytest.approx(estimate(everyone))
    assert (found.low, found.high) == pytest.approx((found.value - half_width, found.value + half_width))
    assert 1 < freedom < 3


def _without(design, block):
    """Return the weights of the residuals in how far the last coefficient moves when the block is left out."""
    rest, own = design[block != BLOCKS], np.where((block == BLOCKS)[:, None], design, 0)
    return -np.linalg.inv(rest.T @ rest)[-1] @ own.T


def test_blocks_of_one_size_have_the_interval_of_their_means():
    values, blocks = OUTCOME[:20], np.repeat(np.arange(5), 4)
    means = values.reshape(5, 4).mean(axis=1)
    usual = stats.t.interval(0.95, 4, loc=means.mean(), scale=means.std(ddof=1) / np.sqrt(5))

    found = mean_of(values, blocks)

    assert (found.low, found.high) == pytest.approx(usual)


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (ratio_of(np.ones(4), np.array([1.0, 1, 0, 0]), np.array([0, 0, 1, 1])), "without one of the blocks"),
        (
            slope_of(np.arange(6.0), np.array([0.0, 1, 2, 2, 2, 2]), "x", np.array([0, 0, 1, 1, 2, 2])),
            "without one of the blocks",
        ),
        (ratio_of(np.ones(2), np.zeros(2), np.array([0, 1])), "nothing is at stake"),
    ],
    ids=["a ratio", "a slope", "nothing"],
)
def test_what_hangs_on_one_block_has_no_interval(found, note):
    assert found.low is found.high is None
    assert note in found.note
