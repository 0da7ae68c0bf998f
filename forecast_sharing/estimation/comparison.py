"""The theories, their hybrid and the benchmarks side by side: fit, prediction, people and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from math import erfc, log, sqrt

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.confidence_set import confidence_set
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Family, Grids, family_of, grids_under
from forecast_sharing.estimation.heaping import Heaping, decide_heaping, rounded_shares
from forecast_sharing.estimation.held_out_treatments import predict_treatments
from forecast_sharing.estimation.individual_fits import PersonFit, fit_role
from forecast_sharing.estimation.joint_regions import JointRegions, joint_regions
from forecast_sharing.estimation.mixture_likelihood import TypeModel
from forecast_sharing.estimation.mixtures import MixtureFit, draw_starts, fit_from, roles_of, types_of
from forecast_sharing.estimation.naive_fits import BenchmarkFit, fit_benchmarks
from forecast_sharing.estimation.number_of_types import NumberOfTypes, choose_number
from forecast_sharing.estimation.parameter_distributions import (
    Predictive,
    predict_later,
    predict_people,
    predict_rounds,
    predict_under,
)
from forecast_sharing.estimation.verdict import Verdict, decide
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.naive import FLEXIBLE, PEOPLE
from forecast_sharing.models.registry import COMPARED, HYBRID, UNDECIDED
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import EVERYTHING, Considered, Options, with_words

FloatArray = npt.NDArray[np.float64]

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
        Of each treatment given the others, the person's own decisions there too; None with a single treatment.
    held_out_later : float or None
        Of the second half of each person's rounds given everybody's first half; None where nobody has any.
    completeness : float or None
        On held-out rounds, the gain over the best naive benchmark as a share of the gain of the flexible one (linear),
        all learnt from the same decisions; above 1 beats it. None where the linear benchmark gains nothing.

    """

    log_likelihood: float
    n_parameters: int
    aic: float
    bic: float
    held_out_rounds: float
    held_out_people: float | None
    held_out_treatments: float | None
    held_out_later: float | None
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
    describes best, and of those that are undecided. `families` hold what was held to be possible, and `options` the
    likeliest of it, under which people, mixtures and all else but the verdict and the densities are estimated.
    `benchmark` is the density of each person without a theory, with which the verdict compares them. `confidence` are
    the p-values of the models in the confidence set over blocks; None where there are too few.
    `numbers_of_types` says of theories whose people are of some types of one kind how many, and how that was chosen;
    `regions` holds the joint regions of the types of each theory's mixture, and `heaping` whether people may round.
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
    considered: Considered
    families: tuple[Family, ...]
    benchmark: FloatArray
    confidence: dict[str, float] | None
    numbers_of_types: dict[str, NumberOfTypes]
    regions: dict[str, JointRegions]
    heaping: Heaping

    @property
    def rounded(self) -> dict[str, dict[str, float]]:
        """Return the share of decisions that people round, by theory and multiple; empty where nobody may."""
        return {
            family.theory.name: rounded_shares(family, self.predictive.populations[family.theory.name])
            for family in self.families
            if family.considered.multiples
        }


