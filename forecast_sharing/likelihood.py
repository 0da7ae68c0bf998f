"""Log-likelihood contributions by cell of decisions, with their derivatives.

The same numbers as `ChoiceModel.log_choice_probs` gives, looked up where decisions were made; tables are computed
once for each distinct state and never for each decision.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from forecast_sharing.choice_models import ChoiceModel, Uniform
from forecast_sharing.choice_noise import log_interval, unit_around
from forecast_sharing.decisions import Decisions

FloatArray = npt.NDArray[np.float64]
Contributions = Callable[[FloatArray], tuple[FloatArray, FloatArray]]

_LOG_ROOT_2_PI = 0.5 * np.log(2 * np.pi)


def contributions(model: ChoiceModel, decisions: Sequence[Decisions]) -> Contributions:
    """Return the function from parameter values to log-probabilities by cell and their derivatives.

    Parameters
    ----------
    model : ChoiceModel
        Of the role of the decisions.
    decisions : sequence of Decisions
        One for each game.

    Returns
    -------
    function
        From values in the order of ``model.parameters``, inside their bounds, to a (n_cells,) array and a
        (n_parameters, n_cells) array; cells of the games one after the other.

    """
    parts = [_of_game(model, one_game) for one_game in decisions]

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        results = [part(values) for part in parts]
        return np.concatenate([logs for logs, _ in results]), np.concatenate([slopes for _, slopes in results], axis=1)

    return evaluate


def _of_game(model: ChoiceModel, decisions: Decisions) -> Contributions:
    if isinstance(model, Uniform):
        n_cells, n_actions = len(decisions.count), len(decisions.design.actions)
        return lambda _values: (np.full(n_cells, -np.log(n_actions)), np.empty((0, n_cells)))
    deliberate = _logit(model, decisions) if model.noise == "logit" else _normal(model, decisions)
    log_n_actions = np.log(len(decisions.design.actions))

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        lapse = values[-1]
        log_probs, slopes = deliberate(values[:-1])
        by_chance = np.log(lapse) - log_n_actions if lapse > 0 else -np.inf
        mixed = np.logaddexp(np.log1p(-lapse) + log_probs, by_chance)
        share = np.exp(np.log1p(-lapse) + log_probs - mixed)
        by_lapse = np.exp(-log_n_actions - mixed) - np.exp(log_probs - mixed)
        return mixed, np.vstack([slopes * share, by_lapse])

    return evaluate


def _logit(model: ChoiceModel, decisions: Decisions) -> Contributions:
    utilities = model.utilities(decisions.design)
    state, action = decisions.state, decisions.action

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        own, precision = values[:-1], values[-1]
        worth, worth_slopes = utilities(own)
        relative = worth - worth.max(axis=1, keepdims=True)
        weights = np.exp(precision * relative)
        totals = weights.sum(axis=1)
        log_probs = precision * relative[state, action] - np.log(totals)[state]
        slopes = [
            precision * (slope[state, action] - (np.einsum("ij,ij->i", weights, slope) / totals)[state])
            for slope in worth_slopes
        ]
        mean = np.einsum("ij,ij->i", weights, relative) / totals
        slopes.append(relative[state, action] - mean[state])
        return log_probs, np.array(slopes)

    return evaluate


def _normal(model: ChoiceModel, decisions: Decisions) -> Contributions:
    optimum = model.optimum(decisions.design)
    state = decisions.state
    lower, upper = unit_around(decisions.design.actions, decisions.action)

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        noise_sd = values[-1]
        best, best_slopes = optimum(values[:-1])
        below, above = (lower - best[state]) / noise_sd, (upper - best[state]) / noise_sd
        log_probs = log_interval(below, above)
        at_below, at_above = _density(below, log_probs), _density(above, log_probs)
        by_best = (at_below - at_above) / noise_sd
        by_sd = (_times(below, at_below) - _times(above, at_above)) / noise_sd
        slopes = [by_best * slope[state] for slope in best_slopes]
        return log_probs, np.array([*slopes, by_sd])

    return evaluate


def _density(score: FloatArray, log_prob: FloatArray) -> FloatArray:
    """Return the normal density over the probability of the interval; at an infinite score it is zero."""
    return np.exp(np.where(np.isfinite(score), -(score**2) / 2 - _LOG_ROOT_2_PI - log_prob, -np.inf))


def _times(score: FloatArray, density: FloatArray) -> FloatArray:
    return np.where(np.isfinite(score), score, 0) * density
