"""Grids of two parameters under normal noise, refined for people who are exact to a few units.

Between two points of a grid best reports differ by some units: to others that is noise, but such people would follow no
point. Their likelihood at a point is averaged over what the point stands for, up to the middle between neighbours, as
that of all people is on grids of one parameter. Best actions are interpolated between nodes closer than the points.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_noise import probs_around, unit_around

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# People whose likeliest noise is at most so many units have their likelihoods averaged over so many values along each
# axis, between so many nodes for a step from point to point. Whoever is exact seems to have some noise on the points,
# and is found at the first look.
_LOOKS = ((5.7, 6, 4), (1.9, 24, 8))
# Noise, in units, up to which points are refined.
_REFINED = 10.1
# Only points that are nearly as likely are refined, in log-likelihood: far from all that an exact person does, they are
# unlikely all over what they stand for.
_NEAR = 60.0


def refine(
    table: npt.NDArray[np.float32],
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    people: IntArray,
    axes: Sequence[FloatArray],
    sds: FloatArray,
    lapses: FloatArray,
) -> None:
    """Replace the log-likelihoods of exact people in a table, (4, n_people, two axes, noise, lapse)."""
    refined = sds[sds <= _REFINED]
    for most, n_inside, n_nodes in _LOOKS:
        exact = np.flatnonzero(sds[table[2].max(axis=(1, 2, 4)).argmax(axis=1)] <= most)
        theirs = [one.where(chosen) for one in decisions if (chosen := np.isin(one.person, people[exact])).any()]
        nodes = [_at_nodes(model, one, axes, n_nodes) for one in theirs]
        for number in exact:
            heights = table[2, number].max(axis=(2, 3))
            chosen = [one.person == people[number] for one in theirs]
            mine = [
                (best[..., one.state[cells]], one.where(cells))
                for best, one, cells in zip(nodes, theirs, chosen, strict=True)
                if cells.any()
            ]
            for place in np.argwhere(heights > heights.max() - _NEAR):
                inside = [_inside(int(at), len(axis), n_inside) * n_nodes for at, axis in zip(place, axes, strict=True)]
                table[:, number, place[0], place[1], : len(refined)] = _averaged(mine, inside, refined, lapses)


def _at_nodes(model: ChoiceModel, decisions: Decisions, axes: Sequence[FloatArray], n_nodes: int) -> FloatArray:
    """Return best actions at all nodes, (n_first, n_second, n_states), by all states of the design."""
    fine = [np.interp(np.arange((len(axis) - 1) * n_nodes + 1) / n_nodes, np.arange(len(axis)), axis) for axis in axes]
    best = model.optima(decisions.design, np.array(list(product(*fine))))
    return best.reshape(len(fine[0]), len(fine[1]), -1)


def _inside(place: int, n_points: int, n_inside: int) -> FloatArray:
    """Return positions on an axis, in steps from point to point, spread over what a point of it stands for."""
    low, high = max(place - 0.5, 0), min(place + 0.5, n_points - 1)
    return low + (high - low) * (np.arange(n_inside) + 0.5) / n_inside


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
    return np.asarray(logsumexp(whole, axis=1) - np.log(sums.shape[1]))


def _interpolated(best: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """Return best actions at all pairs of positions among the nodes: (n_pairs, n_cells)."""
    below = first.astype(np.int64)
    share = (first - below)[:, None, None]
    rows = (1 - share) * best[below] + share * best[below + 1]
    below = second.astype(np.int64)
    share = (second - below)[:, None]
    return np.asarray((1 - share) * rows[:, below] + share * rows[:, below + 1]).reshape(-1, best.shape[2])
