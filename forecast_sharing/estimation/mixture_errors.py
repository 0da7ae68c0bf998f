"""How uncertain the shares and parameters of a mixture's types are: the sandwich, clustered by block.

Parameters at an end of their range and what belongs to types without people are held where they are; what is said of
the others is given that. What cannot be told from the data has no standard error, and a note says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_softmax, logit, stdtrit

from forecast_sharing.estimation.maximum_likelihood import is_inside, scale_at, values_at
from forecast_sharing.estimation.mixture_likelihood import MixtureLikelihood, Params, Part, Slopes, TypeModel
from forecast_sharing.estimation.standard_errors import NOT_AT_ALL, STEP, minus_hessian
from forecast_sharing.models.choice_problem import Role

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

FEWEST_BLOCKS = 3
_UPPER = 0.975
# A type, or a block of it, counts where at least half a person belongs to it.
SOMEBODY = 0.5
# Blocks whose scores vary by less than this share of what the model expects are all alike, and say nothing of chance.
ALIKE = 1e-6
# With coordinates stretched to a curvature of one, a direction with less than this is flat: second derivatives by
# differences are right to about as much.
_FLAT = 1e-6
# What share of a flat direction may be a coordinate that counts as known.
_MOVED = 1e-3


class Known(NamedTuple):
    """The standard error of a number and its 95% interval."""

    error: float
    interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class MixtureErrors:
    """How uncertain a mixture's numbers are; None where that is not known.

    Parameters
    ----------
    params : tuple of dict
        By type: by role, by name of the parameter, on its natural scale.
    shares : dict of list
        By group of people: one for each type. Intervals are symmetric in the log-odds.
    notes : tuple of str
        In words: why some are not known.

    """

    params: tuple[dict[Role, dict[str, Known | None]], ...]
    shares: dict[str, list[Known | None]]
    notes: tuple[str, ...]


def mixture_errors(
    likelihood: MixtureLikelihood,
    types: Sequence[TypeModel],
    params: Params,
    shares: dict[str, FloatArray],
    blocks: IntArray,
) -> MixtureErrors:
    r"""Return the uncertainty of a mixture at its maximum.

    .. math:: V = \frac{G}{G - 1} H^{-1} \Big(\sum_g s_g s_g'\Big) H^{-1}

    with :math:`H` minus the second derivatives of the log-likelihood and :math:`s_g` the sum of the scores of the
    people of block :math:`g`. Of each number :math:`G` counts the blocks that say something of it: those with people
    of the type in the role, and for shares those with people of the group. Intervals are those of t with :math:`G - 1`
    degrees of freedom.

    Parameters
    ----------
    likelihood : MixtureLikelihood
        Of the types that occur.
    types : sequence of TypeModel
        All types.
    params : sequence of dict
        Estimates.
    shares : dict of (n_types,) arrays
        Estimates, by group.
    blocks : (n_people,) array
        The block of each person.

    """
    peak = Peak(likelihood, types, params, shares)
    notes: list[str] = []
    too_few: list[str] = []
    n_blocks = len(np.unique(blocks))
    known = None
    if n_blocks < FEWEST_BLOCKS:
        notes.append(f"no standard errors: {counted(n_blocks, 'block')}, and there must be {FEWEST_BLOCKS}")
    else:
        known = covariance_at(peak, blocks, notes)
    own: list[dict[Role, dict[str, Known | None]]] = [{} for _ in types]
    for part, axes in peak.part_axes:
        own[part.number][part.role] = dict.fromkeys(parameter.name for parameter in part.parameters)
        if known is not None:
            own[part.number][part.role] |= _of_part(peak, part, axes, known, blocks, too_few, notes)
    nothing: list[Known | None] = [None] * len(types)
    of_shares = {
        word: nothing if known is None else _of_shares(peak, number, known, blocks, too_few)
        for number, word in enumerate(shares)
    }
    if too_few:
        notes.append(
            f"too few blocks for standard errors, which need {FEWEST_BLOCKS} and more than free parameters: "
            f"{'; '.join(too_few)}"
        )
    return MixtureErrors(tuple(own), of_shares, tuple(notes))


class Peak:
    """The coordinates at which the likelihood is highest, and the scores around it.

    Coordinates are the unit cubes of the parts, one after the other, then the logarithms of shares, group by group. The
    largest share of each group is held, so the others move in their log-odds against it.
    """

    def __init__(
        self, likelihood: MixtureLikelihood, types: Sequence[TypeModel], params: Params, shares: dict[str, FloatArray]
    ) -> None:
        self.likelihood, self.types, self.shares = likelihood, types, shares
        points = likelihood.points(params)
        ends = np.cumsum([len(point) for point in points])
        self.n_own, self._ends = int(ends[-1]), ends[:-1]
        axes = np.split(np.arange(self.n_own), self._ends)
        self.part_axes = list(zip(likelihood.parts, axes, strict=True))
        self.share_axes = [
            self.n_own + number * len(types) + np.arange(len(types)) for number in range(len(likelihood.groups))
        ]
        with np.errstate(divide="ignore"):
            logs = [np.log(shares[word]) for word, _ in likelihood.groups]
        self.flat = np.concatenate([*points, *logs])
        self.posterior = self._at(self.flat)[0].posterior
        self.free = np.flatnonzero(self._is_free())

    def steps(self) -> FloatArray:
        """Return steps that stay on the unit cube."""
        steps = np.full(len(self.flat), STEP)
        own = self.flat[: self.n_own]
        steps[: self.n_own] = np.minimum(STEP, np.minimum(own, 1 - own))
        return steps

    def gradient(self, flat: FloatArray) -> FloatArray:
        """Return the slopes of the log-likelihood of all people."""
        return self.scores(flat).sum(axis=1)

    def scores(self, flat: FloatArray) -> FloatArray:
        """Return the scores of people: (n_coordinates, n_people)."""
        at, shares = self._at(flat)
        own = [
            slope * at.posterior[:, part.number] for (part, _), slope in zip(self.part_axes, at.given_type, strict=True)
        ]
        by_share = np.zeros((len(flat) - self.n_own, len(self.posterior)))
        for (word, members), axes in zip(self.likelihood.groups, self.share_axes, strict=True):
            by_share[np.ix_(axes - self.n_own, members)] = (at.posterior[members] - shares[word]).T
        return np.vstack([*own, by_share])

    def weights(self, part: Part) -> FloatArray:
        """Return how much of each person is of the part's type and decided in its role."""
        return self.posterior[:, part.number] * part.has_decided

    def name(self, axis: int) -> str:
        """Return what a coordinate is, in words."""
        for part, axes in self.part_axes:
            if axis in axes:
                return f"{part.parameters[axis - axes[0]].name} of {self.types[part.number].name} ({part.role})"
        number, position = divmod(axis - self.n_own, len(self.types))
        return f"share of {self.types[position].name} ({self.likelihood.groups[number][0]})"

    def _at(self, flat: FloatArray) -> tuple[Slopes, dict[str, FloatArray]]:
        logs = {
            word: log_softmax(flat[axes])
            for (word, _), axes in zip(self.likelihood.groups, self.share_axes, strict=True)
        }
        points = np.split(flat[: self.n_own], self._ends)
        return self.likelihood.at(points, logs), {word: np.exp(log) for word, log in logs.items()}

    def _is_free(self) -> BoolArray:
        free = np.zeros(len(self.flat), dtype=bool)
        for part, axes in self.part_axes:
            free[axes] = is_inside(self.flat[axes]) & (self.weights(part).sum() >= SOMEBODY)
        for (word, members), axes in zip(self.likelihood.groups, self.share_axes, strict=True):
            free[axes] = self.shares[word] * len(members) >= SOMEBODY
            free[axes[np.argmax(self.shares[word])]] = False
        return free


@dataclass(frozen=True, eq=False)
class Covariance:
    """Of all coordinates, before the small-sample factor, with what it comes from.

    Parameters
    ----------
    matrix : (n, n) array
        The sandwich; zero for what is held.
    curvature : (n, n) array
        Minus the second derivatives; zero for what is held.
    is_seen : (n,) array
        Which coordinates the likelihood says something of.
    is_known : (n,) array
        Which of these it tells apart from the rest of their range.
    varies : (n,) array
        Along which coordinates blocks differ.

    """

    matrix: FloatArray
    curvature: FloatArray
    is_seen: BoolArray
    is_known: BoolArray
    varies: BoolArray


def covariance_at(peak: Peak, blocks: IntArray, notes: list[str]) -> Covariance | None:
    """Return the covariance of the coordinates, None where there is none; what is not known is noted."""
    if not len(peak.free):
        return None
    hessian = minus_hessian(peak.gradient, peak.flat, peak.free, peak.steps())
    inverse = _inverse(hessian)
    if inverse is None:
        notes.append("no standard errors: the types are not identified, for the likelihood has no peak here")
        return None
    bread, seen = inverse
    pulls = sums_by_block(peak.scores(peak.flat)[peak.free], blocks) @ bread
    n, free = len(peak.flat), np.ix_(peak.free, peak.free)
    matrix, curvature = np.zeros((n, n)), np.zeros((n, n))
    matrix[free], curvature[free] = pulls.T @ pulls, hessian
    is_seen, is_known = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    is_seen[peak.free] = seen
    # Beyond the whole range of a parameter there is no estimate of it: the likelihood is flat there.
    is_known[peak.free] = seen & ((peak.free >= peak.n_own) | (np.sqrt(np.diag(bread)) <= NOT_AT_ALL))
    if lost := [peak.name(int(axis)) for axis in peak.free if not is_known[axis]]:
        notes.append(f"not identified: {', '.join(lost)}")
    varies = np.zeros(n, dtype=bool)
    varies[peak.free] = np.diag(matrix)[peak.free] > ALIKE * np.diag(bread)
    return Covariance(matrix, curvature, is_seen, is_known, varies)


def _of_part(
    peak: Peak, part: Part, axes: IntArray, found: Covariance, blocks: IntArray, too_few: list[str], notes: list[str]
) -> dict[str, Known | None]:
    point, is_known = peak.flat[axes], found.is_known[axes]
    if not is_known.any():
        return {}
    by_block = sums_by_block(peak.weights(part)[None], blocks)[:, 0]
    n_blocks, n_free = int((by_block >= SOMEBODY).sum()), int(is_inside(point).sum())
    if n_blocks < FEWEST_BLOCKS or n_blocks <= n_free:
        too_few.append(
            f"{peak.types[part.number].name} ({part.role}; {counted(n_blocks, 'block')}, "
            f"{counted(n_free, 'free parameter')})"
        )
        return {}
    if alike := [peak.name(int(axis)) for axis in axes if found.is_known[axis] and not found.varies[axis]]:
        notes.append(f"no standard error where all blocks are alike: {', '.join(alike)}")
        is_known = is_known & found.varies[axes]
    errors = np.sqrt(np.diag(found.matrix)[axes] * n_blocks / (n_blocks - 1)) * scale_at(point, part.parameters)
    reach = float(stdtrit(n_blocks - 1, _UPPER))
    values = values_at(point, part.parameters)
    return {
        parameter.name: Known(float(error), (float(value - reach * error), float(value + reach * error)))
        for parameter, value, error, known in zip(part.parameters, values, errors, is_known, strict=True)
        if known
    }


def _of_shares(peak: Peak, number: int, found: Covariance, blocks: IntArray, too_few: list[str]) -> list[Known | None]:
    (word, members), axes = peak.likelihood.groups[number], peak.share_axes[number]
    share, are_free = peak.shares[word], np.isin(axes, peak.free)
    nothing: list[Known | None] = [None] * len(share)
    n_blocks, n_free = len(np.unique(blocks[members])), int(are_free.sum())
    free = axes[are_free]
    if not n_free or not (found.is_known[free] & found.varies[free]).all():
        return nothing
    if n_blocks < FEWEST_BLOCKS or n_blocks <= n_free:
        too_few.append(f"shares ({word}; {counted(n_blocks, 'block')}, {counted(n_free, 'free parameter')})")
        return nothing
    # The derivative of each share in each log-odds.
    slopes = np.diag(share) - np.outer(share, share)
    squares = np.maximum(np.diag(slopes @ found.matrix[np.ix_(axes, axes)] @ slopes), 0) * n_blocks / (n_blocks - 1)
    reach = float(stdtrit(n_blocks - 1, _UPPER))
    are_free[np.argmax(share)] = True
    return [
        _known_share(float(value), float(np.sqrt(square)), reach) if is_free else None
        for value, square, is_free in zip(share, squares, are_free, strict=True)
    ]


def _known_share(value: float, error: float, reach: float) -> Known:
    middle, half_width = logit(value), reach * error / (value * (1 - value))
    return Known(error, (float(expit(middle - half_width)), float(expit(middle + half_width))))


def _inverse(hessian: FloatArray) -> tuple[FloatArray, BoolArray] | None:
    """Return the inverse over directions that are not flat, and which coordinates no flat direction moves.

    None where the likelihood rises in some direction.
    """
    diagonal = np.diag(hessian)
    stretch = np.sqrt(np.where(diagonal > 0, diagonal, 1))
    values, vectors = np.linalg.eigh(hessian / np.outer(stretch, stretch))
    if values[0] < -_FLAT:
        return None
    seen = values > _FLAT
    inverse = (vectors[:, seen] / values[seen]) @ vectors[:, seen].T / np.outer(stretch, stretch)
    return inverse, (vectors[:, ~seen] ** 2).sum(axis=1) < _MOVED


def sums_by_block(rows: FloatArray, blocks: IntArray) -> FloatArray:
    """Return sums over the people of each block: (n_blocks, n_rows)."""
    numbers, block = np.unique(blocks, return_inverse=True)
    return np.array([np.bincount(block, row, len(numbers)) for row in rows]).T


def counted(number: int, noun: str) -> str:
    """Return the number and the noun, plural where needed."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
