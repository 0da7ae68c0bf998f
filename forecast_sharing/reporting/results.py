"""The numbers of a fit as JSON and as tables."""

import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.reporting.beliefs import PersonBeliefs

THEORIES = ("trust", "level_k", "hybrid", "truth", "babbling", "uniform", "linear")
_PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")


def scores(comparison: Comparison) -> dict[str, dict[str, Any]]:
    """Return how well each theory and benchmark does, by name.

    `held_out_log_likelihood` is that of people, whom each theory predicts from the people of other blocks: the same
    densities that the verdict rests on.
    """
    return {
        name: {
            "log_likelihood": score.log_likelihood,
            "n_parameters": score.n_parameters,
            "aic": score.aic,
            "bic": score.bic,
            "held_out_log_likelihood": score.held_out_people,
            "held_out_rounds": score.held_out_rounds,
            "held_out_treatments": score.held_out_treatments,
            "completeness": score.completeness,
        }
        for name, score in ((name, comparison.theories[name]) for name in THEORIES)
    }


def results(sample: Sample, comparison: Comparison, extra: dict[str, Any]) -> dict[str, Any]:
    """Return everything that results.json holds; `extra` comes after what the comparison says."""
    verdict = comparison.verdict
    return {
        "verdict": verdict.word,
        "verdict_detail": {
            "level_k_share": verdict.level_k_share,
            "low": verdict.low,
            "high": verdict.high,
            "against_trust": verdict.against_trust,
            "against_level_k": verdict.against_level_k,
            "reason": verdict.reason,
        },
        "theories": scores(comparison),
        "vuong": asdict(comparison.vuong),
        "better_shares": comparison.better_shares,
        "mixtures": {name: _mixture(comparison, name) for name in comparison.mixtures},
        "level_shares": {group: list(shares) for group, shares in comparison.predictive.level_shares.items()},
        "n_people": len(sample.people),
        "n_blocks": len(np.unique(sample.blocks)),
        "n_obs": sample.n_obs,
        "treatments": sorted(set(sample.treatments)),
        "excluded": excluded_by_reason(sample),
        "excluded_by_role": sample.excluded,
        "people": [person_entry(person) for person in comparison.people],
        **extra,
        "options": comparison.options.as_dict(),
        "versions": versions(),
    }


def excluded_by_reason(sample: Sample) -> dict[str, int]:
    """Return how many decisions of both roles are left out for each reason."""
    counts: Counter[str] = Counter()
    for by_reason in sample.excluded.values():
        counts.update(by_reason)
    return dict(sorted(counts.items()))


def person_entry(person: PersonFit) -> dict[str, Any]:
    """Return one person in one role."""
    trust, level = person.trust, person.level_k
    return {
        "session": person.session,
        "code": person.code,
        "role": person.role,
        "n_obs": person.n_obs,
        "trust": {
            "params": trust.fit.params,
            "standard_errors": trust.uncertainty.hessian,
            "log_likelihood": trust.fit.log_likelihood,
            "bic": trust.fit.bic,
            "converged": trust.fit.converged,
        },
        "level_k": {
            "level": level.level,
            "posterior": list(level.posterior),
            "params": level.fit.params,
            "standard_errors": level.uncertainty.hessian,
            "log_likelihood": level.fit.log_likelihood,
            "bic": level.fit.bic,
            "converged": level.fit.converged,
            "levels_that_fit_as_well": list(level.tied),
        },
        "better": person.better,
        "notes": list(person.notes),
    }


def people_table(comparison: Comparison, beliefs: Sequence[PersonBeliefs] = ()) -> pd.DataFrame:
    """Return one row for each person in each role; columns on beliefs come last, where there are any."""
    rows = []
    for person in comparison.people:
        trust, level = person.trust, person.level_k
        rows.append(
            {"session": person.session, "code": person.code, "role": person.role, "n_obs": person.n_obs}
            | {f"trust_model_{name}": value for name, value in trust.fit.params.items()}
            | {f"trust_model_{name}_se": value for name, value in trust.uncertainty.hessian.items()}
            | {"trust_model_log_likelihood": trust.fit.log_likelihood, "level": level.level}
            | {f"level_{k}_posterior": share for k, share in enumerate(level.posterior)}
            | {f"level_k_{name}": value for name, value in level.fit.params.items()}
            | {f"level_k_{name}_se": value for name, value in level.uncertainty.hessian.items()}
            | {"level_k_log_likelihood": level.fit.log_likelihood}
            | {"better": person.better, "notes": "; ".join(person.notes)}
        )
    table = pd.DataFrame(rows)
    last = ["better", "notes"]
    table = table[[*(name for name in table.columns if name not in last), *last]]
    if not beliefs:
        return table
    stated = pd.DataFrame([{"session": b.session, "code": b.code, "role": b.role} | b.as_row() for b in beliefs])
    return table.merge(stated, how="left", on=["session", "code", "role"], validate="one_to_one")


def comparison_table(comparison: Comparison) -> pd.DataFrame:
    """Return one row for each theory and benchmark."""
    return pd.DataFrame([{"theory": name, **score} for name, score in scores(comparison).items()])


def versions() -> dict[str, str]:
    """Return the versions of what computed the numbers."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in _PACKAGES}


def _mixture(comparison: Comparison, name: str) -> dict[str, Any]:
    mixture = comparison.mixtures[name]
    return {
        "types": [
            {"name": one.name, "params": params, "shares": {group: s[number] for group, s in mixture.shares.items()}}
            for number, (one, params) in enumerate(zip(mixture.types, mixture.params, strict=True))
        ],
        "converged": mixture.converged,
        "notes": list(mixture.notes),
    }