def compare(
    sample: Sample,
    considered: Considered = EVERYTHING,
    *,
    rng: np.random.Generator,
    theories: Sequence[Theory] = COMPARED,
) -> Comparison:
    """Return the comparison of the theories on the decisions.

    Parameters
    ----------
    sample : Sample
        From `decisions.collect`.
    considered : Considered
        What is held to be possible of the choices that the theories leave open; by default everything.
    rng : numpy.random.Generator
        Draws the starts of the mixtures and the folds in which their types are counted; nothing else is left to chance.
    theories : sequence of Theory
        Those of `registry` that are compared.

    """
    heaping, families = decide_heaping(sample, considered, theories)
    considered = replace(considered, heaping=heaping.used)
    predictive = predict_people(sample, families)
    options = likeliest(considered, predictive)
    grids = grids_under(families, options)
    numbers = _numbers_of_types(sample, grids, rng)
    types = _types(sample, grids, numbers)
    starts = {name: draw_starts(sample, some, rng) for name, some in types.items()}
    *parts, senders, receivers = at_once(
        [
            *(partial(fit_from, starts[theory.name], sample, types[theory.name], grids) for theory in theories),
            *(partial(fit_role, sample, grids, predictive.kinds, role) for role in ROLES),
        ]
    )
    hybrid, benchmarks, treatments, later, *regions = at_once(
        [
            partial(fit_from, starts[HYBRID], sample, types[HYBRID], grids, parts=parts),
            partial(_fit_and_predict_benchmarks, sample, considered),
            partial(_predict_treatments, sample, families),
            partial(predict_later, sample, families),
            *(partial(joint_regions, sample, mixture) for mixture in parts),
        ]
    )
    people = tuple(sorted([*senders, *receivers], key=lambda one: (ROLES.index(one.role), one.session, one.code)))
    names = [theory.name for theory in theories]
    mixtures = {**dict(zip(names, parts, strict=True)), HYBRID: hybrid}
    _, predicted = benchmarks
    foreseen = {**predictive.people, HYBRID: predictive.hybrid_people, **predicted.people}
    return Comparison(
        tuple(theories),
        decide(predictive.people, sample.blocks, predicted.people["linear"]),
        _scores(sample, predictive, mixtures, benchmarks, treatments, later),
        {pair: vuong(*(mixtures[name] for name in pair)) for pair in combinations(names, 2)},
        {word: float(np.mean([one.better == word for one in people])) for word in (*names, UNDECIDED)},
        people,
        mixtures,
        predictive,
        sample.excluded,
        options,
        considered,
        families,
        predicted.people["linear"],
        confidence_set(foreseen, sample.blocks),
        numbers,
        dict(zip(names, regions, strict=True)),
        heaping,
    )


def likeliest(considered: Considered, predictive: Predictive) -> Options:
    """Return the options of most weight: of the noise in the theory that predicts best, of others in their theory."""
    best = max(predictive.people, key=lambda name: float(predictive.people[name].sum()))
    found: dict[str, str] = {}
    # The best theory comes first: what it says holds for what others leave open, too.
    for name in sorted(predictive.variants, key=lambda one: one != best):
        for option, weights in predictive.variants[name].items():
            found.setdefault(option, max(weights, key=lambda word: weights[word]))
    return with_words(considered.options, **found)


def quick_verdict(
    sample: Sample,
    considered: Considered = EVERYTHING,
    theories: Sequence[Theory] = COMPARED,
) -> Verdict:
    """Return the verdict alone, in a few seconds: for studies of power."""
    heaping, families = decide_heaping(sample, considered, theories)
    densities = {family.theory.name: predict_under(family, sample) for family in families}
    return decide(densities, sample.blocks, predict_flexible(sample, replace(considered, heaping=heaping.used)))


def predict_flexible(sample: Sample, considered: Considered = EVERYTHING) -> FloatArray:
    """Return each person's log predictive density where people have lines of their own and no theory."""
    inside = [sample.of_treatment(name) for name in sorted(set(sample.treatments))]
    return np.sum([predict_under(family_of(FLEXIBLE, some, considered), some) for some in inside], axis=0)


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


def _numbers_of_types(sample: Sample, grids: Grids, rng: np.random.Generator) -> dict[str, NumberOfTypes]:
    # Of chance of its own, so that starts of mixtures do not depend on what is tried here.
    (own,) = rng.spawn(1)
    return {one.name: choose_number(one, sample, grids, own) for one in grids.theories if one.n_types > 1}


def _types(sample: Sample, grids: Grids, numbers: Mapping[str, NumberOfTypes]) -> dict[str, tuple[TypeModel, ...]]:
    """Return the types of each theory, and of their hybrid."""
    roles = roles_of(sample)
    types = {
        one.name: types_of(one, roles, grids.options, numbers[one.name].chosen if one.name in numbers else None)
        for one in grids.theories
    }
    return {**types, HYBRID: tuple(one for some in types.values() for one in some)}


@dataclass(frozen=True)
class _HeldOut:
    rounds: dict[str, float]
    people: dict[str, float] | None
    treatments: dict[str, float] | None
    later: dict[str, float] | None


@dataclass(frozen=True, eq=False)
class _Benchmarks:
    """What benchmarks predict of each person, from the same people as the theories; by name."""

    people: dict[str, FloatArray]
    rounds: dict[str, FloatArray]
    later: dict[str, FloatArray]
    treatments: dict[str, FloatArray] | None


