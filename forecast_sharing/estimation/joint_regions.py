r"""Joint 95% regions of two parameters of a type, where intervals of each alone would mislead.

A sender's cost of lying and what trust it expects lie along a ridge: a lower cost with less expected trust inflates as
much. An ellipse from the covariance would pass the ends of both ranges and follow no bend of the ridge, so a region is
one of the likelihood: of all pairs that are not much less likely than the estimate,

.. math:: k(v) \, 2 (\ell(\hat\theta) - \ell(\hat\theta + v)) \le \frac{2 (G - 1)}{G - 2} F_{0.95}(2, G - 2),

with :math:`\ell` the log-likelihood of the whole mixture at its best noise and lapse of the type, all else held at its
estimate. People of a block decide alike more than the model says, and other types are estimates, too, so
:math:`k(v) = v' V^{-1} v / v' S v` takes the curvature :math:`S` of this likelihood to that of the sandwich
:math:`V`, clustered by block, direction by direction [Chandler and Bate 2007]. Where the likelihood is quadratic the
region is thus the ellipse of Hotelling's :math:`T^2` over :math:`G` blocks. Where one of the two is at an end of its
range, :math:`k` is that of the other.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import is_inside, maximise, values_at
from forecast_sharing.estimation.mixture_errors import (
    ALIKE,
    FEWEST_BLOCKS,
    SOMEBODY,
    Covariance,
    Peak,
    counted,
    covariance_at,
    sums_by_block,
)
from forecast_sharing.estimation.mixture_likelihood import MixtureLikelihood, Part
from forecast_sharing.estimation.mixtures import MixtureFit
from forecast_sharing.estimation.parameter_distributions import role_groups
from forecast_sharing.models.choice_model import Parameter
from forecast_sharing.models.choice_problem import Role

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_LEVEL = 0.95
_SAYS_NOTHING = "the data do not say"
_N_DIRECTIONS = 32
# The edge is found where the root of the statistic is this near to that of its limit, or after so many steps.
_NEAR, _N_STEPS = 0.05, 15
# Who is less likely of the type than this has no say in where its region ends.
_NOBODY = 1e-9
# Of the search for noise and lapse at each pair.
_N_INNER_STEPS = 6
# Where nothing else says how far to look, of the range.
_REACH = 0.1


@dataclass(frozen=True, eq=False)
class JointRegion:
    """The region of two parameters of one type in one role.

    Parameters
    ----------
    number : int
        Which of the mixture's types.
    role : Role
        In which role.
    parameters : tuple of Parameter
        The two.
    outline : (n, 2) array
        The edge of the region, all round, on the parameters' natural scales; seen from the estimate nothing of the
        region lies beyond it.

    """

    number: int
    role: Role
    parameters: tuple[Parameter, Parameter]
    outline: FloatArray


@dataclass(frozen=True, eq=False)
class JointRegions:
    """The regions of a mixture's types, and in words why some have none."""

    regions: tuple[JointRegion, ...]
    notes: tuple[str, ...]


def joint_regions(sample: Sample, mixture: MixtureFit) -> JointRegions:
    """Return the joint regions of the types that have two parameters of their own in a role.

    Parameters
    ----------
    sample : Sample
        The decisions that the mixture was fitted to.
    mixture : MixtureFit
        At its maximum.

    """
    found, notes = [], []
    for number, role, statistic in statistics(sample, mixture):
        name = f"{mixture.types[number].name} ({role})"
        if isinstance(statistic, str):
            notes.append(f"no joint region of {name}: {statistic}")
            continue
        first, second, *_ = statistic.part.parameters
        outline = _outline(statistic)
        if outline is None:
            notes.append(f"no joint region of {name}: the likelihood has no edge there")
            continue
        found.append(JointRegion(number, role, (first, second), outline))
    return JointRegions(tuple(found), tuple(notes))


