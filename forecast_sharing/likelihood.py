"""Log-likelihood contributions by cell of decisions, with their derivatives.

The same numbers as `ChoiceModel.log_choice_probs` gives, looked up where decisions were made; tables are computed
once for each distinct state and never for each decision.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from forecast_sharing.choice_models import ChoiceModel, Uniform
from forecast_sharing.choice_noise import log_interval, unit_around
from forecast_sharing.decisions import Decisions

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Contributions = Callable[[FloatArray], tuple[FloatArray, FloatArray]]

_LOG_ROOT_2_PI = 0.5 * np.log(2 * np.pi)
# States whose tables are worked on together: some 400 kB each, which stay in the processor's cache.
_STATES_AT_ONCE = 160
_NO_WEIGHT = -700.0  # in logarithms


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
    parts = list(by_states(decisions))
    evaluations = [_logit_part(model, part) for _, part in parts]

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        log_probs, slopes = np.empty(len(decisions.count)), np.empty((len(values), len(decisions.count)))
        for (cells, _), part in zip(parts, evaluations, strict=True):
            log_probs[cells], slopes[:, cells] = part(values)
        return log_probs, slopes

    return evaluate


def by_states(decisions: Decisions) -> Iterator[tuple[IntArray, Decisions]]:
    """Yield some states at a time: the positions of their cells, and the decisions in them."""
    order = np.argsort(decisions.state, kind="stable")
    n_states = len(decisions.design.states)
    starts = range(0, n_states, _STATES_AT_ONCE)
    ends = np.searchsorted(decisions.state[order], [*starts, n_states])
    for first, begin, end in zip(starts, ends, ends[1:], strict=False):
        cells = order[begin:end]
        yield (
            cells,
            replace(
                decisions,
                design=replace(decisions.design, states=decisions.design.states[first : first + _STATES_AT_ONCE]),
                state=decisions.state[cells] - first,
                action=decisions.action[cells],
                count=decisions.count[cells],
                person=decisions.person[cells],
                part=decisions.part[cells],
            ),
        )


def _logit_part(model: ChoiceModel, decisions: Decisions) -> Contributions:
    utilities = model.utilities(decisions.design)
    state, action = decisions.state, decisions.action

    def relative_worth(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        worth, slopes = utilities(own)
        return worth - worth.max(axis=1, keepdims=True), slopes

    # Without parameters of its own, what actions are worth never changes.
    always = None if model.own_parameters(decisions.design.game) else relative_worth(np.empty(0))

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        own, precision = values[:-1], values[-1]
        relative, worth_slopes = relative_worth(own) if always is None else always
        # Below this weights make no difference, and exponentials that underflow take four times as long.
        weights = np.maximum(precision * relative, _NO_WEIGHT)
        np.exp(weights, out=weights)
        totals = weights.sum(axis=1)
        chosen = relative[state, action]
        log_probs = precision * chosen - np.log(totals)[state]
        slopes = [
            precision * (slope[state, action] - (np.einsum("ij,ij->i", weights, slope) / totals)[state])
            for slope in worth_slopes
        ]
        mean = np.einsum("ij,ij->i", weights, relative) / totals
        slopes.append(chosen - mean[state])
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
