"""The theories, their hybrid and the benchmarks side by side: fit, prediction, people and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, log, sqrt

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Grids, grids_of
from forecast_sharing.estimation.individual_fits import PersonFit, fit_people
from forecast_sharing.estimation.mixtures import MixtureFit, fit_mixture, roles_of, types_of
from forecast_sharing.estimation.naive_fits import BenchmarkFit, fit_benchmarks, predict_benchmarks
from forecast_sharing.estimation.parameter_distributions import (
    Predictive,
    predict_left_out,
    predict_people,
    predict_under,
)
from forecast_sharing.estimation.verdict import Verdict, decide
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.registry import COMPARED, HYBRID, UNDECIDED
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Benchmarks have a handful of parameters: a few groups of blocks are as good as many.
_N_GROUPS = 4
# Log-likelihoods of people that are nearer than this are the same: searches end within about as much of a maximum.
_SAME_LIKELIHOOD = 1e-4


@dataclass(frozen=True)
class TheoryScore:
    """How well one theory or benchmark does.

    Parameters
    ----------
    log_likelihood : float
        Of the finite mixture over types, or of the benchmark fitted to everybody alike.
    n_parameters : int
        Estimated parameters; of a mixture, those of types that occur.
    aic, bic : float
        Lower is better; the n of `bic` are people, who are what a mixture takes to be independent.
    held_out_rounds : float
        Log predictive density of even rounds given odd ones, plus the reverse.
    held_out_people : float or None
        Of each person's decisions given those of the people of other blocks; None with a single block.
    held_out_treatments : float or None
        Of each treatment given the others; None with a single treatment.
    completeness : float or None
        On held-out rounds, the gain over the best naive benchmark as a share of the gain of the flexible one (linear);
        above 1 beats it. None where the linear benchmark gains nothing.

    """

    log_likelihood: float
    n_parameters: int
    aic: float
    bic: float
    held_out_rounds: float
    held_out_people: float | None
    held_out_treatments: float | None
    completeness: float | None


@dataclass(frozen=True)
class Vuong:
    """A test between the mixtures of two theories, people being the observations.

    Parameters
    ----------
    statistic : float or None
        Positive where the first is nearer to the truth; standard normal where both are equally near. None where the
        data do not allow the test.
    p_value : float or None
        Two-sided.
    corrected_statistic, corrected_p_value : float or None
        After taking from the log-likelihood ratio the Schwarz correction, half the difference in the number of
        parameters times the logarithm of the number of people.
    n_people : int
        Observations.
    note : str
        Why there is no test, in words; empty where there is one.

    """

    statistic: float | None
    p_value: float | None
    corrected_statistic: float | None
    corrected_p_value: float | None
    n_people: int
    note: str = ""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything that a fit report needs.

    `theories` are those compared; `scores` holds them, their hybrid, and truth, babbling, uniform and linear, by name;
    `vuong` the test of each two theories; `better_shares` the share of fits (a person in a role) that each theory
    describes best, and of those that are undecided.
    """

    theories: tuple[Theory, ...]
    verdict: Verdict
    scores: dict[str, TheoryScore]
    vuong: dict[tuple[str, str], Vuong]
    better_shares: dict[str, float]
    people: tuple[PersonFit, ...]
    mixtures: dict[str, MixtureFit]
    predictive: Predictive
    excluded: dict[str, dict[str, int]]
    options: Options


def compare(
    sample: Sample,
    options: Options = DEFAULTS,
    *,
    rng: np.random.Generator,
    theories: Sequence[Theory] = COMPARED,
) -> Comparison:
    """Return the comparison of the theories on the decisions.

    Parameters
    ----------
    sample : Sample
        From `decisions.collect`.
    options : Options
        The open choices of the models.
    rng : numpy.random.Generator
        Draws the starts of the mixtures; nothing else is left to chance.
    theories : sequence of Theory
        Those of `registry` that are compared.

    """
    grids = grids_of(sample, options, theories)
    predictive = predict_people(sample, grids)
    mixtures = _mixtures(sample, grids, rng)
    benchmarks = fit_benchmarks(sample, options)
    fitted = fit_people(sample, grids, predictive.kinds)
    people = tuple(sorted(fitted, key=lambda one: (ROLES.index(one.role), one.session, one.code)))
    names = [theory.name for theory in theories]
    return Comparison(
        tuple(theories),
        decide(predictive.people, len(np.unique(sample.blocks))),
        _scores(sample, grids, predictive, mixtures, benchmarks),
        {pair: vuong(*(mixtures[name] for name in pair)) for pair in combinations(names, 2)},
        {word: float(np.mean([one.better == word for one in people])) for word in (*names, UNDECIDED)},
        people,
        mixtures,
        predictive,
        sample.excluded,
        options,
    )


def quick_verdict(sample: Sample, options: Options = DEFAULTS, theories: Sequence[Theory] = COMPARED) -> Verdict:
    """Return the verdict alone, in about a second: for studies of power and of the options."""
    densities = {theory.name: predict_under(theory, sample, options) for theory in theories}
    return decide(densities, len(np.unique(sample.blocks)))


