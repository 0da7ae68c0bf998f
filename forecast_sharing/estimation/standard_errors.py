"""How uncertain estimates are: inverse Hessian, sandwich clustered by block, and bootstrap over blocks.

Parameters at an end of their range are held there; what is said about the others is given that. Standard errors are
on the natural scale of each parameter; those estimated on a logarithmic scale are transformed (delta method).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import Fit, is_inside, parameters_of, point_of, scale_at, values_at
from forecast_sharing.models.choice_model import Parameter

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Step of second derivatives on the unit cube: gradients are analytic, so differences over this are right to 1e-6.
STEP = 1e-5
# Beyond this condition number of the Hessian, on the unit cube, directions are flat to rounding.
_ILL_CONDITIONED = 1e8
# A standard error above this share of a parameter's range says that the data do not say where in it the value lies.
_VAGUE = 0.25
# Beyond the whole range there is no estimate of it either: the search ended where the likelihood is flat.
NOT_AT_ALL = 1.0


@dataclass(frozen=True)
class Uncertainty:
    """Standard errors by name, and what is wrong with them.

    Parameters
    ----------
    hessian, sandwich : dict
        From the inverse Hessian, and clustered by block; None where there is none: at an end of the range, where the
        likelihood is flat or the error would be wider than the range, or with fewer than two blocks.
    notes : tuple of str
        In words: not converged, at a bound, weakly identified, not identified, few blocks.

    """

    hessian: dict[str, float | None]
    sandwich: dict[str, float | None]
    notes: tuple[str, ...]


def uncertainty(
    fit: Fit,
    decisions: Sequence[Decisions],
    weights: FloatArray | None = None,
    blocks: IntArray | None = None,
) -> Uncertainty:
    """Return the standard errors of a fit.

    Parameters
    ----------
    fit : Fit
        As `fitting.fit` returned it.
    decisions : sequence of Decisions
        What it was fitted to.
    weights : (n_cells,) array, optional
        As they were for the fit.
    blocks : (n_people,) array, optional
        The block of each person; without it there is no sandwich.

    Returns
    -------
    Uncertainty
        The sandwich holds the small-sample factor G / (G - 1) for G blocks.

    """
    counts = np.concatenate([one.count for one in decisions]) if weights is None else weights
    parameters = parameters_of(fit.model, decisions)
    notes = [] if fit.converged else ["not converged"]
    notes += fit.at_bound
    names = [parameter.name for parameter in parameters]
    if not names:
        return Uncertainty({}, {}, tuple(notes))
    evaluate = contributions(fit.model, decisions)
    point = point_of(fit.params, parameters)
    free = np.flatnonzero(is_inside(point))
    nothing: dict[str, float | None] = dict.fromkeys(names)
    if not len(free):
        return Uncertainty(nothing, nothing, tuple(notes))
    steps = np.minimum(STEP, np.minimum(point, 1 - point))
    hessian = minus_hessian(_gradient(evaluate, counts, parameters), point, free, steps)
    covariance = _inverse(hessian)
    if covariance is None:
        return Uncertainty(nothing, nothing, (*notes, f"weakly identified: {_flat(hessian, [names[i] for i in free])}"))
    scale = scale_at(point, parameters)[free]
    spread = np.sqrt(np.diag(covariance))
    known = spread <= NOT_AT_ALL
    for word, found in (("weakly", known & (spread > _VAGUE)), ("not", ~known)):
        if found.any():
            notes.append(f"{word} identified: {', '.join(names[i] for i in free[found])}")
    sandwich = nothing
    if blocks is not None:
        scores = _block_scores(evaluate, counts, parameters, point, decisions, blocks)[:, free]
        if len(scores) < 2:
            notes.append("one block: no clustered standard errors")
        else:
            middle = scores.T @ scores * len(scores) / (len(scores) - 1)
            robust = np.sqrt(np.maximum(np.diag(covariance @ middle @ covariance), 0))
            sandwich = _named(nothing, names, free[known], (robust * scale)[known])
    return Uncertainty(_named(nothing, names, free[known], (spread * scale)[known]), sandwich, tuple(notes))


def resampled(blocks: IntArray, sessions: IntArray, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Return how often each person's block is drawn in resamples of blocks, with replacement and within sessions.

    Parameters
    ----------
    blocks, sessions : (n_people,) arrays
        The block and the session of each person.
    n_draws : int
        How many resamples, each with as many blocks of each session as there are. Sessions of a single block, which
        say nothing of how blocks differ within them, are drawn from together.
    rng : numpy.random.Generator
        The only source of chance.

    Returns
    -------
    (n_draws, n_people) array
        Without rows where there are fewer than two blocks, or fewer than two resamples.

    """
    numbers, first, block = np.unique(blocks, return_index=True, return_inverse=True)
    if n_draws < 2 or len(numbers) < 2:
        return np.empty((0, len(blocks)))
    of_block = sessions[first]
    names, sizes = np.unique(of_block, return_counts=True)
    alone = np.isin(of_block, names[sizes == 1])
    strata = [np.flatnonzero(of_block == name) for name in names[sizes > 1]]
    drawn = np.zeros((n_draws, len(numbers)))
    for stratum in [*strata, np.flatnonzero(alone)]:
        if len(stratum):
            drawn[:, stratum] = rng.multinomial(len(stratum), np.full(len(stratum), 1 / len(stratum)), size=n_draws)
    return drawn[:, block]


Gradient = Callable[[FloatArray], FloatArray]


def _gradient(
    evaluate: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    counts: FloatArray,
    parameters: Sequence[Parameter],
) -> Gradient:
    def gradient(point: FloatArray) -> FloatArray:
        _, slopes = evaluate(values_at(point, parameters))
        return (slopes @ counts) * scale_at(point, parameters)

    return gradient


def minus_hessian(gradient: Gradient, point: FloatArray, free: IntArray, steps: FloatArray) -> FloatArray:
    """Return minus the second derivatives in the free coordinates, by differences of the gradient over these steps."""
    rows = []
    for axis in free:
        ahead, behind = point.copy(), point.copy()
        ahead[axis] += steps[axis]
        behind[axis] -= steps[axis]
        rows.append(-(gradient(ahead) - gradient(behind))[free] / (2 * steps[axis]))
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2


def _inverse(hessian: FloatArray) -> FloatArray | None:
    values = np.linalg.eigvalsh(hessian)
    if values[0] <= 0 or values[-1] / values[0] > _ILL_CONDITIONED:
        return None
    return np.linalg.inv(hessian)


def _flat(hessian: FloatArray, names: Sequence[str]) -> str:
    """Return the parameters that the flattest direction moves most."""
    _, vectors = np.linalg.eigh(hessian)
    direction = np.abs(vectors[:, 0])
    return ", ".join(name for name, share in zip(names, direction, strict=True) if share > 0.3)


def _block_scores(
    evaluate: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    counts: FloatArray,
    parameters: Sequence[Parameter],
    point: FloatArray,
    decisions: Sequence[Decisions],
    blocks: IntArray,
) -> FloatArray:
    """Return the sum of scores of each block: (n_blocks, n_parameters)."""
    _, slopes = evaluate(values_at(point, parameters))
    scores = slopes * counts * scale_at(point, parameters)[:, None]
    numbers, block = np.unique(blocks[np.concatenate([one.person for one in decisions])], return_inverse=True)
    return np.array([np.bincount(block, row, len(numbers)) for row in scores]).T


def _named(
    nothing: dict[str, float | None], names: Sequence[str], free: IntArray, values: FloatArray
) -> dict[str, float | None]:
    return nothing | {names[i]: float(value) for i, value in zip(free, values, strict=True)}
