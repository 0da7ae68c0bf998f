"""The analysis that a study plans: the fit of its theories to the rounds of a package."""

from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing.estimation.at_once import available, processors
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.registry import chosen
from forecast_sharing.package.collected import PackageError
from forecast_sharing.reporting.page import Findings
from forecast_sharing.reporting.report import Progress, compute
from forecast_sharing.study.study import Study
from forecast_sharing.summary.contrasts import contrasts
from forecast_sharing.theory.assumptions import AVERAGED, DEFAULTS, WORDS, Considered, Options

FOLDER = "analysis"
RESULTS = "results.json"
_DEFAULTS = {"highest_level": DEFAULTS.highest_level, "bootstrap": 0, "seed": 1}


def analyse(
    study: Study, rounds: pd.DataFrame, participants: pd.DataFrame | None, *, jobs: int | None, steps: Progress
) -> tuple[Findings, dict[str, Any]]:
    """Return what the fit report shows and the content of `results.json`, by the options of the study file."""
    considered, numbers = options_of(study)
    try:
        sample = collect(rounds)
    except ValueError as error:
        raise PackageError(f"the rounds cannot be fitted: {error}") from None
    with processors(jobs or available()):
        return compute(
            rounds,
            sample,
            participants,
            considered,
            chosen(study.theories),
            seed=numbers["seed"],
            n_draws=numbers["bootstrap"],
            steps=steps,
            of_study=contrasts(rounds, study),
        )


def options_of(study: Study) -> tuple[Considered, dict[str, int]]:
    """Return the open choices that `analysis.fit` of a study fixes, and its numbers."""
    said = dict(study.fit)
    numbers = {name: int(said.get(name, default)) for name, default in _DEFAULTS.items()}
    words = {name: said[name] for name in WORDS if name in said}
    try:
        options = Options(highest_level=numbers.pop("highest_level"), **words)
    except ValueError as error:
        raise PackageError(f"study.toml: analysis.fit: {error}") from None
    if numbers["bootstrap"] == 1:
        raise PackageError("study.toml: analysis.fit.bootstrap must be 0 or at least 2: one resample has no spread")
    return Considered(options, tuple(name for name in AVERAGED if name not in words)), numbers


def write_tables_of_a_paper(findings: Findings, numbers: dict[str, Any], folder: Path) -> None:
    """Write the tables of a paper, without those for word processors: such files hold the time of writing."""
    from forecast_sharing.reporting.paper.writing import write_tables  # noqa: PLC0415 - only a fit needs it

    folder.mkdir()
    write_tables(findings, numbers, folder)
    for path in folder.rglob("*.docx"):
        path.unlink()