def vuong(first: MixtureFit, second: MixtureFit) -> Vuong:
    """Return Vuong's test of two mixtures of the same people, for non-nested models."""
    difference = first.log_likelihood_by_person - second.log_likelihood_by_person
    n_people = len(difference)
    why_not = _why_no_test(difference, max(first.n_parameters, second.n_parameters))
    if why_not:
        return Vuong(None, None, None, None, n_people, why_not)
    spread = float(np.std(difference)) * sqrt(n_people)
    correction = (first.n_parameters - second.n_parameters) / 2 * log(n_people)
    plain, corrected = float(difference.sum()) / spread, (float(difference.sum()) - correction) / spread
    return Vuong(plain, _two_sided(plain), corrected, _two_sided(corrected), n_people)


def _why_no_test(difference: FloatArray, n_parameters: int) -> str:
    """Return why the spread of the differences says nothing about chance; empty where it does.

    The test is asymptotic in the number of people. With no more of them than parameters a mixture can follow single
    people, and people who did the same are one observation, however many they are.
    """
    n_people = len(difference)
    if float(np.ptp(difference)) < _SAME_LIKELIHOOD:
        return "both mixtures give the people likelihoods that differ by the same"
    if n_people <= n_parameters:
        return f"it needs more people than a mixture has parameters, {n_parameters}, and there are {n_people}"
    n_distinct = 1 + int((np.diff(np.sort(difference)) > _SAME_LIKELIHOOD).sum())
    if n_distinct <= n_parameters:
        return (
            f"people decide so much alike that only {n_distinct} of {n_people} differ, and a mixture has "
            f"{n_parameters} parameters"
        )
    return ""


def _two_sided(score: float) -> float:
    return erfc(abs(score) / sqrt(2))


def _mixtures(sample: Sample, grids: Grids, rng: np.random.Generator) -> dict[str, MixtureFit]:
    roles = roles_of(sample)
    types = {theory.name: types_of(theory, roles, grids.options) for theory in grids.theories}
    fitted = {name: fit_mixture(sample, some, grids, rng) for name, some in types.items()}
    parts, every_type = tuple(fitted.values()), [one for some in types.values() for one in some]
    return {**fitted, HYBRID: fit_mixture(sample, every_type, grids, rng, parts=parts)}


@dataclass(frozen=True)
class _HeldOut:
    rounds: dict[str, float]
    people: dict[str, float] | None
    treatments: dict[str, float] | None


def _scores(
    sample: Sample,
    grids: Grids,
    predictive: Predictive,
    mixtures: dict[str, MixtureFit],
    benchmarks: dict[str, BenchmarkFit],
) -> dict[str, TheoryScore]:
    options = grids.options
    held_out = _HeldOut(
        _sums([{**predictive.rounds, HYBRID: predictive.hybrid_rounds}])
        | _sums([predict_benchmarks(sample.of_fold(1 - fold), sample.of_fold(fold), options) for fold in (0, 1)]),
        _across_people(sample, predictive, options),
        _across_treatments(sample, grids),
    )
    fitted = {name: (one.log_likelihood, one.n_parameters) for name, one in mixtures.items()}
    fitted |= {name: (float(one.by_person.sum()), one.n_parameters) for name, one in benchmarks.items()}
    return {name: _score(name, *numbers, len(sample.people), held_out) for name, numbers in fitted.items()}


def _score(name: str, log_likelihood: float, n_parameters: int, n_people: int, held_out: _HeldOut) -> TheoryScore:
    return TheoryScore(
        log_likelihood,
        n_parameters,
        2 * n_parameters - 2 * log_likelihood,
        n_parameters * log(n_people) - 2 * log_likelihood,
        held_out.rounds[name],
        None if held_out.people is None else held_out.people[name],
        None if held_out.treatments is None else held_out.treatments[name],
        _completeness(held_out.rounds, name),
    )


def _completeness(scores: dict[str, float], name: str) -> float | None:
    naive = max(scores[benchmark] for benchmark in ("truth", "babbling", "uniform"))
    gain = scores["linear"] - naive
    return (scores[name] - naive) / gain if gain > 0 else None


def _sums(folds: Sequence[dict[str, FloatArray]]) -> dict[str, float]:
    return {name: float(sum(fold[name].sum() for fold in folds)) for name in folds[0]} if folds else {}


def _across_people(sample: Sample, predictive: Predictive, options: Options) -> dict[str, float] | None:
    groups = sample.blocks % _N_GROUPS
    if len(np.unique(groups)) < 2:
        return None
    folds = [
        predict_benchmarks(sample.of_people(groups != group), sample.of_people(groups == group), options)
        for group in np.unique(groups)
    ]
    return _sums([{**predictive.people, HYBRID: predictive.hybrid_people}]) | _sums(folds)


def _across_treatments(sample: Sample, grids: Grids) -> dict[str, float] | None:
    names = sorted(set(sample.treatments))
    if len(names) < 2:
        return None
    of_person = np.zeros(len(sample.people), dtype=np.int64)
    folds = []
    for number, name in enumerate(names):
        inside = sample.of_treatment(name)
        of_person[np.unique(np.concatenate([one.person for one in inside.decisions]))] = number
        folds.append(predict_benchmarks(sample.without_treatment(name), inside, grids.options))
    return _sums([predict_left_out(sample, grids, of_person)]) | _sums(folds)
