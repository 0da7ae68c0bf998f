"""Log-likelihood contributions by cell of decisions, with their derivatives.

The same numbers as `ChoiceModel.log_choice_probs` gives, looked up where decisions were made; tables are computed
once for each distinct state and never for each decision.

Where the options say that stated beliefs are used, a cell's contribution is that of the decision plus that of the
belief: what `ChoiceModel.belief` says, rounded normal noise with a standard deviation of its own (`belief_sd`), and the
same lapse rate as for decisions. Given the parameters, noise in the two is independent.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.models.choice_model import ChoiceModel, Optimum, Parameter
from forecast_sharing.models.choice_noise import log_interval, unit_around
from forecast_sharing.models.naive import Uniform

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
        From values in the order of `parameters`, inside their bounds, to a (n_cells,) array and a
        (n_parameters, n_cells) array; cells of the games one after the other.

    """
    parts = [_of_game(model, one_game) for one_game in decisions]
    if uses_beliefs(model, decisions):
        parts = [_with_beliefs(part, model, one) for part, one in zip(parts, decisions, strict=True)]

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        results = [part(values) for part in parts]
        return np.concatenate([logs for logs, _ in results]), np.concatenate([slopes for _, slopes in results], axis=1)

    return evaluate


def uses_beliefs(model: ChoiceModel, decisions: Sequence[Decisions]) -> bool:
    """Return whether stated beliefs are part of the likelihood: the options say so, and there are some."""
    return model.options.stated_beliefs == "used" and any(
        one.stated is not None and bool((one.stated >= 0).any()) for one in decisions
    )


def parameters(model: ChoiceModel, decisions: Sequence[Decisions]) -> list[tuple[Parameter, ...]]:
    """Return the parameters in each game: the model's, then those that stated beliefs add where they are used."""
    are_used = uses_beliefs(model, decisions)
    games = [one.design.game for one in decisions]
    return [(*model.parameters(game), *(model.belief_parameters(game) if are_used else ())) for game in games]


def _of_game(model: ChoiceModel, decisions: Decisions) -> Contributions:
    if isinstance(model, Uniform):
        n_cells, n_actions = len(decisions.count), len(decisions.design.actions)
        return lambda _values: (np.full(n_cells, -np.log(n_actions)), np.empty((0, n_cells)))
    deliberate = _logit(model, decisions) if model.noise == "logit" else _normal(model, decisions)
    return _with_lapse(deliberate, len(decisions.design.actions))


def _with_lapse(deliberate: Contributions, n_actions: int) -> Contributions:
    """Return the mixture with any action alike; values are those of the deliberate part, then the lapse rate."""
    log_n_actions = np.log(n_actions)

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
    for begin, end in pairwise(ends):
        cells = order[begin:end]
        yield cells, decisions.where(cells)


def _logit_part(model: ChoiceModel, decisions: Decisions) -> Contributions:
    utilities = model.utilities(decisions.design)
    state, action = decisions.state, decisions.action

    def relative_utility(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        utility, slopes = utilities(own)
        return utility - utility.max(axis=1, keepdims=True), slopes

    # Without parameters of its own, utilities never change.
    always = None if model.own_parameters(decisions.design.game) else relative_utility(np.empty(0))

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        own, precision = values[:-1], values[-1]
        relative, utility_slopes = relative_utility(own) if always is None else always
        # Below this weights make no difference, and exponentials that underflow take four times as long.
        weights = np.maximum(precision * relative, _NO_WEIGHT)
        np.exp(weights, out=weights)
        totals = weights.sum(axis=1)
        chosen = relative[state, action]
        log_probs = precision * chosen - np.log(totals)[state]
        slopes = [
            precision * (slope[state, action] - (np.einsum("ij,ij->i", weights, slope) / totals)[state])
            for slope in utility_slopes
        ]
        mean = np.einsum("ij,ij->i", weights, relative) / totals
        slopes.append(chosen - mean[state])
        return log_probs, np.array(slopes)

    return evaluate


def _with_beliefs(choices: Contributions, model: ChoiceModel, decisions: Decisions) -> Contributions:
    """Return contributions of decisions and beliefs; values end with the parameters that beliefs add."""
    game, statements = decisions.design.game, decisions.design.statements
    n_choice, n_added = len(model.parameters(game)), len(model.belief_parameters(game))
    n_cells = len(decisions.count)
    cells = np.flatnonzero(decisions.stated >= 0) if decisions.stated is not None else np.empty(0, dtype=np.int64)
    if isinstance(model, Uniform):
        by_chance = np.zeros(n_cells)
        by_chance[cells] = -np.log(len(statements))
        return lambda values: (choices(values)[0] + by_chance, np.empty((0, n_cells)))
    stated = decisions.stated[cells] if decisions.stated is not None else cells
    scattered = _scattered(model.belief(game, decisions.reports[cells]), np.arange(len(cells)), statements, stated)
    beliefs = _with_lapse(scattered, len(statements))
    # Of all values, those that beliefs depend on: own parameters, the beliefs' own, their scatter, the lapse rate.
    used = [*range(n_choice - 2), *range(n_choice, n_choice + n_added), n_choice - 1]

    def evaluate(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        log_probs, by_choice = choices(values[:n_choice])
        of_beliefs, by_belief = beliefs(values[used])
        total, slopes = log_probs.copy(), np.vstack([by_choice, np.zeros((n_added, n_cells))])
        total[cells] += of_beliefs
        slopes[np.ix_(used, cells)] += by_belief
        return total, slopes

    return evaluate


def _normal(model: ChoiceModel, decisions: Decisions) -> Contributions:
    design = decisions.design
    return _scattered(model.optimum(design), decisions.state, design.actions, decisions.action)


def _scattered(optimum: Optimum, state: IntArray, actions: FloatArray, action: IntArray) -> Contributions:
    """Return contributions of whole units that scatter around an optimum; values end with the noise's spread."""
    lower, upper = unit_around(actions, action)

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
