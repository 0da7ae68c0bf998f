r"""The search for the maximum of a mixture's likelihood near a start: Newton's method with information for curvature.

If it were known who is of which type, the information would be :math:`\sum s s'` over decisions, and
that of counting. What is not known takes from it the variance of the scores over types,
:math:`\sum_i \mathrm{Cov}_{k \sim p_i}(s_{ik})` [Louis 1982]. What is left is the curvature near the maximum.
Far away it may not be positive, and steps then fall back on the first alone, with which a step is one of EM. Where the
theory is wrong information and curvature differ, so near the maximum the curvature is learnt from the slopes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.maximum_likelihood import maximise
from forecast_sharing.estimation.mixture_likelihood import Coordinates, MixtureLikelihood, Slopes

FloatArray = npt.NDArray[np.float64]

_N_STEPS = 60
# A step that promises less than this, in log-likelihood, is the last.
_ENOUGH = 1e-6
# Where a step gains less than this, the curvature is learnt from the slopes.
_NEAR = 1.0
# How much of what is not known is left in the information, in turns until the matrix is positive.
_UNKNOWN_LEFT = (1.0, 0.75, 0.5, 0.0)
# Halvings of a step that leads down; what is promised of it counts as kept when so much is.
_N_HALVINGS, _KEPT = 12, 1e-4
# Added to the information of every coordinate: along some the likelihood may be flat.
_RIDGE = 1e-3
# The least curvature along a step, as a share of what was expected, that is learnt [Powell 1978].
_LEAST_CURVED = 0.2


@dataclass(frozen=True, eq=False)
class _Here:
    """A point, with loss, slopes, and what the people say there."""

    flat: FloatArray
    loss: float
    slope: FloatArray
    points: list[FloatArray]
    found: Slopes


def search(
    likelihood: MixtureLikelihood, coordinates: Coordinates, begin: FloatArray, n_steps: int
) -> tuple[FloatArray, bool]:
    """Return where the likelihood is highest near the start, and whether the search ended at a maximum."""
    low, high = np.array(coordinates.bounds).T
    here = _look(likelihood, coordinates, np.clip(begin, low, high))
    curvature, is_learnt = _curvature(likelihood, coordinates, here), False
    for _ in range(min(n_steps, _N_STEPS)):
        # At a bound only what leads back inside counts.
        free = ~((here.flat <= low) & (here.slope > 0) | (here.flat >= high) & (here.slope < 0))
        step = np.zeros(len(free))
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], -here.slope[free])
        if -here.slope @ step < _ENOUGH:
            return here.flat, True
        after = _along(likelihood, coordinates, here, step, (low, high))
        if after is None and not is_learnt:
            break
        if after is not None and here.loss - after.loss < _NEAR:
            curvature, is_learnt = _learnt(curvature, after.flat - here.flat, after.slope - here.slope), True
        else:
            curvature, is_learnt = _curvature(likelihood, coordinates, after or here), False
        here = after or here

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        at = _look(likelihood, coordinates, flat)
        return at.loss, at.slope

    # Slopes jump where best reports do, and a step of Newton's may lead nowhere.
    found, _, converged = maximise(loss, here.flat, np.diag(curvature), coordinates.bounds, n_steps)
    return found, converged


def _curvature(likelihood: MixtureLikelihood, coordinates: Coordinates, here: _Here) -> FloatArray:
    """Return the information, with as much taken from it of what is not known as leaves it positive."""
    known, unknown = _information(likelihood, coordinates, here)
    known += _RIDGE * np.eye(len(known))
    for left in _UNKNOWN_LEFT:
        curvature = known - left * unknown
        if np.linalg.eigvalsh(curvature)[0] > 0:
            return curvature
    return known


def _learnt(curvature: FloatArray, step: FloatArray, turn: FloatArray) -> FloatArray:
    """Return the curvature after a step along which the slopes turned: a damped update of Broyden's kind."""
    expected = curvature @ step
    length = step @ expected
    if length <= 0:
        return curvature
    if step @ turn < _LEAST_CURVED * length:
        share = (1 - _LEAST_CURVED) * length / (length - step @ turn)
        turn = share * turn + (1 - share) * expected
    return curvature - np.outer(expected, expected) / length + np.outer(turn, turn) / (step @ turn)


def _along(
    likelihood: MixtureLikelihood,
    coordinates: Coordinates,
    here: _Here,
    step: FloatArray,
    bounds: tuple[FloatArray, FloatArray],
) -> _Here | None:
    """Return a point in the step's direction, within the bounds, that is better; None if none is found."""
    length = 1.0
    for _ in range(_N_HALVINGS):
        flat = np.clip(here.flat + length * step, *bounds)
        after = _look(likelihood, coordinates, flat)
        if after.loss <= here.loss + _KEPT * here.slope @ (flat - here.flat):
            return after
        length /= 2
    return None


def _look(likelihood: MixtureLikelihood, coordinates: Coordinates, flat: FloatArray) -> _Here:
    points, log_shares = coordinates.unpack(flat)
    found = likelihood.at(points, log_shares)
    slopes = [
        slope @ found.posterior[:, part.number] for part, slope in zip(likelihood.parts, found.given_type, strict=True)
    ]
    by_share = [
        (found.posterior[members] - np.exp(log_shares[word])).sum(axis=0)[likelihood.occurs][1:]
        for word, members in likelihood.groups
    ]
    return _Here(flat, -float(found.by_person.sum()), -np.concatenate([*slopes, *by_share]), points, found)


def _information(likelihood: MixtureLikelihood, coordinates: Coordinates, here: _Here) -> tuple[FloatArray, FloatArray]:
    """Return the information if types were known, and what is lost because they are not."""
    found, n, n_people = here.found, len(here.flat), len(here.found.posterior)
    known = np.zeros((n, n))
    # By type: which coordinates its scores have, and the scores, given the type.
    axes: list[list[int]] = [[] for _ in likelihood.occurs]
    scores: list[list[FloatArray]] = [[] for _ in likelihood.occurs]
    at = 0
    for part, point, slope in zip(likelihood.parts, here.points, found.given_type, strict=True):
        own = np.arange(at, at + len(point))
        known[np.ix_(own, own)] = part.information(point, found.posterior[:, part.number])
        axes[part.number].extend(own)
        scores[part.number].extend(slope)
        at += len(point)
    _, log_shares = coordinates.unpack(here.flat)
    occurring = np.flatnonzero(likelihood.occurs)
    for word, members in likelihood.groups:
        share = np.exp(log_shares[word])[occurring[1:]]
        own = np.arange(at, at + len(share))
        known[np.ix_(own, own)] = len(members) * (np.diag(share) - np.outer(share, share))
        is_member = np.zeros(n_people)
        is_member[members] = 1
        for number, axis in zip(occurring[1:], own, strict=True):
            axes[number].append(int(axis))
            scores[number].append(is_member)
        at += len(share)
    unknown, mean = np.zeros((n, n)), np.zeros((n, n_people))
    for number in occurring:
        if axes[number]:
            given, weight = np.array(scores[number]), found.posterior[:, number]
            unknown[np.ix_(axes[number], axes[number])] = (given * weight) @ given.T
            mean[axes[number]] += given * weight
    return known, unknown - mean @ mean.T
