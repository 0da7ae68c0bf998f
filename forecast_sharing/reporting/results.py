"""The numbers of a fit as JSON and as tables."""

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.confidence_set import LEVEL
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import Estimate, PersonFit
from forecast_sharing.estimation.joint_regions import JointRegions
from forecast_sharing.estimation.mixture_errors import Known
from forecast_sharing.estimation.restrictiveness import Restrictiveness
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.theory import Kind, Theory
from forecast_sharing.reporting.beliefs import PersonBeliefs
from forecast_sharing.theory.assumptions import Options

_PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")


# By name of a theory or benchmark, and role.
Restrictive = Mapping[str, Mapping[Role, Restrictiveness]]


def scores(comparison: Comparison, restrictive: Restrictive) -> dict[str, dict[str, Any]]:
    """Return how well each theory and benchmark does, by name, and how much it rules out.

    `held_out_log_likelihood` is that of people, whom each theory predicts from the people of other blocks: the same
    densities that the verdict rests on, and the confidence set.
    """
    confidence = comparison.confidence
    return {
        name: {
            "log_likelihood": score.log_likelihood,
            "n_parameters": score.n_parameters,
            "aic": score.aic,
            "bic": score.bic,
            "held_out_log_likelihood": score.held_out_people,
            "confidence_p_value": None if confidence is None else confidence[name],
            "in_confidence_set": None if confidence is None else confidence[name] > LEVEL,
            "held_out_rounds": score.held_out_rounds,
            "held_out_treatments": score.held_out_treatments,
            "held_out_later": score.held_out_later,
            "completeness": score.completeness,
            **_restrictiveness(restrictive[name]),
        }
        for name, score in comparison.scores.items()
    }


def _restrictiveness(by_role: Mapping[Role, Restrictiveness]) -> dict[str, float | None]:
    columns: dict[str, float | None] = {}
    for role in ROLES:
        one = by_role.get(role)
        columns[f"restrictiveness_{role}"] = None if one is None else one.value
        columns[f"restrictiveness_{role}_error"] = None if one is None else one.error
    return columns


def results(sample: Sample, comparison: Comparison, restrictive: Restrictive, extra: dict[str, Any]) -> dict[str, Any]:
    """Return everything that results.json holds; `extra` comes after what the comparison says."""
    verdict = comparison.verdict
    return {
        "verdict": verdict.word,
        "verdict_detail": {
            "shares": {name: asdict(share) for name, share in verdict.shares.items()},
            "against": verdict.against,
            "evidence": {name: asdict(one) for name, one in verdict.evidence.items()},
            "neither": None if verdict.neither is None else asdict(verdict.neither),
            "reason": verdict.reason,
        },
        "theories": scores(comparison, restrictive),
        "vuong": [
            {"first": first, "second": second, **asdict(test)} for (first, second), test in comparison.vuong.items()
        ],
        "better_shares": comparison.better_shares,
        "mixtures": {name: _mixture(comparison, name) for name in comparison.mixtures},
        "numbers_of_types": {name: asdict(one) for name, one in comparison.numbers_of_types.items()},
        "kinds": {
            theory.name: [dict(kind) for kind in theory.kinds_of(comparison.options)]
            for theory in comparison.theories
            if theory.has_kinds
        },
        "kind_shares": {
            name: {group: list(shares) for group, shares in by_group.items()}
            for name, by_group in comparison.predictive.kind_shares.items()
        },
        "n_people": len(sample.people),
        "n_blocks": len(np.unique(sample.blocks)),
        "n_obs": sample.n_obs,
        "treatments": sorted(set(sample.treatments)),
        "excluded": excluded_by_reason(sample),
        "excluded_by_role": sample.excluded,
        "people": [person_entry(person, comparison.theories) for person in comparison.people],
        **extra,
        "options": comparison.options.as_dict(),
        "averaged": list(comparison.considered.averaged),
        "heaping": {**asdict(comparison.heaping), "rounded": comparison.rounded},
        "variants": comparison.predictive.variants,
        "versions": versions(),
    }


def excluded_by_reason(sample: Sample) -> dict[str, int]:
    """Return how many decisions of both roles are left out for each reason."""
    counts: Counter[str] = Counter()
    for by_reason in sample.excluded.values():
        counts.update(by_reason)
    return dict(sorted(counts.items()))


