r"""From what is best to what is chosen: logit, discretised normal, and lapses. All in logarithms.

Both kinds of noise describe choices of whole units. Logit responds to what each action earns; the discretised normal
rounds a normal around the optimum to whole units and puts what falls beyond the ends on the ends.
"""

import numpy as np
import numpy.typing as npt
import scipy

from forecast_sharing.models.choice_problem import Design
from forecast_sharing.theory.array_checks import within

FloatArray = npt.NDArray[np.float64]


def logit(utilities: FloatArray, precision: float) -> FloatArray:
    r"""Return the log-probability of each action under logit choice.

    .. math:: \log p_{ia} = \lambda u_{ia} - \log \sum_b \exp(\lambda u_{ib})

    Parameters
    ----------
    utilities : (n_obs, n_actions) array
        The utility that each action is expected to have, in points.
    precision : float
        :math:`\lambda \ge 0`, per point. Zero is uniform choice; the limit is the best response.

    Returns
    -------
    (n_obs, n_actions) array
        Log-probabilities; ``exp`` of each row sums to one.

    Raises
    ------
    ValueError
        If `precision` is negative or not finite.

    """
    within("precision", np.asarray(precision, dtype=np.float64), 0, np.inf)
    # From the best, which is at zero: utilities of 1e6 points leave few digits, and no sum of exponentials overflows.
    # In place of log_softmax, which is all that every start of a server would load scipy.special for.
    from_best = precision * (utilities - utilities.max(axis=-1, keepdims=True))
    return np.asarray(from_best - np.log(np.exp(from_best).sum(axis=-1, keepdims=True)))


def discretised_normal(optimum: FloatArray, actions: FloatArray, noise_sd: float) -> FloatArray:
    r"""Return the log-probability of each whole-unit action when choices scatter around the optimum.

    .. math:: p_{ia} = \Phi((a + 1/2 - o_i)/\sigma) - \Phi((a - 1/2 - o_i)/\sigma)

    with the lowest action extended to minus and the highest to plus infinity.

    Parameters
    ----------
    optimum : (n_obs,) array
        :math:`o`, in units.
    actions : (n_actions,) array
        Consecutive whole units.
    noise_sd : float
        :math:`\sigma > 0`, in units.

    Returns
    -------
    (n_obs, n_actions) array
        Finite log-probabilities; ``exp`` of each row sums to one.

    Raises
    ------
    ValueError
        If `noise_sd` is not positive and finite.

    """
    if not (noise_sd > 0 and np.isfinite(noise_sd)):
        raise ValueError(f"noise_sd must be greater than 0 and finite, not {noise_sd!r}")
    edges = np.concatenate([[-np.inf], (actions[:-1] + actions[1:]) / 2, [np.inf]])
    scores = (edges - np.asarray(optimum)[:, None]) / noise_sd
    return log_interval(scores[:, :-1], scores[:, 1:])


def unit_around(actions: FloatArray, action: npt.NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of what is rounded to each action: half a unit to either side, and all beyond the ends."""
    chosen = actions[action]
    return np.where(action == 0, -np.inf, chosen - 0.5), np.where(action == len(actions) - 1, np.inf, chosen + 0.5)


def probs_around(best: FloatArray, units: tuple[FloatArray, FloatArray], sds: FloatArray) -> FloatArray:
    """Return the probabilities of units under rounded normal noise around optima: (n_cells, n_points, len of sds).

    Lapses put a floor under all probabilities, so these need no logarithms.
    """
    below, above = units[0][:, None] - best, units[1][:, None] - best
    # Mirrored where both are above the optimum: in the upper tail both distribution functions would be one.
    is_upper = below > 0
    below, above = np.where(is_upper, -above, below), np.where(is_upper, -below, above)
    return scipy.special.ndtr(above[..., None] / sds) - scipy.special.ndtr(below[..., None] / sds)


def log_interval(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return the logarithm of the standard normal's probability between two scores, the first below the second."""
    # In the upper tail both distribution functions are one in floating point; mirrored, they are not.
    is_upper = lower > 0
    below, above = np.where(is_upper, -upper, lower), np.where(is_upper, -lower, upper)
    log_above = scipy.special.log_ndtr(above)
    return np.asarray(log_above + np.log(-np.expm1(scipy.special.log_ndtr(below) - log_above)))


def with_lapse(log_probs: FloatArray, lapse: float, n_actions: int) -> FloatArray:
    r"""Return the log-probabilities when with probability :math:`\eta` any action is chosen alike.

    .. math:: \log[(1 - \eta) p_{ia} + \eta / n]

    Raises
    ------
    ValueError
        If `lapse` is not from 0 to 1.

    """
    within("lapse", np.asarray(lapse, dtype=np.float64), 0, 1)
    if lapse == 0:
        return log_probs
    if lapse == 1:
        return np.full_like(log_probs, -np.log(n_actions))
    # Not the logarithm of the quotient, which may be too small for a number.
    return np.logaddexp(np.log1p(-lapse) + log_probs, np.log(lapse) - np.log(n_actions))


def draw_actions(log_probs: FloatArray, design: Design, uniform: FloatArray) -> npt.NDArray[np.int64]:
    """Return one action for each row of log-probabilities, by inverting the distribution at the uniform draws."""
    reached = np.cumsum(np.exp(log_probs), axis=1)
    # The last entry is one up to rounding, and a draw may lie between.
    chosen = (reached[:, :-1] <= uniform[:, None]).sum(axis=1)
    return design.actions[chosen].astype(np.int64)
