"""Benchmarks fitted to everybody alike: what the theories must beat, and what they can hope for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import Fit, fit, parameters_of, point_of, values_at
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.naive import BENCHMARKS, Linear, Uniform
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
    return {model.name: _fit(model, sample, sample, options) for model in BENCHMARKS}


def predict_benchmarks(train: Sample, test: Sample, options: Options = DEFAULTS) -> dict[str, FloatArray]:
    """Return the log-likelihood of each person's decisions in `test` at what was estimated from `train`.

    Lines are those of the same treatment where it was seen, and else one line for all treatments.
    """
    return {model.name: _fit(model, train, test, options).by_person for model in BENCHMARKS}


def _fit(kind: type[ChoiceModel], train: Sample, test: Sample, options: Options) -> BenchmarkFit:
    by_person = np.zeros(len(test.people))
    fits = []
    for role in ROLES:
        tested = test.of_role(role)
        for target in [(one,) for one in tested] if kind is Linear else [tested]:
            if target:
                fitted = _fit_role(kind(role, options), _source(train, role, target, kind), target)
                fits.append(fitted)
                by_person += log_likelihood_by_person(fitted, target, len(test.people))
    return BenchmarkFit(kind.name, by_person, tuple(fits))


def _source(train: Sample, role: Role, target: tuple[Decisions, ...], kind: type[ChoiceModel]) -> tuple[Decisions, ...]:
    seen = train.of_role(role)
    same = tuple(one for one in seen if kind is Linear and one.design.game == target[0].design.game)
    return same or seen


def _fit_role(model: ChoiceModel, decisions: tuple[Decisions, ...], target: tuple[Decisions, ...]) -> Fit:
    if not decisions:
        # Where nothing could be learnt, nothing is predicted.
        return fit(Uniform(model.role, model.options), target)
    has_parameters = bool(parameters_of(model, decisions))
    return fit(model, decisions, starts=[_start(model, decisions)] if has_parameters else [])


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