def person_entry(person: PersonFit, theories: Sequence[Theory]) -> dict[str, Any]:
    """Return one person in one role."""
    return {
        "session": person.session,
        "code": person.code,
        "role": person.role,
        "n_obs": person.n_obs,
        **{theory.name: _estimate(person.theories[theory.name], theory) for theory in theories},
        "better": person.better,
        "notes": list(person.notes),
    }


def _estimate(one: Estimate, theory: Theory) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "params": one.fit.params,
        "standard_errors": one.uncertainty.hessian,
        "log_likelihood": one.fit.log_likelihood,
        "bic": one.fit.bic,
        "converged": one.fit.converged,
    }
    if not theory.has_kinds:
        return entry
    tied = f"{theory.kind_word}s_that_fit_as_well"
    return {**one.kind, "posterior": list(one.posterior), **entry, tied: list(one.tied)}


def people_table(comparison: Comparison, beliefs: Sequence[PersonBeliefs] = ()) -> pd.DataFrame:
    """Return one row for each person in each role; columns on beliefs come last, where there are any."""
    rows = []
    for person in comparison.people:
        row = {"session": person.session, "code": person.code, "role": person.role, "n_obs": person.n_obs}
        for theory in comparison.theories:
            row |= _columns(person.theories[theory.name], theory, comparison.options)
        rows.append(row | {"better": person.better, "notes": "; ".join(person.notes)})
    table = pd.DataFrame(rows)
    last = ["better", "notes"]
    table = table[[*(name for name in table.columns if name not in last), *last]]
    if not beliefs:
        return table
    stated = pd.DataFrame([{"session": b.session, "code": b.code, "role": b.role} | b.as_row() for b in beliefs])
    return table.merge(stated, how="left", on=["session", "code", "role"], validate="one_to_one")


def kind_columns(theory: Theory, options: Options) -> dict[str, Kind]:
    """Return the columns with the probability of each kind, by name; none where people are of one kind."""
    return {
        "_".join(f"{name}_{value:g}" for name, value in kind.items()) + "_posterior": kind
        for kind in theory.kinds_of(options)
        if theory.has_kinds
    }


def _columns(one: Estimate, theory: Theory, options: Options) -> dict[str, Any]:
    prefix = theory.column_prefix
    return (
        dict(one.kind)
        | dict(zip(kind_columns(theory, options), one.posterior, strict=True))
        | {f"{prefix}_{name}": value for name, value in one.fit.params.items()}
        | {f"{prefix}_{name}_se": value for name, value in one.uncertainty.hessian.items()}
        | {f"{prefix}_log_likelihood": one.fit.log_likelihood}
    )


def comparison_table(comparison: Comparison, restrictive: Restrictive) -> pd.DataFrame:
    """Return one row for each theory and benchmark."""
    return pd.DataFrame([{"theory": name, **score} for name, score in scores(comparison, restrictive).items()])


def versions() -> dict[str, str]:
    """Return the versions of what computed the numbers."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in _PACKAGES}


def _mixture(comparison: Comparison, name: str) -> dict[str, Any]:
    mixture = comparison.mixtures[name]
    errors = mixture.errors
    regions = comparison.regions.get(name, JointRegions((), ()))
    return {
        "types": [
            {
                "name": one.name,
                "params": params,
                "standard_errors": {role: _errors(known) for role, known in errors.params[number].items()},
                "clustered_interval": {role: _intervals(known) for role, known in errors.params[number].items()},
                "joint_region": {
                    region.role: {
                        parameter.name: list(values)
                        for parameter, values in zip(region.parameters, region.outline.T, strict=True)
                    }
                    for region in regions.regions
                    if region.number == number
                },
                "shares": {group: s[number] for group, s in mixture.shares.items()},
                "share_errors": _errors({group: known[number] for group, known in errors.shares.items()}),
                "share_interval": _intervals({group: known[number] for group, known in errors.shares.items()}),
            }
            for number, (one, params) in enumerate(zip(mixture.types, mixture.params, strict=True))
        ],
        "converged": mixture.converged,
        "notes": [*mixture.notes, *regions.notes],
    }


def _errors(known: Mapping[str, Known | None]) -> dict[str, float | None]:
    return {name: None if one is None else one.error for name, one in known.items()}


def _intervals(known: Mapping[str, Known | None]) -> dict[str, list[float]]:
    return {name: list(one.interval) for name, one in known.items() if one is not None}
