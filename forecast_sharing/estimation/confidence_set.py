r"""The model confidence set: the models of which the data cannot say that another predicts better.

A model's loss in a block is minus the log predictive density of its people. The set [Hansen, Lunde and Nason 2011]
begins with all models. Of those in it, with mean losses :math:`\bar d_j` from their mean, it is asked whether they lose
alike, and while this is rejected the worst leaves:

.. math:: T = \max_j \bar d_j / s_j

A model's p-value is the largest of those of the steps up to the one in which it would leave, and it is in the 95% set
where that is above 0.05.

What :math:`T` is by chance, and :math:`s_j`, come from flipping the signs of the blocks' differences: if models lose
alike, and differences are as likely the one way as the other, the p-value is exact with any number of blocks. The
bootstrap over blocks, which is the usual way, throws good models out far too often where there are few
(docs/decisions/0025-a-confidence-set-by-signs.md).
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.sign_flips import signs

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LEVEL = 0.05
# With fewer, one of two models cannot leave: 2 of the 32 ways to flip five signs are more than 5%.
FEWEST_BLOCKS = 6
# Scores that are nearer than this are the same.
_SAME = 1e-9


def confidence_set(densities: Mapping[str, FloatArray], blocks: IntArray) -> dict[str, float] | None:
    """Return the p-value of each model; None with fewer than six blocks, which can say nothing.

    Parameters
    ----------
    densities : mapping of (n_people,) arrays
        By name of a model: log predictive densities of people, from the people of other blocks.
    blocks : (n_people,) array of int
        Each person's block.

    """
    _, block = np.unique(blocks, return_inverse=True)
    losses = -np.array([np.bincount(block, density) for density in densities.values()]).T
    n_blocks = len(losses)
    if n_blocks < FEWEST_BLOCKS:
        return None
    return dict(zip(densities, map(float, p_values(losses, signs(n_blocks) / n_blocks)), strict=True))


def p_values(losses: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the p-value of each model.

    Parameters
    ----------
    losses : (n_blocks, n_models) array
        Of each model in each block.
    weights : (n_ways, n_blocks) array
        Of blocks, in sums that are what chance makes of mean differences: signs over the number of blocks; or, of the
        bootstrap, how often each block is drawn less one, over the number of blocks.

    Returns
    -------
    (n_models,) array
        1 for the best. Models that lose the same everywhere have the same.

    """
    mean, chance = losses.mean(axis=0), weights @ losses
    found, left, largest = np.ones(losses.shape[1]), np.arange(losses.shape[1]), 0.0
    while len(left) > 1:
        by_chance = chance[:, left] - chance[:, left].mean(axis=1, keepdims=True)
        spread = np.sqrt((by_chance**2).mean(axis=0))
        # A model that is always in the middle is no better and no worse.
        spread[spread < _SAME] = np.inf
        scores = (mean[left] - mean[left].mean()) / spread
        worst = scores.max() - _SAME
        largest = max(largest, float(((by_chance / spread).max(axis=1) >= worst).mean()))
        found[left[scores >= worst]] = largest
        left = left[scores < worst]
    return found
