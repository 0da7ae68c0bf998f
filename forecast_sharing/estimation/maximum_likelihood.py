"""Maximum likelihood for one model: bounded, with analytic gradients, from the starts that it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from forecast_sharing.estimation import likelihood
from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.models.choice_model import ChoiceModel, Parameter

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
# A function to make small, with its gradient.
Loss = Callable[[FloatArray], tuple[float, FloatArray]]

# Parameters are searched on the unit cube of their ranges; this near to an end counts as at the end.
_AT_BOUND = 1e-6
# A gradient this small, with coordinates stretched to a curvature of about one, leaves about its square to be gained.
_GRADIENT = 1e-3
_STARTS_ALONG_AN_AXIS = (0.15, 0.5, 0.85)


@dataclass(frozen=True)
class Fit:
    """A fitted model of one role, with what is needed to judge and compare it.

    Parameters
    ----------
    model : ChoiceModel
        The model.
    params : dict
        Estimates by name.
    log_likelihood : float
        Summed over decisions, natural logarithm.
    n_obs, n_parameters : int
        Decisions, and parameters estimated.
    at_bound : tuple of str
        Parameters at an end of their range: "lapse at its lowest".
    converged : bool
        Whether the search ended at a maximum.

    """

    model: ChoiceModel
    params: dict[str, float]
    log_likelihood: float
    n_obs: float
    n_parameters: int
    at_bound: tuple[str, ...]
    converged: bool

    @property
    def bic(self) -> float:
        """Return minus twice the log-likelihood plus ``log(n_obs)`` for each parameter; lower is better."""
        return self.n_parameters * float(np.log(self.n_obs)) - 2 * self.log_likelihood


def fit(
    model: ChoiceModel,
    decisions: Sequence[Decisions],
    weights: FloatArray | None = None,
    starts: Sequence[dict[str, float]] = (),
    *,
    n_steps: int = 200,
) -> Fit:
    """Return the maximum-likelihood fit of a model to decisions of its role.

    Parameters
    ----------
    model : ChoiceModel
        Of the role of the decisions.
    decisions : sequence of Decisions
        One for each game; at least one cell in all.
    weights : (n_cells,) array, optional
        What each cell counts, cells of the games one after the other; by default how often it occurred.
    starts : sequence of dict
        Parameters to start from; by default a small grid over the ranges.
    n_steps : int
        Most steps from each start. An EM step needs no more than a few.

    Returns
    -------
    Fit
        The best over all starts.

    Raises
    ------
    ValueError
        If there are no decisions.

    """
    if not decisions or not any(len(one.count) for one in decisions):
        raise ValueError(f"a fit of {model.name} needs at least one decision of a {model.role}")
    counts = np.concatenate([one.count for one in decisions]) if weights is None else weights
    parameters = parameters_of(model, decisions)
    evaluate = contributions(model, decisions)
    if not parameters:
        log_probs, _ = evaluate(np.empty(0))
        return Fit(model, {}, float(counts @ log_probs), float(counts.sum()), 0, (), converged=True)

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        log_probs, slopes = evaluate(values_at(point, parameters))
        return -float(counts @ log_probs), -(slopes @ counts) * scale_at(point, parameters)

    def curvature(point: FloatArray) -> FloatArray:
        _, slopes = evaluate(values_at(point, parameters))
        return (slopes * slopes) @ counts * scale_at(point, parameters) ** 2

    begins = [point_of(start, parameters) for start in starts] or _default_starts(len(parameters))
    ends = [maximise(loss, begin, curvature(begin), [(0.0, 1.0)] * len(begin), n_steps) for begin in begins]
    point, value, converged = min(ends, key=lambda end: end[1])
    return Fit(
        model,
        {p.name: float(v) for p, v in zip(parameters, values_at(point, parameters), strict=True)},
        -value,
        float(counts.sum()),
        len(parameters),
        _bounds_reached(point, parameters),
        converged,
    )


def parameters_of(model: ChoiceModel, decisions: Sequence[Decisions]) -> tuple[Parameter, ...]:
    """Return the model's parameters with bounds that are wide enough for every game."""
    by_game = likelihood.parameters(model, decisions)
    return tuple(
        replace(same[0], low=min(p.low for p in same), high=max(p.high for p in same))
        for same in zip(*by_game, strict=True)
    )


def values_at(point: FloatArray, parameters: Sequence[Parameter]) -> FloatArray:
    """Return the parameter values at a point of the unit cube."""
    return np.array(
        [
            float(p.low * (p.high / p.low) ** x) if p.is_log else p.low + (p.high - p.low) * x
            for x, p in zip(point, parameters, strict=True)
        ]
    )


def point_of(params: dict[str, float], parameters: Sequence[Parameter]) -> FloatArray:
    """Return the point of the unit cube where the parameters have these values; the middle where one has none."""
    point = [
        0.5
        if p.name not in params
        else np.log(params[p.name] / p.low) / np.log(p.high / p.low)
        if p.is_log
        else (params[p.name] - p.low) / (p.high - p.low)
        for p in parameters
    ]
    return np.clip(point, 0, 1)


def scale_at(point: FloatArray, parameters: Sequence[Parameter]) -> FloatArray:
    """Return how fast the parameter values change along each axis of the unit cube."""
    values = values_at(point, parameters)
    return np.array(
        [v * np.log(p.high / p.low) if p.is_log else p.high - p.low for v, p in zip(values, parameters, strict=True)]
    )


def is_inside(point: FloatArray) -> BoolArray:
    """Return which coordinates are not at an end of their range."""
    return (point >= _AT_BOUND) & (point <= 1 - _AT_BOUND)


def maximise(
    loss: Loss, begin: FloatArray, curvature: FloatArray, bounds: Sequence[tuple[float, float]], n_steps: int
) -> tuple[FloatArray, float, bool]:
    """Return where a loss is smallest within the bounds, the loss there, and whether the search converged.

    Coordinates are stretched by the root of the curvature, which makes them alike: without it quasi-Newton steps take
    several times as many evaluations.
    """
    stretch = np.sqrt(curvature + 1)

    def stretched(point: FloatArray) -> tuple[float, FloatArray]:
        value, slope = loss(np.clip(point / stretch, low, high))
        return value, slope / stretch

    low, high = np.array(bounds).T
    found = minimize(
        stretched,
        begin * stretch,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(low * stretch, high * stretch, strict=True)),
        options={"maxiter": n_steps, "ftol": 1e-11, "gtol": _GRADIENT / 10},
    )
    point = np.clip(found.x / stretch, low, high)
    slope = found.jac
    # At a bound only the part that leads back inside counts.
    inward = np.where(point <= low, np.minimum(slope, 0), np.where(point >= high, np.maximum(slope, 0), slope))
    return point, float(found.fun), bool(found.success or np.abs(inward).max() < _GRADIENT)


def _default_starts(n_parameters: int) -> list[FloatArray]:
    """Return the centre and, along each axis, a point to either side."""
    starts = [np.full(n_parameters, 0.5)]
    for axis in range(n_parameters):
        for place in _STARTS_ALONG_AN_AXIS:
            if place != 0.5:
                start = np.full(n_parameters, 0.5)
                start[axis] = place
                starts.append(start)
    return starts


def _bounds_reached(point: FloatArray, parameters: Sequence[Parameter]) -> tuple[str, ...]:
    words = []
    for x, parameter in zip(point, parameters, strict=True):
        if x < _AT_BOUND:
            words.append(f"{parameter.name} at its lowest")
        elif x > 1 - _AT_BOUND:
            words.append(f"{parameter.name} at its highest")
    return tuple(words)
