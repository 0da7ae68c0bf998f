"""Benchmarks fitted to everybody alike."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import Fit, fit, parameters_of, point_of, values_at
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.naive import BENCHMARKS, Linear
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_NOISE_START, _LAPSE_START = 30.0, 0.05


@dataclass(frozen=True, eq=False)
class BenchmarkFit:
    """A benchmark fitted to both roles: log-likelihood by person, and the fits it consists of."""

    name: str
    by_person: FloatArray
    fits: tuple[Fit, ...]

    @property
    def n_parameters(self) -> int:
        """Return the number of parameters of all fits."""
        return sum(one.n_parameters for one in self.fits)


def fit_benchmarks(sample: Sample, options: Options = DEFAULTS) -> dict[str, BenchmarkFit]:
    """Return all benchmarks by name; the linear one has lines of its own in each treatment."""
    return {model.name: _fit(model, sample, options) for model in BENCHMARKS}


def _fit(kind: type[ChoiceModel], sample: Sample, options: Options) -> BenchmarkFit:
    by_person = np.zeros(len(sample.people))
    fits = []
    for role in ROLES:
        decisions = sample.of_role(role)
        for some in [(one,) for one in decisions] if kind is Linear else [decisions]:
            if some:
                model = kind(role, options)
                starts = [_start(model, some)] if parameters_of(model, some) else []
                fits.append(fit(model, some, starts=starts))
                by_person += log_likelihood_by_person(fits[-1], some, len(sample.people))
    return BenchmarkFit(kind.name, by_person, tuple(fits))


def _start(model: ChoiceModel, decisions: tuple[Decisions, ...]) -> dict[str, float]:
    seen = np.concatenate([one.design.states[one.state] for one in decisions])
    chosen = np.concatenate([one.design.actions[one.action] for one in decisions])
    weight = np.sqrt(np.concatenate([one.count for one in decisions]))
    start = {"noise_sd": _NOISE_START, "lapse": _LAPSE_START}
    names = [parameter.name for parameter in parameters_of(model, decisions)]
    if "usual_report" in names:
        start["usual_report"] = float(np.median(chosen))
    if "slope" in names:
        regressors = np.column_stack([np.ones(len(seen)), seen]) * weight[:, None]
        line, *_ = np.linalg.lstsq(regressors, chosen * weight)
        start |= {"intercept": float(line[0]), "slope": float(line[1])}
    return start


def log_likelihood_by_person(fitted: Fit, decisions: tuple[Decisions, ...], n_people: int) -> FloatArray:
    """Return the log-likelihood of each person's decisions at a fit's estimates."""
    parameters = parameters_of(fitted.model, decisions)
    # Where nobody of those fitted to stated a belief, the scatter of beliefs is taken from the middle of its range.
    values = values_at(point_of(fitted.params, parameters), parameters)
    log_probs, _ = contributions(fitted.model, decisions)(values)
    people = np.concatenate([one.person for one in decisions])
    counts = np.concatenate([one.count for one in decisions])
    return np.bincount(people, counts * log_probs, n_people)
