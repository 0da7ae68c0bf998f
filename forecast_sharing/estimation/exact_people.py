"""Grids of two parameters under normal noise, refined for people who are exact to a few units.

Between two points of a grid best reports differ by some units: to others that is noise, but such people would follow no
point. Their likelihood at a point is averaged over what the point stands for, up to the middle between neighbours, as
that of all people is on grids of one parameter. Best actions are interpolated between nodes closer than the points.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter, minimum_filter

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_noise import probs_around, unit_around

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
# Noise, in units, up to which points are refined.
_REFINED = 10.1


def refine(
    table: npt.NDArray[np.float32],
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    people: IntArray,
    axes: Sequence[FloatArray],
    sds: FloatArray,
    lapses: FloatArray,
) -> None:
    """Replace the log-likelihoods of exact people in a table, (4, n_people, two axes, noise, lapse).

    Of each part of the rounds its own decisions say whether and where: one half is to be predicted from the other.
    """
    # Of no decisions nothing is known.
    looked_at = (_likeliest_noise(table, sds) <= _SEEMS) & table.any(axis=(2, 3, 4, 5))
    for look in _LOOKS:
        for number in np.flatnonzero(looked_at.any(axis=0)):
            mine = [one.where(chosen) for one in decisions if (chosen := one.person == people[number]).any()]
            _refine_person(
                table[:, number], looked_at[:, number], model, mine, axes, sds[sds <= _REFINED], lapses, look
            )
        looked_at &= _likeliest_noise(table, sds) <= _IS


def _refine_person(
    table: npt.NDArray[np.float32],
    looked_at: BoolArray,
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    axes: Sequence[FloatArray],
    sds: FloatArray,
    lapses: FloatArray,
    look: tuple[int, int, float],
) -> None:
    n_inside, n_nodes, near = look
    heights = table.max(axis=(3, 4))
    is_near = heights > heights.max(axis=(1, 2), keepdims=True) - near * _SHARE_OF_ROUNDS[:, None, None]
    is_near &= looked_at[:, None, None] & ~_is_flat(model, decisions, axes)
    places = np.argwhere(is_near.any(axis=0))
    if not len(places):
        return
    games = [(_at_nodes(model, one, axes, places, n_nodes)[..., one.state], one) for one in decisions]
    for first, second in places:
        inside = [
            positions_inside(int(at), len(axis), n_inside) * n_nodes
            for at, axis in zip((first, second), axes, strict=True)
        ]
        parts = np.flatnonzero(is_near[:, first, second])
        table[parts, first, second, : len(sds)] = _averaged(games, inside, sds, lapses)[parts]


def log_mean(logs: FloatArray, axis: int) -> FloatArray:
    """Return the logarithm of the mean likelihood along an axis."""
    peak = logs.max(axis=axis, keepdims=True)
    return np.asarray((peak + np.log(np.mean(np.exp(logs - peak), axis=axis, keepdims=True))).squeeze(axis))


def _is_flat(model: ChoiceModel, decisions: Sequence[Decisions], axes: Sequence[FloatArray]) -> BoolArray:
    """Return at which points all of the best actions are those of the neighbours, too, such as the truth."""
    points = np.argwhere(np.ones([len(axis) for axis in axes]))
    best = np.concatenate([_at_nodes(model, one, axes, points, 1) for one in decisions], axis=2)
    around = (3, 3, 1)
    spread = maximum_filter(best, around, mode="nearest") - minimum_filter(best, around, mode="nearest")
    return np.asarray(spread.max(axis=2) < _SAME)


def _likeliest_noise(table: npt.NDArray[np.float32], sds: FloatArray) -> FloatArray:
    """Return at which noise each person is likeliest, by part of the rounds: (4, n_people), in units."""
    return np.asarray(sds[table.max(axis=(2, 3, 5)).argmax(axis=2)])


def _at_nodes(
    model: ChoiceModel, decisions: Decisions, axes: Sequence[FloatArray], places: IntArray, n_nodes: int
) -> FloatArray:
    """Return best actions at the nodes around some points, (n_first, n_second, n_states), by the design's states."""
    fine = [np.interp(np.arange((len(axis) - 1) * n_nodes + 1) / n_nodes, np.arange(len(axis)), axis) for axis in axes]
    is_needed = np.zeros((len(fine[0]), len(fine[1])), dtype=bool)
    for place in places:
        ends = [_ends(int(at), len(axis)) for at, axis in zip(place, axes, strict=True)]
        first, second = (slice(int(np.floor(low * n_nodes)), int(np.ceil(high * n_nodes)) + 2) for low, high in ends)
        is_needed[first, second] = True
    best = np.full((*is_needed.shape, len(decisions.design.states)), np.nan)
    best[is_needed] = model.optima(decisions.design, np.stack(np.meshgrid(*fine, indexing="ij"), axis=-1)[is_needed])
    return best


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


def _averaged(
    games: Sequence[tuple[FloatArray, Decisions]], inside: Sequence[FloatArray], sds: FloatArray, lapses: FloatArray
) -> FloatArray:
    """Return the log of the mean likelihood over pairs of positions, by part of the rounds: (4, n_sds, n_lapses).

    Parts are those of a table. Of each game: best actions at the nodes by cell of decisions, and the decisions.
    """
    sums = np.zeros((3, len(inside[0]) * len(inside[1]), len(sds), len(lapses)))
    for best, decisions in games:
        actions, counts = decisions.design.actions, decisions.count
        units = unit_around(actions, decisions.action)
        probs = probs_around(_interpolated(best, *inside).T, units, sds)
        logs = np.log((1 - lapses) * probs[..., None] + lapses / len(actions))
        early = np.zeros(len(counts)) if decisions.early is None else decisions.early
        of_part = np.stack([counts * (decisions.fold == 0), counts * (decisions.fold == 1), early])
        sums += np.tensordot(of_part, logs, axes=1)
    whole = np.stack([sums[0], sums[1], sums[0] + sums[1], sums[2]])
    return log_mean(whole, axis=1)


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
