"""Intervals of the summary hold the truth as often as they say, blocks of one size or not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from forecast_sharing.summary.clustered import mean_of, ratio_of, slope_of

pytestmark = pytest.mark.slow

N_DATA_SETS = 1_000
# Five designs and three estimates together fail by chance with a probability of 0.001 if each interval holds with 95%.
# More is no fault: the degrees of freedom suppose that rounds of a block have nothing else in common.
FEWEST = stats.binom.ppf(0.001 / 15, N_DATA_SETS, 0.95)
SIZES = {
    "one size": [40] * 8,
    "half have left": [80] * 4 + [16] * 4,
    "one with half of all": [160] + [20] * 8,
    "each smaller than the last": [160, 96, 57, 34, 20, 12, 7, 4],
    "four blocks": [80, 80, 16, 16],
}


@pytest.mark.parametrize("case", SIZES)
def test_intervals_hold_the_truth_that_often(case):
    rng = np.random.default_rng(20_412)
    sizes = np.array(SIZES[case])
    block, held = np.repeat(np.arange(len(sizes)), sizes), dict.fromkeys(("mean", "slope", "ratio"), 0)
    for _ in range(N_DATA_SETS):
        # Half of the variance lies between blocks, in levels and in slopes.
        level, slope = rng.normal(0, np.sqrt(0.5), (2, len(sizes)))[:, block]
        error, regressor = rng.normal(0, np.sqrt(0.5), len(block)), rng.normal(size=len(block))
        whole = rng.uniform(1, 2, len(block))
        held["mean"] += holds(mean_of(level + error, block), 0)
        held["slope"] += holds(slope_of(level + slope * regressor + error, regressor, "x", block), 0)
        held["ratio"] += holds(ratio_of(whole * (0.7 + 0.1 * (level + error)), whole, block), 0.7)

    assert {name: n for name, n in held.items() if n < FEWEST} == {}


def holds(found, truth):
    return found.low <= truth <= found.high
