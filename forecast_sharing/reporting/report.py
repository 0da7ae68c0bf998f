"""A whole fit report: everything computed in order, and every file written."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.comparison import Comparison, compare
from forecast_sharing.estimation.covariates import regressions
from forecast_sharing.estimation.decisions import Sample, collect
from forecast_sharing.estimation.restrictiveness import restrictiveness
from forecast_sharing.models.registry import COMPARED, chosen
from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.belief_picture import belief_picture
from forecast_sharing.reporting.beliefs import PersonBeliefs, beliefs_of_people
from forecast_sharing.reporting.check_picture import check_picture
from forecast_sharing.reporting.choice_pictures import choice_pictures
from forecast_sharing.reporting.goodness import Goodness, goodness
from forecast_sharing.reporting.page import Findings, page
from forecast_sharing.reporting.people_pictures import people_pictures
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.reporting.region_picture import region_pictures
from forecast_sharing.reporting.results import comparison_table, people_table, results
from forecast_sharing.reporting.sensitivity import alone
from forecast_sharing.reporting.style import Picture
from forecast_sharing.reporting.survey import Correlation, correlations
from forecast_sharing.reporting.who_differs import COVARIATES
from forecast_sharing.study.study import Study
from forecast_sharing.summary.contrasts import Contrasts, contrasts
from forecast_sharing.tables.atomic_files import plain, require_writable, write_frame, write_json, write_text
from forecast_sharing.tables.round_gaps import copies, gaps
from forecast_sharing.theory.assumptions import DEFAULTS, Considered, Heaping, Options, considered

FILES = ("report.html", "people.csv", "comparison.csv", "results.json")
# Pictures that some fit reports have and others not.
_PICTURES = ("survey", "beliefs", "predictive_checks", "joint_regions")


class Progress(Protocol):
    """Who is told how far the computation is."""

    def begin(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Hear that a step begins."""

    def count(self, number: int) -> None:
        """Hear how much more of the step is done."""


class _Silent:
    def begin(self, name: str, total: int | None = None, unit: str = "") -> None: ...

    def count(self, number: int) -> None: ...


def fit_report(
    rounds: pd.DataFrame,
    directory: str | PathLike[str],
    participants: pd.DataFrame | None = None,
    options: Options = DEFAULTS,
    *,
    fixed: Sequence[str] = (),
    seed: int = 1,
    theories: Sequence[str] = (),
    study: Study | None = None,
    heaping: Heaping = "auto",
) -> dict[str, Any]:
    """Fit the theories, write the fit report and its tables into a folder, and return the content of results.json.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it.
    directory : path
        Made if it is not there; an earlier report in it is replaced.
    participants : DataFrame, optional
        As `forecast_sharing.dataset.read_participants` returns it, for survey scores beside estimates.
    options : Options
        Where to begin with the choices that the theories leave open.
    fixed : sequence of str
        Names of options that are held to be as given, of `assumptions.AVERAGED`; of all others every word is possible,
        and how likely each is is estimated.
    seed : int
        Decides the starts of the mixtures, the people drawn from the fitted theories and the random behaviour that
        theories are held against; nothing else is left to chance.
    theories : sequence of str
        Names of rivals, of `registry.RIVALS`, that are compared with trust and level-k.
    study : Study, optional
        Whose sessions the rounds are of, for contrasts between its treatments.
    heaping : {"auto", "no", "5", "10", "both"}
        Whether people may round to fives or tens, or either; by default where it predicts better.

    Raises
    ------
    ValueError
        If a theory is unknown, no decision can be used, a session is in the table twice or is not of the study; the
        message says why.

    """
    for copy in copies(rounds):
        raise ValueError(str(copy))
    folder = Path(directory)
    require_writable(folder)
    findings, numbers = compute(
        rounds,
        collect(rounds),
        participants,
        considered(options, fixed, heaping),
        chosen((*(theory.name for theory in COMPARED), *theories)),
        seed=seed,
        n_draws=0,
        steps=_Silent(),
        of_study=None if study is None else contrasts(rounds, study),
    )
    write(findings, numbers, folder)
    return numbers


