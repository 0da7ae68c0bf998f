"""Grids of two parameters under normal noise, refined for people who are exact to a few units.

Between two points of a grid best reports differ by some units: to others that is noise, but such people would follow no
point. Their likelihood at a point is averaged over what the point stands for, up to the middle between neighbours, as
that of all people is on grids of one parameter. Best actions are interpolated between nodes closer than the points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter, minimum_filter

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_noise import probs_around, unit_around
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.rounding import Landings, Slip

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

# Whoever is exact between points seems to have some noise on them, at most so many units; and less at a second look.
# Their likelihoods are averaged over so many values along each axis, between so many nodes for a step from point to
# point, and again more finely if they prove exact. Only points that are so nearly as likely are looked at, in
# log-likelihood: the others are unlikely all over what they stand for.
_SEEMS, _IS = 5.7, 1.9
_LOOKS = ((6, 2, 40.0), (24, 6, 16.0))
# Of even, odd, all and early rounds, for which that is.
_SHARE_OF_ROUNDS = np.array([0.5, 0.5, 1.0, 0.5])
# Best actions that differ by less are the same. Units.
_SAME = 0.1
# Probabilities that are multiplied before a logarithm is taken: lapses keep each above 1e-8.
_AT_ONCE = 32
# Noise, in units, up to which points are refined.
_REFINED = 10.1


def refine(
    table: npt.NDArray[np.float32],
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    people: IntArray,
    axes: Sequence[FloatArray],
    sds: FloatArray,
    slips: Sequence[Slip],
) -> None:
    """Replace the log-likelihoods of exact people in a table, (4, n_people, two axes, noise, slips).

    Of each part of the rounds its own decisions say whether and where: one half is to be predicted from the other.
    """
    # Of no decisions nothing is known.
    looked_at = (_likeliest_noise(table, sds) <= _SEEMS) & table.any(axis=(2, 3, 4, 5))
    if not looked_at.any():
        return
    flat = [_is_flat(model, one, axes) for one in decisions]
    for n_inside, n_nodes, near in _LOOKS:
        nodes = [_Nodes(model, one.design, axes, n_nodes) for one in decisions]
        for number in np.flatnonzero(looked_at.any(axis=0)):
            mine = [np.flatnonzero(one.person == people[number]) for one in decisions]
            heights = table[:, number].max(axis=(3, 4))
            is_near = heights > heights.max(axis=(1, 2), keepdims=True) - near * _SHARE_OF_ROUNDS[:, None, None]
            is_near &= looked_at[:, number, None, None]
            flat_in = [
                is_flat[..., one.state[at]].all(axis=2) for is_flat, one, at in zip(flat, decisions, mine, strict=True)
            ]
            is_near &= ~np.all(flat_in, axis=0)
            _refine_person(
                table[:, number],
                is_near,
                list(zip(nodes, decisions, mine, strict=True)),
                sds[sds <= _REFINED],
                slips,
                n_inside,
            )
        looked_at &= _likeliest_noise(table, sds) <= _IS


def _refine_person(
    table: npt.NDArray[np.float32],
    is_near: BoolArray,
    games: Sequence[tuple["_Nodes", Decisions, IntArray]],
    sds: FloatArray,
    slips: Sequence[Slip],
    n_inside: int,
) -> None:
    places = np.argwhere(is_near.any(axis=0))
    if not len(places):
        return
    nodes = games[0][0]
    multiples = {slip.nearest for slip in slips if slip.share}
    decided = [
        _Decided.of(of_game.around(places, one.state[cells]), one, cells, multiples)
        for of_game, one, cells in games
        if len(cells)
    ]
    for first, second in places:
        parts = np.flatnonzero(is_near[:, first, second])
        averaged = _averaged(decided, nodes.inside(first, second, n_inside), sds, slips)
        table[parts, first, second, : len(sds)] = averaged[parts]


def log_mean(logs: FloatArray, axis: int) -> FloatArray:
    """Return the logarithm of the mean likelihood along an axis."""
    peak = logs.max(axis=axis, keepdims=True)
    return np.asarray((peak + np.log(np.mean(np.exp(logs - peak), axis=axis, keepdims=True))).squeeze(axis))


def _is_flat(model: ChoiceModel, decisions: Decisions, axes: Sequence[FloatArray]) -> BoolArray:
    """Return at which points the best action in each state is that of the neighbours, too, such as the truth."""
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    best = model.optima(decisions.design, points.reshape(-1, len(axes))).reshape(*points.shape[:-1], -1)
    around = (3, 3, 1)
    spread = maximum_filter(best, around, mode="nearest") - minimum_filter(best, around, mode="nearest")
    return np.asarray(spread < _SAME)


def _likeliest_noise(table: npt.NDArray[np.float32], sds: FloatArray) -> FloatArray:
    """Return at which noise each person is likeliest, by part of the rounds: (4, n_people), in units."""
    return np.asarray(sds[table.max(axis=(2, 3, 5)).argmax(axis=2)])


class _Nodes:
    """Best actions at nodes between points, by state: found where somebody needs them, and kept for others."""

    def __init__(self, model: ChoiceModel, design: Design, axes: Sequence[FloatArray], n_nodes: int) -> None:
        self._model, self._design, self._n_nodes = model, design, n_nodes
        self._n_points = [len(axis) for axis in axes]
        fine = [
            np.interp(np.arange((n - 1) * n_nodes + 1) / n_nodes, np.arange(n), axis)
            for n, axis in zip(self._n_points, axes, strict=True)
        ]
        self._own = np.stack(np.meshgrid(*fine, indexing="ij"), axis=-1)
        self._best = np.full((*self._own.shape[:2], len(design.states)), np.nan)

    def inside(self, first: int, second: int, n_inside: int) -> list[FloatArray]:
        """Return positions over what a point stands for, along each axis, in steps from node to node."""
        return [
            positions_inside(int(at), n_points, n_inside) * self._n_nodes
            for at, n_points in zip((first, second), self._n_points, strict=True)
        ]

    def around(self, places: IntArray, state: IntArray) -> FloatArray:
        """Return best actions at the nodes around some points, in these states: (n_first, n_second, n_cells).

        Others are as they are.
        """
        is_needed = np.zeros(self._best.shape[:2], dtype=bool)
        for place in places:
            ends = [_ends(int(at), n_points) for at, n_points in zip(place, self._n_points, strict=True)]
            rows, columns = (
                slice(int(np.floor(low * self._n_nodes)), int(np.ceil(high * self._n_nodes)) + 2) for low, high in ends
            )
            is_needed[rows, columns] = True
        states = np.unique(state)
        at = np.flatnonzero(is_needed)
        best = self._best.reshape(-1, self._best.shape[2])
        is_unknown = np.isnan(best[np.ix_(at, states)])
        at, states = at[is_unknown.any(axis=1)], states[is_unknown.any(axis=0)]
        if len(at):
            design = replace(self._design, states=self._design.states[states])
            best[np.ix_(at, states)] = self._model.optima(design, self._own.reshape(-1, 2)[at])
        return self._best[..., state]


def positions_inside(place: int, n_points: int, n_inside: int) -> FloatArray:
    """Return positions on an axis, in steps from point to point, spread over what a point of it stands for."""
    low, high = _ends(place, n_points)
    return low + (high - low) * (np.arange(n_inside) + 0.5) / n_inside


def _ends(place: int, n_points: int) -> tuple[float, float]:
    """Return from where to where a point of an axis stands for people: up to the middle between neighbours.

    An end stands for itself, where theories may say the same, and its neighbour for all up to it.
    """
    last = n_points - 1
    if place in (0, last):
        return place, place
    return 0 if place == 1 else place - 0.5, last if place == last - 1 else place + 0.5


@dataclass(frozen=True, eq=False)
class _Decided:
    """One person's decisions in a game: best actions at the nodes and what was chosen, by cell.

    Parts are even and odd rounds, each early and late: their cells, and how often each occurred there.
    """

    best: FloatArray
    units: tuple[FloatArray, FloatArray]
    landings: dict[int, Landings]
    actions: FloatArray
    parts: tuple[tuple[IntArray, FloatArray], ...]

    @classmethod
    def of(cls, best: FloatArray, decisions: Decisions, cells: IntArray, multiples: Iterable[int]) -> "_Decided":
        count, fold, actions = decisions.count[cells], decisions.fold[cells], decisions.design.actions
        early = np.zeros(len(cells)) if decisions.early is None else decisions.early[cells]
        parts = []
        for half in (0, 1):
            for often in (np.where(fold == half, early, 0), np.where(fold == half, count - early, 0)):
                some = np.flatnonzero(often)
                parts.append((some, often[some]))
        action = decisions.action[cells]
        landings = {nearest: Landings.of(actions, action, nearest) for nearest in multiples}
        return cls(best, unit_around(actions, action), landings, actions, tuple(parts))

    def probs(
        self, inside: Sequence[FloatArray], sds: FloatArray, slips: Sequence[Slip]
    ) -> Iterator[tuple[int, FloatArray]]:
        """Yield the number of each slip and the probabilities of decisions with it: (n_cells, n_pairs, n_sds)."""
        best, n_actions = _interpolated(self.best, *inside).T, len(self.actions)
        probs = probs_around(best, self.units, sds)
        landed = {
            nearest: probs_around(best[one.cells], one.units(self.actions), sds)
            for nearest, one in self.landings.items()
        }
        for number, slip in enumerate(slips):
            found = (1 - slip.lapse) * probs + slip.lapse / n_actions
            if slip.share:
                one = self.landings[slip.nearest]
                by_chance = slip.lapse / n_actions * one.n_alike[:, None, None]
                found *= 1 - slip.share
                found[one.cells] += slip.share * ((1 - slip.lapse) * landed[slip.nearest] + by_chance)
            yield number, found


def _averaged(
    games: Sequence[_Decided], inside: Sequence[FloatArray], sds: FloatArray, slips: Sequence[Slip]
) -> FloatArray:
    """Return the log of the mean likelihood over pairs of positions, by part of the rounds: (4, n_sds, n_slips).

    Parts are those of a table.
    """
    sums = np.zeros((4, len(inside[0]) * len(inside[1]), len(sds), len(slips)))
    for game in games:
        for place, probs in game.probs(inside, sds, slips):
            for number, (cells, often) in enumerate(game.parts):
                sums[number, ..., place] += log_product(probs[cells], often)
    even_early, even_late, odd_early, odd_late = sums
    even, odd = even_early + even_late, odd_early + odd_late
    return log_mean(np.stack([even, odd, even + odd, even_early + odd_early]), axis=1)


def log_product(probs: FloatArray, often: FloatArray) -> FloatArray:
    """Return the sum over rows of logarithms, each so often: those of products, for a logarithm costs ten products."""
    once = probs if (often == 1).all() else probs[often == 1]
    total = np.tensordot(often[often != 1], np.log(probs[often != 1]), axes=1)
    for start in range(0, len(once), _AT_ONCE):
        total += np.log(np.multiply.reduce(once[start : start + _AT_ONCE], axis=0))
    return total


def _interpolated(best: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """Return best actions at all pairs of positions among the nodes: (n_pairs, n_cells)."""
    last = np.array(best.shape[:2]) - 1
    below = first.astype(np.int64)
    share = (first - below)[:, None, None]
    rows = (1 - share) * best[below] + share * best[np.minimum(below + 1, last[0])]
    below = second.astype(np.int64)
    share = (second - below)[:, None]
    found = (1 - share) * rows[:, below] + share * rows[:, np.minimum(below + 1, last[1])]
    return np.asarray(found).reshape(-1, best.shape[2])
