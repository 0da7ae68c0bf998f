"""An ordered logit in which a person may belong to several categories, each with a probability."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_expit, logit

FloatArray = npt.NDArray[np.float64]

_N_STEPS = 50
# A step this small leaves about its square, in units of the log-likelihood, to be gained.
_SMALL = 1e-8
# Slopes beyond this, per standard deviation, mean that covariates part the categories without a rest.
_PARTED = 15.0


@dataclass(frozen=True, eq=False)
class OrderedLogit:
    """A fitted ordered logit.

    Parameters
    ----------
    slopes : (n_covariates,) array
        Log-odds of a higher category for a unit of each covariate.
    bread : (n_parameters, n_parameters) array
        The inverse of minus the second derivatives, slopes first.
    scores : (n_people, n_parameters) array
        By person, at the maximum.

    """

    slopes: FloatArray
    bread: FloatArray
    scores: FloatArray


def ordered_logit(covariates: FloatArray, weights: FloatArray) -> OrderedLogit | None:
    r"""Return the fit of the categories to the covariates, or None where there is no finite one.

    .. math:: \sum_{ik} w_{ik} \log\big(F(\tau_{k+1} - x_i'b) - F(\tau_k - x_i'b)\big)

    with the logistic :math:`F`, :math:`\tau_0 = -\infty` and the last :math:`\infty`; it is concave.

    Parameters
    ----------
    covariates : (n_people, n_covariates) array
        Without a constant.
    weights : (n_people, n_categories) array
        Probability of each category, each of which occurs; at least two.

    """
    n_slopes = covariates.shape[1]
    below = np.cumsum(weights.sum(axis=0))[:-1] / weights.sum()
    point = np.concatenate([np.zeros(n_slopes), logit(below)])
    value, scores, information = _evaluate(point, covariates, weights)
    for _ in range(_N_STEPS):
        step = np.linalg.lstsq(information, scores.sum(axis=0), rcond=None)[0]
        while (found := _evaluate(point + step, covariates, weights))[0] < value and np.abs(step).max() > _SMALL:
            step = step / 2
        point = point + step
        value, scores, information = found
        if np.abs(point[:n_slopes]).max() > _PARTED:
            return None
        if np.abs(step).max() <= _SMALL:
            return OrderedLogit(point[:n_slopes], np.linalg.inv(information), scores)
    return None


def _evaluate(point: FloatArray, covariates: FloatArray, weights: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Return log-likelihood, scores by person, and minus the second derivatives."""
    n_slopes, n_people = covariates.shape[1], len(covariates)
    cuts = np.concatenate([[-np.inf], point[n_slopes:], [np.inf]])
    if not (np.diff(cuts) > 0).all():
        return -np.inf, np.empty((0, 0)), np.empty((0, 0))
    away = cuts - (covariates @ point[:n_slopes])[:, None]
    lower, upper = away[:, :-1], away[:, 1:]
    logs = log_expit(upper) + log_expit(-lower) + np.log1p(-np.exp(lower - upper))
    # Densities over the chance of the category, which may be too small to divide by.
    log_density = log_expit(away) + log_expit(-away)
    at_lower, at_upper = np.exp(log_density[:, :-1] - logs), np.exp(log_density[:, 1:] - logs)
    # Of a density f(x) the slope is f(x) (1 - 2 F(x)).
    bent_lower, bent_upper = at_lower * (1 - 2 * expit(lower)), at_upper * (1 - 2 * expit(upper))
    scores = np.zeros((n_people, len(point)))
    information = np.zeros((len(point), len(point)))
    for category in range(weights.shape[1]):
        # How the two ends of the category move with each parameter.
        ends = []
        for cut in (category, category + 1):
            moves = np.zeros((n_people, len(point)))
            moves[:, :n_slopes] = -covariates
            if 0 < cut < weights.shape[1]:
                moves[:, n_slopes + cut - 1] = 1
            ends.append(moves)
        weight = weights[:, category, None]
        slope = at_upper[:, category, None] * ends[1] - at_lower[:, category, None] * ends[0]
        scores += weight * slope
        information += (weight * slope).T @ slope
        information -= (weight * bent_upper[:, category, None] * ends[1]).T @ ends[1]
        information += (weight * bent_lower[:, category, None] * ends[0]).T @ ends[0]
    return float((weights * logs).sum()), scores, information