def _fit_and_predict_benchmarks(sample: Sample, considered: Considered) -> tuple[dict[str, BenchmarkFit], _Benchmarks]:
    fits = fit_benchmarks(sample, considered.options)
    return fits, _predict_benchmarks(sample, considered, fits["uniform"].by_person)


def _predict_benchmarks(sample: Sample, considered: Considered, uniform: FloatArray) -> _Benchmarks:
    # Benchmarks know no theory by which one treatment says something of another, so people have their own in each.
    inside = [(name, sample.of_treatment(name)) for name in sorted(set(sample.treatments))]
    people, rounds = {"uniform": uniform}, {"uniform": uniform}
    later = {"uniform": _later_uniform(sample)}
    for benchmark in PEOPLE:
        families = [(some, family_of(benchmark, some, considered)) for _, some in inside]
        people[benchmark.name] = np.sum([predict_under(family, some) for some, family in families], axis=0)
        rounds[benchmark.name] = np.sum([predict_rounds(family, some) for some, family in families], axis=0)
        after = [predict_later(some, [family])[benchmark.name] for some, family in families]
        later[benchmark.name] = np.sum(after, axis=0)
    if len(inside) < 2:
        return _Benchmarks(people, rounds, later, None)
    treatments = {"uniform": uniform}
    for benchmark in PEOPLE:
        family = family_of(benchmark, sample, considered)
        treatments[benchmark.name] = predict_treatments(sample, [family])[benchmark.name]
    return _Benchmarks(people, rounds, later, treatments)


def _later_uniform(sample: Sample) -> FloatArray:
    """Return each person's log density of later rounds where all actions are equally likely."""
    density = np.zeros(len(sample.people))
    for one in sample.decisions:
        late = one.count if one.early is None else one.count - one.early
        density -= np.log(len(one.design.actions)) * np.bincount(one.person, late, len(density))
    return density


def _predict_treatments(sample: Sample, families: Sequence[Family]) -> dict[str, FloatArray] | None:
    """Return the density of each treatment given the others; None where there is one."""
    return predict_treatments(sample, families) if len(set(sample.treatments)) > 1 else None


def _scores(
    sample: Sample,
    predictive: Predictive,
    mixtures: dict[str, MixtureFit],
    benchmarks: tuple[dict[str, BenchmarkFit], _Benchmarks],
    treatments: dict[str, FloatArray] | None,
    later: dict[str, FloatArray],
) -> dict[str, TheoryScore]:
    fits, predicted = benchmarks
    has_others = len(np.unique(sample.blocks)) > 1
    held_out = _HeldOut(
        _sums({**predictive.rounds, HYBRID: predictive.hybrid_rounds, **predicted.rounds}),
        _sums({**predictive.people, HYBRID: predictive.hybrid_people, **predicted.people}) if has_others else None,
        _sums({**treatments, **predicted.treatments}) if treatments and predicted.treatments else None,
        _sums({**later, **predicted.later}) if predicted.later["uniform"].any() else None,
    )
    fitted = {name: (one.log_likelihood, one.n_parameters) for name, one in mixtures.items()}
    fitted |= {name: (float(one.by_person.sum()), one.n_parameters) for name, one in fits.items()}
    return {name: _score(name, *numbers, len(sample.people), held_out) for name, numbers in fitted.items()}


def _sums(by_person: dict[str, FloatArray]) -> dict[str, float]:
    return {name: float(density.sum()) for name, density in by_person.items()}


def _score(name: str, log_likelihood: float, n_parameters: int, n_people: int, held_out: _HeldOut) -> TheoryScore:
    return TheoryScore(
        log_likelihood,
        n_parameters,
        2 * n_parameters - 2 * log_likelihood,
        n_parameters * log(n_people) - 2 * log_likelihood,
        held_out.rounds[name],
        None if held_out.people is None else held_out.people[name],
        None if held_out.treatments is None else held_out.treatments[name],
        None if held_out.later is None else held_out.later[name],
        _completeness(held_out.rounds, name),
    )


def _completeness(scores: dict[str, float], name: str) -> float | None:
    naive = max(scores[benchmark] for benchmark in ("truth", "babbling", "uniform"))
    gain = scores["linear"] - naive
    return (scores[name] - naive) / gain if gain > 0 else None