def statistics(sample: Sample, mixture: MixtureFit) -> "list[tuple[int, Role, Statistic | str]]":
    """Return for each type and role with two own parameters what says how far a pair is, or why nothing does."""
    pairs = [
        (number, role)
        for number, one in enumerate(mixture.types)
        for role, model in one.models.items()
        if len(model.own_parameters(sample.of_role(role)[0].design.game)) == 2
    ]
    if not pairs:
        return []
    groups = [(word, members) for word, members, _ in role_groups(sample)]
    occurs = np.any([share > 0 for share in mixture.shares.values()], axis=0)
    likelihood = MixtureLikelihood(sample, mixture.types, groups).where(occurs)
    peak = Peak(likelihood, mixture.types, mixture.params, mixture.shares)
    covariance = covariance_at(peak, sample.blocks, [])
    by_place = {(part.number, part.role): (part, axes) for part, axes in peak.part_axes}
    return [
        (number, role, _statistic(sample, peak, *by_place[number, role], covariance))
        for number, role in pairs
        if (number, role) in by_place and peak.weights(by_place[number, role][0]).sum() >= SOMEBODY
    ]


def _statistic(
    sample: Sample, peak: Peak, part: Part, axes: IntArray, covariance: Covariance | None
) -> "Statistic | str":
    by_block = sums_by_block(peak.weights(part)[None], sample.blocks)[:, 0]
    n_blocks, n_free = int((by_block >= SOMEBODY).sum()), int(is_inside(peak.flat[axes]).sum())
    if n_blocks < FEWEST_BLOCKS or n_blocks <= n_free:
        return f"too few blocks ({counted(n_blocks, 'block')}, {counted(n_free, 'free parameter')})"
    own = axes[:2]
    is_free = is_inside(peak.flat[own])
    if not is_free.any():
        return "both parameters are at an end of their range"
    free = own[is_free]
    if covariance is None or not covariance.is_seen[free].all():
        return _SAYS_NOTHING
    sandwich = covariance.matrix[np.ix_(free, free)] * n_blocks / (n_blocks - 1)
    curvature = _without(covariance.curvature, free, [axis for axis in axes[2:] if axis in peak.free])
    if np.linalg.eigvalsh(curvature)[0] > 0 and np.linalg.eigvals(sandwich @ curvature).real.min() < ALIKE:
        return "all blocks are alike"
    if np.linalg.eigvalsh(curvature)[0] <= 0 or np.linalg.cond(sandwich) > 1 / np.finfo(float).eps:
        return _SAYS_NOTHING
    limit = 2 * (n_blocks - 1) / (n_blocks - 2) * float(fdtri(2, n_blocks - 2, _LEVEL))
    return Statistic(_Profile(sample, peak, part, axes), is_free, sandwich, curvature, limit)


def _without(curvature: FloatArray, kept: IntArray, others: list[int]) -> FloatArray:
    """Return the curvature of some coordinates where some others are always at their best."""
    cross = curvature[np.ix_(kept, others)]
    return curvature[np.ix_(kept, kept)] - cross @ np.linalg.solve(curvature[np.ix_(others, others)], cross.T)


@dataclass(frozen=True, eq=False)
class Statistic:
    """How far a pair of parameters is from the estimate: inside the region up to `limit`."""

    profile: "_Profile"
    is_free: npt.NDArray[np.bool_]
    sandwich: FloatArray
    curvature: FloatArray
    limit: float

    @property
    def part(self) -> Part:
        """Return the type in the role."""
        return self.profile.part

    def at(self, pair: FloatArray) -> float:
        """Return the statistic at two coordinates of the unit cube."""
        behind = max(0.0, self.profile.highest - self.profile.at(pair))
        away = (pair - self.profile.estimate)[self.is_free]
        by_sandwich, by_curvature = away @ np.linalg.solve(self.sandwich, away), away @ self.curvature @ away
        if by_curvature == 0:
            # Nothing but the parameter at the end of its range has moved: it goes by the other one's.
            return float(2 * behind / (self.sandwich[0, 0] * self.curvature[0, 0]))
        return float(2 * behind * by_sandwich / by_curvature)


