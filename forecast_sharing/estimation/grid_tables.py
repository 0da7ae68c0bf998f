"""Log-likelihoods of people at every point of a grid under one model: logit or normal noise, lapses, rounding.

Tables hold four parts of the rounds: even, odd, all and the first half.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import logsumexp

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.estimation.exact_people import log_mean, positions_inside, refine
from forecast_sharing.estimation.likelihood import by_states
from forecast_sharing.models.choice_model import ChoiceModel, Parameter
from forecast_sharing.models.choice_noise import probs_around, unit_around
from forecast_sharing.models.rounding import Landings, Slip
from forecast_sharing.theory.assumptions import Considered

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Each precision is twice the last but one, so that two tables of exponentials, squared again and again, serve for all.
# Twice the last is not enough: trust's costs of lying lie between, and would describe the truthful better.
_PRECISIONS = 1e-4 * 2.0 ** (np.arange(25) / 2)  # per point
_NOISE_SDS = 10.0 ** np.linspace(-0.5, 2, 11)  # units
NOISES = {"logit": _PRECISIONS, "normal": _NOISE_SDS}
# Of stated beliefs, which are averaged over these: as many tables again for each would be too many.
BELIEF_SDS = 10.0 ** np.linspace(0.6, 2.2, 7)  # units
LAPSES = np.array([0.003, 0.03, 0.15])
# Who rounds does so to one multiple, with one of these shares of what is decided.
_ROUNDED = (0.4, 0.7, 0.95)
# Under normal noise a point of a grid of one parameter stands for so many. One of two, a sender's, stands for itself
# but for people who are exact (`exact_people`): best reports take the longest of all.
N_INSIDE = {0: 1, 1: 24, 2: 1}
# Weights below this make no difference to a sum whose largest is one, and squared three times they do not underflow.
_NO_WEIGHT, _N_SQUARES = 1e-37, 3


def slips_of(considered: Considered) -> tuple[Slip, ...]:
    """Return the lapse rates, without rounding and with each way of rounding that is possible."""
    ways = [(1, 0.0), *product(considered.multiples, _ROUNDED)]
    return tuple(Slip(float(lapse), nearest, share) for nearest, share in ways for lapse in LAPSES)


def table_of(
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    people: IntArray,
    axes: Sequence[FloatArray],
    slips: Sequence[Slip],
) -> npt.NDArray[np.float32]:
    """Return log-likelihoods of decisions: (4, n_people, own axes, noise, slips)."""
    noises, n_people = NOISES[model.noise], len(people)
    table = np.empty((4, n_people, *(len(axis) for axis in axes), len(noises), len(slips)), dtype=np.float32)
    inside = [inside_axis(axis, len(axes)) if model.noise == "normal" else axis[:, None] for axis in axes]
    # The first axis changes fastest: what follows from the others is kept meanwhile.
    places = [place[::-1] for place in product(*(range(len(axis)) for axis in reversed(axes)))]
    points = np.array([list(product(*(axis[i] for axis, i in zip(inside, place, strict=True)))) for place in places])
    probs_at = _logit_probs if model.noise == "logit" else _normal_probs
    games = []
    for one in decisions:
        landings = _landings(one, slips)
        summing = _Summing(_summed(one, np.arange(len(one.count)), people), landings, len(one.design.actions))
        games.append((probs_at(model, one, points, landings), summing))
    for number, place in enumerate(places):
        sums = np.zeros((3, n_people, points.shape[1], len(noises), len(slips)))
        for at, summing in games:
            summing.add(sums, slips, *at(number))
        table[(slice(None), slice(None), *place)] = log_mean(_with_whole(sums), axis=2)
    # Best reports by quadrature take a hundred times as long.
    if model.noise == "normal" and len(axes) == 2 and all(one.design.game.is_uniform for one in decisions):
        refine(table, model, decisions, people, axes, noises, slips)
    return table


class _Summing:
    """Sums over the decisions of a game, by part of the rounds and person, of the logarithms of their probabilities."""

    def __init__(self, summed: csr_array, landings: dict[int, Landings], n_actions: int) -> None:
        self._summed, self._landings, self._n_actions = summed, landings, n_actions
        self._landed = {nearest: summed[:, found.cells] for nearest, found in landings.items()}
        n_decisions = summed.sum(axis=1)
        self._others = {nearest: n_decisions - some.sum(axis=1) for nearest, some in self._landed.items()}

    def add(self, sums: FloatArray, slips: Sequence[Slip], probs: FloatArray, landed: dict[int, FloatArray]) -> None:
        """Add the sums, to (3, n_people, n_inside, n_noise, n_slips).

        From the probability that each action is intended, (n_cells, n_inside, n_noise), and, by multiple, that an
        action is intended that is rounded to it, of those decisions that can come of rounding.
        """
        shape, n_actions = sums.shape[:-1], self._n_actions
        probs = probs.reshape(len(probs), -1)
        for lapse in dict.fromkeys(slip.lapse for slip in slips):
            mixed = probs * (1 - lapse) + lapse / n_actions
            logs = np.log(mixed)
            whole = self._summed @ logs
            for place, slip in enumerate(slips):
                if slip.lapse == lapse:
                    more = self._rounded(slip, mixed, logs, landed[slip.nearest]) if slip.share else 0
                    sums[..., place] += (whole + more).reshape(shape)

    def _rounded(self, slip: Slip, mixed: FloatArray, logs: FloatArray, landed: FloatArray) -> FloatArray:
        """Return what rounding adds to the sums."""
        found = self._landings[slip.nearest]
        intended = landed.reshape(len(found.cells), mixed.shape[1]) * (1 - slip.lapse)
        intended += slip.lapse / self._n_actions * found.n_alike[:, None]
        both = np.log((1 - slip.share) * mixed[found.cells] + slip.share * intended)
        more = self._landed[slip.nearest] @ (both - logs[found.cells])
        # What is no multiple was not rounded.
        return np.asarray(more + np.log1p(-slip.share) * self._others[slip.nearest][:, None])


def _landings(decisions: Decisions, slips: Sequence[Slip]) -> dict[int, Landings]:
    """Return the decisions that can come of rounding, by the multiple."""
    actions = decisions.design.actions
    return {slip.nearest: Landings.of(actions, decisions.action, slip.nearest) for slip in slips if slip.share}


def _summed(decisions: Decisions, cells: IntArray, people: IntArray) -> csr_array:
    """Return what sums cells by person, in even, in odd and in early rounds, each as often as it occurred there."""
    person, column = np.searchsorted(people, decisions.person[cells]), np.arange(len(cells))
    early = np.zeros(len(cells)) if decisions.early is None else decisions.early[cells]
    row = np.concatenate([person + len(people) * decisions.fold[cells], person + 2 * len(people)])
    values = np.concatenate([decisions.count[cells], early])
    return csr_array((values, (row, np.concatenate([column, column]))), shape=(3 * len(people), len(cells)))


def _with_whole(sums: FloatArray) -> FloatArray:
    """Return sums over even, odd, all and early rounds, from those over even, odd and early rounds."""
    return np.stack([sums[0], sums[1], sums[0] + sums[1], sums[2]])


def inside_axis(axis: FloatArray, n_axes: int) -> FloatArray:
    """Return values spread over what each point of an axis stands for: up to the middle between neighbours.

    Likelihoods are averaged over them: somebody who is exact to a unit is otherwise between two points. The ends stand
    for themselves, and their neighbours for all up to them: where theories say the same people are at an end.
    """
    n_inside = N_INSIDE[n_axes]
    if n_inside == 1:
        return axis[:, None]
    places = [positions_inside(place, len(axis), n_inside) for place in range(len(axis))]
    return np.interp(np.array(places), np.arange(len(axis)), axis)


def own_axis(parameter: Parameter) -> FloatArray:
    """Return the values of a parameter on its grid."""
    return parameter.low + (parameter.high - parameter.low) * np.array(parameter.axis)


def belief_table(
    model: ChoiceModel, decisions: Sequence[Decisions], people: IntArray, axes: Sequence[FloatArray]
) -> FloatArray:
    """Return the log-likelihood of stated beliefs, all spreads being equally likely: that of a grid, noise apart.

    So are the other parameters that beliefs add. (4, n_people, own axes, 1, lapse).
    """
    own_shape = tuple(len(axis) for axis in axes)
    added = list(product(*(own_axis(one) for one in model.belief_parameters(decisions[0].design.game)[:-1])))
    n_drawn = len(added) * len(BELIEF_SDS)
    by_sd = np.zeros((n_drawn, 3, len(people), *own_shape, len(LAPSES)))
    for one in decisions:
        cells = np.flatnonzero(one.stated >= 0) if one.stated is not None else np.empty(0, dtype=np.int64)
        if not len(cells) or one.stated is None:
            continue
        believed_after = model.belief(one.design.game, one.reports[cells])
        statements, stated = one.design.statements, one.stated[cells]
        summed = _summed(one, cells, people)
        units = unit_around(statements, stated)
        for own in np.ndindex(own_shape):
            values = [axis[i] for axis, i in zip(axes, own, strict=True)]
            believed = (believed_after(np.array([*values, *more]))[0] for more in added)
            probs = np.concatenate([probs_around(one[:, None], units, BELIEF_SDS)[:, 0] for one in believed], axis=1)
            for lapse_index, lapse in enumerate(LAPSES):
                sums = summed @ np.log((1 - lapse) * probs + lapse / len(statements))
                by_sd[(slice(None), slice(None), slice(None), *own, lapse_index)] += sums.T.reshape(n_drawn, 3, -1)
    whole = _with_whole(np.moveaxis(by_sd, 1, 0))
    return np.expand_dims(logsumexp(np.moveaxis(whole, 0, 1), axis=0) - np.log(n_drawn), -2)


# From the number of a point, the probabilities of decisions and by multiple those of landings, without lapse.
ProbsAt = Callable[[int], tuple[FloatArray, dict[int, FloatArray]]]


def _logit_probs(
    model: ChoiceModel, decisions: Decisions, points: FloatArray, landings: dict[int, Landings]
) -> ProbsAt:
    """Return the function that says how likely decisions are at a point, of (n_points, 1, n_own)."""
    parts = [
        (cells, part, model.utilities(part.design), _alike(part, cells, landings))
        for cells, part in by_states(decisions)
    ]
    # A product with ones is the sum of each row, several times as fast.
    ones = np.ones(len(decisions.design.actions))

    def probs(number: int) -> tuple[FloatArray, dict[int, FloatArray]]:
        found = np.empty((len(decisions.count), 1, len(_PRECISIONS)))
        landed = {nearest: np.empty((len(one.cells), 1, len(_PRECISIONS))) for nearest, one in landings.items()}
        for cells, part, utilities, alike in parts:
            utility, _ = utilities(points[number, 0])
            below_best = utility - utility.max(axis=1, keepdims=True)
            for start in (0, 1):
                weights = np.exp(_PRECISIONS[start] * below_best)
                for n_squared, noise in enumerate(range(start, len(_PRECISIONS), 2)):
                    totals = weights @ ones
                    found[cells, 0, noise] = weights[part.state, part.action] / totals[part.state]
                    for nearest, (rows, state, together) in alike.items():
                        landed[nearest][rows, 0, noise] = (together @ weights.ravel()) / totals[state]
                    if n_squared % _N_SQUARES == 0:
                        np.maximum(weights, _NO_WEIGHT, out=weights)
                    np.square(weights, out=weights)
        return found, landed

    return probs


def _alike(
    part: Decisions, cells: IntArray, landings: dict[int, Landings]
) -> dict[int, tuple[IntArray, IntArray, csr_array]]:
    """Return by multiple which landings are in a part, their states there, and what sums weights of states and actions.

    Over the actions that are rounded to each; weights are in a row, state by state.
    """
    n_actions = len(part.design.actions)
    found = {}
    for nearest, one in landings.items():
        order = np.argsort(cells)
        rows = np.flatnonzero(np.isin(one.cells, cells))
        state = part.state[order[np.searchsorted(cells, one.cells[rows], sorter=order)]]
        n_alike = one.n_alike[rows]
        ends = np.concatenate([[0], np.cumsum(n_alike)])
        column = np.arange(ends[-1]) + np.repeat(state * n_actions + one.first[rows] - ends[:-1], n_alike)
        shape = (len(rows), len(part.design.states) * n_actions)
        found[nearest] = (rows, state, csr_array((np.ones(ends[-1]), column, ends), shape=shape))
    return found


def _normal_probs(
    model: ChoiceModel, decisions: Decisions, points: FloatArray, landings: dict[int, Landings]
) -> ProbsAt:
    """Return the same function at points of (n_points, n_inside, n_own)."""
    actions = decisions.design.actions
    units = unit_around(actions, decisions.action)
    # Best actions of all points at once cost hardly more than those of one.
    best = model.optima(decisions.design, np.concatenate(points)).reshape(*points.shape[:2], -1)

    def probs(number: int) -> tuple[FloatArray, dict[int, FloatArray]]:
        around = best[number].T[decisions.state]
        landed = {
            nearest: probs_around(around[one.cells], one.units(actions), _NOISE_SDS)
            for nearest, one in landings.items()
        }
        return probs_around(around, units, _NOISE_SDS), landed

    return probs