def compute(
    rounds: pd.DataFrame,
    sample: Sample,
    participants: pd.DataFrame | None,
    possible: Considered,
    theories: Sequence[Theory],
    *,
    seed: int,
    n_draws: int,
    steps: Progress,
    of_study: Contrasts | None = None,
) -> tuple[Findings, dict[str, Any]]:
    """Return everything that the fit report shows, and the content of results.json.

    Parameters
    ----------
    rounds, sample : DataFrame, Sample
        The table, and the decisions collected from it.
    participants : DataFrame, optional
        As `forecast_sharing.dataset.read_participants` returns it.
    possible : Considered
        What is held to be possible of the choices that the theories leave open.
    theories : sequence of Theory
        Those that are compared.
    seed : int
        Decides the starts of the mixtures, the resamples, the people drawn from the fitted theories and the random
        behaviour that theories are held against, and nothing else is left to chance.
    n_draws : int
        Resamples of blocks for the bootstrap.
    steps : Progress
        Told what is being computed.
    of_study : Contrasts, optional
        Between the treatments of the study that the rounds are of.

    """
    starts, resamples, people, mappings = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(4))
    steps.begin("comparing the theories")
    comparison = compare(sample, possible, rng=starts, theories=theories)
    steps.begin("trying each variant alone")
    others = alone(sample, comparison)
    steps.begin("fitting everybody alike", n_draws * len(theories) * _n_roles(sample), "resamples")
    pooled = pooled_fits(
        sample,
        comparison.people,
        comparison.options,
        theories,
        n_draws=n_draws,
        rng=resamples,
        progress=steps.count,
    )
    survey = None if participants is None else correlations(comparison.people, participants)
    differing = None if participants is None else regressions(comparison.people, participants, COVARIATES)
    beliefs = beliefs_of_people(rounds, comparison.people)
    good = goodness(rounds, sample, comparison, people)
    restrictive = restrictiveness(sample, possible, theories, mappings)
    steps.begin("drawing")
    pictures = _pictures(rounds, sample, comparison, survey or (), good, beliefs)
    lacking = [str(gap) for gap in gaps(rounds)]
    extra = {
        "gaps": lacking,
        "sensitivity": [one.as_dict() for one in others],
        "pooled": [one.as_dict() for one in pooled],
        "checks": good.as_dict(),
        "bootstrap": n_draws,
        "seed": seed,
        "survey": None if survey is None else [asdict(one) for one in survey],
        "covariates": None if differing is None else [asdict(one) for one in differing],
        "beliefs": [{"session": one.session, "code": one.code, "role": one.role, **one.as_row()} for one in beliefs]
        or None,
        "contrasts": None if of_study is None else of_study.as_dicts(),
    }
    games = {name: one.design.game for name, one in zip(sample.treatments, sample.decisions, strict=True)}
    findings = Findings(
        sample,
        lacking,
        comparison,
        sorted(games.items()),
        others,
        pooled,
        survey,
        beliefs,
        pictures,
        FILES,
        good,
        restrictive,
        differing,
        of_study,
    )
    return findings, plain(results(sample, comparison, restrictive, extra))


def _pictures(
    rounds: pd.DataFrame,
    sample: Sample,
    comparison: Comparison,
    survey: Sequence[Correlation],
    good: Goodness,
    beliefs: Sequence[PersonBeliefs],
) -> list[Picture]:
    drawn = at_once(
        [
            partial(choice_pictures, rounds, sample, comparison),
            partial(people_pictures, sample, comparison, survey),
            *([partial(_alone, check_picture, good.checks, comparison.theories)] if good.checks else []),
            partial(region_pictures, comparison),
            *([partial(_alone, belief_picture, beliefs)] if beliefs else []),
        ]
    )
    return [picture for some in drawn for picture in some]


def _alone(draw: Callable[..., Picture], *shown: object) -> list[Picture]:
    return [draw(*shown)]


def write(findings: Findings, numbers: dict[str, Any], directory: Path) -> None:
    """Write every file; results.json, which says that the others are there, comes last."""
    directory.mkdir(parents=True, exist_ok=True)
    _write_pictures(findings, directory / "pictures")
    write_frame(directory / "people.csv", people_table(findings.comparison, findings.beliefs))
    write_frame(directory / "comparison.csv", comparison_table(findings.comparison, findings.restrictive))
    write_text(directory / "report.html", page(findings))
    write_json(directory / "results.json", numbers)


def _write_pictures(findings: Findings, directory: Path) -> None:
    """Write the pictures and remove those of an earlier fit report that are not part of this one."""
    directory.mkdir(exist_ok=True)
    written = {path for one in findings.pictures for path in one.save(directory)}
    earlier = {
        path
        for pattern in (*_PICTURES, "choices_*", "estimates_*", "posterior_types_*")
        for end in ("png", "svg")
        for path in directory.glob(f"{pattern}.{end}")
    }
    for path in earlier - written:
        path.unlink()


def _n_roles(sample: Sample) -> int:
    """Return in how many roles resamples can be drawn."""
    return len({one.design.role for one in sample.decisions}) if len(np.unique(sample.blocks)) > 1 else 0
