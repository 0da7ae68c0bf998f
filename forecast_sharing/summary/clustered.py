"""Means, slopes and ratios of sums with intervals that allow for blocks, of one size or not.

People of one block meet each other, so only blocks are independent. The variance is the jackknife's, which leaves out
each block in turn (CR3). The quantile is that of t with Satterthwaite's degrees of freedom, fewer the more unequal
blocks are [Bell and McCaffrey 2002]. For a mean and blocks of one size this is the usual interval of the mean of as
many numbers as there are blocks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CONFIDENCE = 0.95
# Averages over this many blocks are nearly normal whatever blocks are like.
_FEW_BLOCKS = 10
# What is left of a regressor's variance, as a share, where it is constant but for rounding.
_NOTHING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, or a note that says why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def mean_of(values: FloatArray, blocks: IntArray) -> Estimate:
    """Return the mean with its interval."""
    return ratio_of(values, np.ones(len(values)), blocks)


def ratio_of(part: FloatArray, whole: FloatArray, blocks: IntArray) -> Estimate:
    """Return the sum of the parts over the sum of the wholes, which are not negative, with its interval."""
    if not whole.sum() > 0:
        return Estimate(None, note="nothing is at stake in any round")
    value = float(part.sum() / whole.sum())
    scores = _sums(part - value * whole, blocks)
    return with_interval(value, _sums(whole, blocks)[:, np.newaxis, np.newaxis], scores[:, np.newaxis], np.ones(1))


def slope_of(outcome: FloatArray, regressor: FloatArray, name: str, blocks: IntArray) -> Estimate:
    """Return the slope of the outcome on the regressor, which goes by `name`, with its interval."""
    if len(outcome) < 2:
        return Estimate(None, note="a slope needs at least 2 rounds")
    if np.ptp(regressor) == 0:
        return Estimate(None, note=f"{name} never varies")
    centred = regressor - regressor.mean()
    design = np.column_stack([np.ones(len(outcome)), centred])
    value = float(centred @ outcome / (centred @ centred))
    errors = outcome - outcome.mean() - value * centred
    information = _sums(design[:, :, np.newaxis] * design[:, np.newaxis], blocks)
    return with_interval(value, information, _sums(design * errors[:, np.newaxis], blocks), np.array([0, 1]))


def _sums(values: FloatArray, blocks: IntArray) -> FloatArray:
    """Return the sum of each block, by the first axis."""
    _, block = np.unique(blocks, return_inverse=True)
    sums = np.zeros((block.max() + 1, *values.shape[1:]))
    np.add.at(sums, block, values)
    return sums


def with_interval(value: float, information: FloatArray, scores: FloatArray, combination: FloatArray) -> Estimate:
    r"""Return a combination of the coefficients of least squares with its interval.

    Parameters
    ----------
    value : float
        The combination.
    information : (n_blocks, n_coefficients, n_coefficients) array
        :math:`S_g = X_g'X_g` of each block.
    scores : (n_blocks, n_coefficients) array
        :math:`X_g'e_g` of each block, with the residuals of all.
    combination : (n_coefficients,) array
        How often each coefficient counts.

    Notes
    -----
    With :math:`c` the combination and :math:`p_g = c'(S - S_g)^{-1}`, leaving a block out moves the combination by
    :math:`-p_g X_g'e_g`. If rounds had independent errors of one variance, these moves had covariances proportional to
    :math:`p_g S_g p_g'` on and :math:`-p_g S_g S^{-1} S_h p_h'` beside the diagonal, from which the degrees of freedom
    follow as the squared trace over the sum of squares (derived).

    """
    n_blocks, n_coefficients = scores.shape
    total = information.sum(axis=0)
    rest = total - information
    why_not = _why_no_interval(n_blocks, n_coefficients, rest)
    if why_not:
        return Estimate(value, note=why_not)
    pulls = combination @ np.linalg.inv(rest)
    moves = (pulls * scores).sum(axis=1)
    reach = np.einsum("gi,gij->gj", pulls, information)
    covariance = np.diag((reach * pulls).sum(axis=1)) - reach @ np.linalg.inv(total) @ reach.T
    freedom = np.trace(covariance) ** 2 / (covariance**2).sum()
    standard_error = np.sqrt((n_blocks - 1) / n_blocks * (moves**2).sum())
    half_width = float(stdtrit(freedom, (1 + CONFIDENCE) / 2) * standard_error)
    note = "few blocks: intervals hold as far as blocks differ normally" if n_blocks < _FEW_BLOCKS else ""
    return Estimate(value, value - half_width, value + half_width, note)


def _why_no_interval(n_blocks: int, n_coefficients: int, rest: FloatArray) -> str:
    # With no more blocks than coefficients some combination of them hangs on a single block.
    if n_blocks <= n_coefficients:
        what = "slopes" if n_coefficients > 1 and n_blocks > 1 else "any estimate"
        return f"{n_blocks} block{'s' * (n_blocks > 1)}: too few for an interval of {what}"
    varies = np.linalg.det(rest) > _NOTHING * np.prod(np.diagonal(rest, axis1=1, axis2=2), axis=1)
    return "" if varies.all() else "no interval, since nothing is left to estimate without one of the blocks"