class _Profile:
    """The log-likelihood at pairs of one type's parameters, at the best noise and lapse of the type."""

    def __init__(self, sample: Sample, peak: Peak, part: Part, axes: IntArray) -> None:
        number, role = part.number, part.role
        self.estimate, self._noise = peak.flat[axes[:2]], peak.flat[axes[2:]]
        # Of each person under each type, without what this part says.
        others = np.full((len(peak.posterior), len(peak.types)), -np.inf)
        for word, members in peak.likelihood.groups:
            with np.errstate(divide="ignore"):
                others[members] = np.log(peak.shares[word])
        for other, places in peak.part_axes:
            if other is not part:
                others[:, other.number] += other.evaluate(peak.flat[places])[0]
        chosen = peak.weights(part) > _NOBODY
        some, model = sample.of_people(chosen), peak.types[number].models[role]
        self.part = Part(some, number, role, model, contributions(model, some.of_role(role)))
        self._own = others[chosen, number]
        others[:, number] = -np.inf
        self._rest = np.logaddexp.reduce(others[chosen], axis=1)
        self._chosen = chosen
        self._curvature = np.diag(part.information(peak.flat[axes], peak.posterior[:, number]))[2:]
        self.highest = self.at(self.estimate)

    def at(self, pair: FloatArray) -> float:
        """Return the log-likelihood at two coordinates of the unit cube."""

        def loss(noise: FloatArray) -> tuple[float, FloatArray]:
            logs, slopes = self.part.evaluate(np.concatenate([pair, noise]))
            own = self._own + logs[self._chosen]
            value = np.logaddexp(self._rest, own)
            return -float(value.sum()), -(slopes[2:, self._chosen] @ np.exp(own - value))

        _, value, _ = maximise(loss, self._noise, self._curvature, [(0.0, 1.0)] * len(self._noise), _N_INNER_STEPS)
        return -value


def _outline(statistic: Statistic) -> FloatArray | None:
    """Return the edge in directions all round, on the natural scale; None where it was not found in some."""
    root = np.zeros((2, 2))
    if statistic.is_free.all():
        root = np.linalg.cholesky(statistic.sandwich)
    else:
        free = np.flatnonzero(statistic.is_free)[0]
        root[free, free], root[1 - free, 1 - free] = np.sqrt(statistic.sandwich[0, 0]), _REACH
    edge = []
    for angle in 2 * np.pi * np.arange(_N_DIRECTIONS) / _N_DIRECTIONS:
        # Along the axes exactly, so that nothing leaves a range where the estimate is at its end.
        direction = root @ np.round([np.cos(angle), np.sin(angle)], 12)
        reach = _reach(statistic, direction)
        if reach is None:
            return None
        edge.append(statistic.profile.estimate + reach * direction)
    filled = np.clip(np.array(edge), 0, 1)
    return np.array([_natural(statistic.part, pair) for pair in filled])


def _reach(statistic: Statistic, direction: FloatArray) -> float | None:
    """Return how far the region reaches in a direction, up to the end of a range; None if that was not found.

    The root of the statistic is nearly straight in the distance, so a secant finds it.
    """
    estimate, limit = statistic.profile.estimate, np.sqrt(statistic.limit)
    moves = direction != 0
    room = np.where(direction > 0, 1 - estimate, estimate)[moves]
    end = float((room / np.abs(direction[moves])).min())
    if end <= 0:
        return 0.0
    known = [(0.0, 0.0)]
    reach = min(float(limit), end)
    for _ in range(_N_STEPS):
        root = float(np.sqrt(statistic.at(np.clip(estimate + reach * direction, 0, 1))))
        if abs(root - limit) < _NEAR or (reach == end and root < limit):
            return reach
        known.append((reach, root))
        known.sort()
        below, above = next(
            ((one, two) for one, two in pairwise(known) if one[1] <= limit < two[1]), (known[-2], known[-1])
        )
        rise = (above[1] - below[1]) / (above[0] - below[0])
        reach = min(end, below[0] + (limit - below[1]) / rise) if rise > 0 else end
    return None


def _natural(part: Part, pair: FloatArray) -> FloatArray:
    point = np.concatenate([pair, np.full(len(part.parameters) - 2, 0.5)])
    return values_at(point, part.parameters)[:2]
