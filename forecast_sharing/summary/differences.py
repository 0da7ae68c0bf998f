"""Combinations of the same outcome in several groups of rounds, over blocks that may be in more than one of them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from forecast_sharing.summary.clustered import Estimate, with_interval
from forecast_sharing.summary.outcome_moments import Moments

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# What is left of a regressor's variance, as a share, where it is constant but for rounding.
_NOTHING = 1e-12


def coefficient(group: Moments) -> float | None:
    """Return the outcome in a group, from moments by block; None where nothing says it."""
    value = float(_last(group.information.sum(axis=0), group.cross.sum(axis=0)))
    return None if np.isnan(value) else value


def combination(groups: Sequence[Moments], weights: Sequence[int]) -> Estimate:
    """Return a sum of the outcome over groups, each so often, with its interval over blocks.

    Parameters
    ----------
    groups : sequence of Moments
        By block: (n_blocks, ...).
    weights : sequence of int
        How often the outcome of each group counts.

    """
    values = [coefficient(group) for group in groups]
    if any(value is None for value in values):
        return Estimate(None, note="no round can be used of one of the treatments, or nothing varies in it")
    there = np.any([group.is_there for group in groups], axis=0)
    n_blocks, size = int(there.sum()), groups[0].cross.shape[1]
    information = np.zeros((n_blocks, size * len(groups), size * len(groups)))
    scores = np.zeros((n_blocks, size * len(groups)))
    counts = np.zeros(size * len(groups))
    for number, (group, weight) in enumerate(zip(groups, weights, strict=True)):
        part = slice(number * size, (number + 1) * size)
        own, cross = group.information[there], group.cross[there]
        found = np.linalg.solve(own.sum(axis=0), cross.sum(axis=0))
        information[:, part, part], scores[:, part] = own, cross - own @ found
        counts[part.stop - 1] = weight
    value = sum(weight * one for weight, one in zip(weights, values, strict=True) if one is not None)
    return with_interval(float(value), information, scores, counts)


def statistics(sums: Moments, first: BoolArray, second: BoolArray) -> FloatArray:
    """Return the size of a difference over its standard error, for each way of choosing the rounds of both groups.

    Parameters
    ----------
    sums : Moments
        By block and stretch of rounds.
    first, second : (n_ways, n_blocks, n_stretches) arrays of bool
        The rounds of each group.

    Returns
    -------
    (n_ways,) array
        NaN where there is no difference or no standard error.

    """
    groups = [sums.where(first), sums.where(second)]
    whole, without = (
        [_last(*moments) for moments in some]
        for some in (
            [(one.information.sum(axis=1), one.cross.sum(axis=1)) for one in groups],
            [
                (one.information.sum(axis=1)[:, None] - one.information, one.cross.sum(axis=1)[:, None] - one.cross)
                for one in groups
            ],
        )
    )
    difference = whole[0] - whole[1]
    # Blocks that are in neither do not move it, and do not count.
    moves = without[0] - without[1] - difference[:, None]
    n_blocks = (groups[0].is_there | groups[1].is_there).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt((n_blocks - 1) / n_blocks * (moves**2).sum(axis=1))
        found = np.abs(difference) / error
    # No difference between blocks that are all alike is none.
    return np.asarray(np.where((error == 0) & (difference == 0), 0, found))


def _last(information: FloatArray, cross: FloatArray) -> FloatArray:
    """Return the last of one or two coefficients of least squares; NaN where the moments do not say it."""
    if cross.shape[-1] == 1:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(information[..., 0, 0] > 0, cross[..., 0] / information[..., 0, 0], np.nan))
    most = information[..., 0, 0] * information[..., 1, 1]
    left = most - information[..., 0, 1] ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (information[..., 0, 0] * cross[..., 1] - information[..., 0, 1] * cross[..., 0]) / left
    return np.asarray(np.where(left > _NOTHING * most, slope, np.nan))
