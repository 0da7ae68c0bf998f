"""Which intervals of a fit hold what they should: each beside its truth, in the words of the fit report."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.covariates import regressions
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.mixtures import MixtureFit
from forecast_sharing.estimation.verdict import Verdict
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.people import Decider
from forecast_sharing.models.registry import HYBRID, theory_of
from forecast_sharing.reporting.pooled import PooledFit
from forecast_sharing.reporting.predictive_checks import Check
from forecast_sharing.reporting.survey import SCALES, correlations
from forecast_sharing.simulation.shares import Share

# Of an interval from a standard error alone, in standard errors.
REACH = 1.959963984540054
NOMINAL, NOMINAL_OF_CHECKS = 0.95, 0.9
# Scores that have nothing to do with anybody's decisions.
_SCORES = SCALES[:2]

Entry = dict[str, Any]


def of_verdict(verdict: Verdict, maker: str, trust_share: float) -> list[Entry]:
    """Return the likelihood intervals of the shares of people who follow each theory."""
    true = {"trust": trust_share, "level_k": 1 - trust_share} if maker == HYBRID else {maker: 1.0}
    return [
        _entry("verdict", "", f"share of {name}", true.get(name, 0.0), (share.low, share.high))
        for name, share in verdict.shares.items()
    ]


def of_scores(people: Sequence[PersonFit], sample: Sample, rng: np.random.Generator) -> list[Entry]:
    """Return the intervals of regressions on, and correlations with, scores that go with nothing: the truth is zero."""
    table = pd.DataFrame(
        {
            "session_code": [one.session for one in sample.people],
            "participant_code": [one.code for one in sample.people],
            "block": sample.blocks,
        }
    )
    for score in SCALES:
        table[score] = np.nan
    for score in _SCORES:
        # People of a block have half of the variance in common.
        table[score] = rng.standard_normal(int(sample.blocks.max()) + 1)[sample.blocks] + rng.standard_normal(
            len(table)
        )
    found = [
        _entry("covariates", one.role, f"{one.outcome} on a score", 0.0, _ends(coefficient.low, coefficient.high))
        for one in regressions(people, table, _SCORES)
        for coefficient in one.coefficients
    ]
    return found + [
        _entry("survey", "", f"correlation with {one.parameter}", 0.0, _ends(one.low, one.high))
        for one in correlations(people, table)
        if one.scale in _SCORES
    ]


def of_checks(checks: Sequence[Check]) -> list[Entry]:
    """Return the bands of people drawn from the fitted theory, beside what people did who follow it."""
    return [
        _entry("predictive check", "", one.statistic, one.observed, (one.low, one.high), NOMINAL_OF_CHECKS)
        for one in checks
    ]


def of_pooled(fits: Sequence[PooledFit], true: Decider) -> list[Entry]:
    """Return the intervals of the fits to everybody alike, where everybody is alike: errors by both, and resamples."""
    found = []
    for one in fits:
        if one.theory.name != true.theory or dict(one.kind) != dict(true.kind):
            continue
        drawn = one.as_dict()["bootstrap_interval"]
        for name, truth in true.params[one.role].items():
            error, value = one.uncertainty.hessian.get(name), one.fit.params.get(name)
            if value is None:
                continue
            hessian = None if error is None else (value - REACH * error, value + REACH * error)
            found.append(_entry("pooled, Hessian", one.role, name, truth, hessian))
            found.append(_entry("pooled, clustered", one.role, name, truth, one.clustered_interval.get(name)))
            if drawn:
                found.append(_entry("pooled, bootstrap", one.role, name, truth, drawn.get(name)))
    return found


def of_mixture(mixture: MixtureFit, types: Sequence[Decider], shares: Sequence[float]) -> list[Entry]:
    """Return the intervals of a mixture's shares and parameters, where people really are of these types.

    Types of a kind are in the order of their first parameter, in each role; `shares` are those among all people.
    """
    found = []
    for number, role, true, share in _matched(mixture, types, shares):
        name = mixture.types[number].name
        known = mixture.errors.shares.get(role)
        if known is not None:
            interval = known[number].interval if known[number] else None
            found.append(_entry("mixture, shares", role, name, share, interval))
        of_params = mixture.errors.params[number].get(role, {})
        for parameter, truth in true.params[role].items():
            if parameter in mixture.params[number].get(role, {}):
                one = of_params.get(parameter)
                found.append(
                    _entry("mixture, parameters", role, f"{parameter} of {name}", truth, one.interval if one else None)
                )
    return found


def _matched(
    mixture: MixtureFit, types: Sequence[Decider], shares: Sequence[float]
) -> Iterator[tuple[int, Role, Decider, float]]:
    """Yield the number of each estimated type that people are of, in each role, with the true one and its share."""
    kinds = [(one.theory.name, one.kind) for one in mixture.types]
    of_type = [(one.theory, _number(one)) for one in types]
    for role in mixture.types[0].models:
        for kind in dict.fromkeys(kinds):
            numbers = [number for number, other in enumerate(kinds) if other == kind]
            true = [k for k, other in enumerate(of_type) if other == kind]
            ordered = sorted(true, key=lambda k: next(iter(types[k].params[role].values())))
            if len(ordered) == len(numbers):
                for number, k in zip(numbers, ordered, strict=True):
                    yield number, role, types[k], shares[k]


def _number(one: Decider) -> int:
    """Return the number of the kind among those of the theory."""
    theory, model = theory_of(one.theory), next(iter(one.models.values()))
    return theory.kinds_of(model.options).index(one.kind)


def of_people(people: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the intervals of estimates person by person, from standard errors."""
    found = []
    for person in people:
        for name, truth in person["true"].items():
            if name in person["estimate"]:
                value, error = person["estimate"][name], person["standard_error"].get(name)
                ends = None if error is None else (value - REACH * error, value + REACH * error)
                found.append(_entry("person by person", person["role"], f"{person['theory']}: {name}", truth, ends))
    return found


def table(found: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> pd.DataFrame:
    """Return a row for each maker and interval: how often it holds the truth, from data sets and their makers."""
    rows = pd.DataFrame(
        [{"maker": maker, "dataset": number, **one} for number, (maker, some) in enumerate(found) for one in some]
    )
    keys = ["maker", "of", "role", "name"]
    if rows.empty:
        return pd.DataFrame(columns=keys)
    groups = rows.groupby(keys, sort=False)
    return pd.DataFrame([dict(zip(keys, key, strict=True)) | _row(group) for key, group in groups])


def _row(group: pd.DataFrame) -> dict[str, Any]:
    known = group.dropna(subset=["low", "high"])
    holds = (known["low"] <= known["truth"]) & (known["truth"] <= known["high"])
    covered = Share(int(holds.sum()), len(known))
    low, high = covered.interval
    return {
        "nominal": float(group["nominal"].iloc[0]),
        "datasets": group["dataset"].nunique(),
        "n": len(group),
        "n_with_interval": len(known),
        "coverage": covered.value,
        "coverage_low": low,
        "coverage_high": high,
    }


def _ends(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _entry(
    of: str, role: str, name: str, truth: float, interval: Sequence[float] | None, nominal: float = NOMINAL
) -> Entry:
    low, high = (None, None) if interval is None else map(float, interval)
    what = {"of": of, "role": role, "name": name, "nominal": nominal}
    return what | {"truth": float(truth), "low": low, "high": high}
