"""Who differs, and how: regressions of people's estimates on what a survey says of them, all of it at once.

Estimates at an end of their range say only that the person is beyond the others. Where there are any, all estimates
of the parameter are taken as ranks, of which people at an end share one; where there are none, as the numbers they are.
Levels have a likelihood of their own, in which a person counts for each level with its probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.ordered_logit import ordered_logit
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FEWEST_PEOPLE = 20
_FEWEST_BLOCKS = 3
_OUTCOMES: tuple[tuple[Role, str], ...] = (
    ("receiver", "trust"),
    ("sender", "trustworthiness"),
    ("sender", "believed_trust"),
)
# Searches end within about 0.0001 of an estimate, so nearer ones differ by chance of the search alone.
_DECIMALS = 4
# A level to which less than half a person belongs is none in the ordered logit.
_SOMEBODY = 0.5
_UPPER = 0.975


@dataclass(frozen=True)
class Coefficient:
    """What one covariate goes with, the others held, for one standard deviation of it; errors are None where none."""

    covariate: str
    value: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Regression:
    """One outcome on all covariates.

    Parameters
    ----------
    role, outcome : str
        Whose trust, trustworthiness, believed trust or level.
    unit : str
        Of coefficients: "estimate", in the parameter's unit; "rank", in standard deviations of ranks; "log-odds" of a
        higher level.
    n_people, n_blocks, n_at_bound : int
        People with all covariates, their blocks, and how many of them have the estimate at an end of its range.
    coefficients : tuple of Coefficient
        Empty where nothing is estimated; `note` says why.
    note : str
        In words: what is lacking.

    """

    role: Role
    outcome: str
    unit: str
    n_people: int
    n_blocks: int
    n_at_bound: int
    coefficients: tuple[Coefficient, ...]
    note: str = ""


def regressions(people: Sequence[PersonFit], participants: pd.DataFrame, covariates: Sequence[str]) -> list[Regression]:
    """Return the regressions of each outcome on all covariates together.

    Parameters
    ----------
    people : sequence of PersonFit
        From the comparison.
    participants : DataFrame
        As `forecast_sharing.dataset.read_participants` returns it; people without a block there are left out.
    covariates : sequence of str
        Names of its columns. Those that fewer than half of the people of a role answered, or all alike, are left out.

    Returns
    -------
    list of Regression
        Of trust, trustworthiness and believed trust by least squares, and of the level by ordered logit. Errors are
        clustered by block, with the factor G / (G - 1) (N - 1) / (N - K) for least squares and G / (G - 1) for the
        ordered logit, and intervals are those of t with G - 1 degrees of freedom. There are none with fewer than three
        blocks, or no more blocks than coefficients.

    """
    table = participants.dropna(subset="block").set_index(["session_code", "participant_code"])
    found = []
    for role, name in _OUTCOMES:
        known = [one for one in people if one.role == role and name in one.theories[TRUST.name].fit.params]
        if known:
            found.append(_of_parameter(role, name, known, _answers(known, table, covariates)))
    for role in ("sender", "receiver"):
        known = [one for one in people if one.role == role and LEVEL_K.name in one.theories]
        if known:
            found.append(_of_level(role, known, _answers(known, table, covariates)))
    return found


@dataclass(frozen=True, eq=False)
class _Answers:
    """Who has all covariates, standardised: positions among the people, names, (n, k) numbers, and blocks."""

    chosen: IntArray
    names: tuple[str, ...]
    scores: FloatArray
    blocks: IntArray

    @property
    def why_not(self) -> str:
        """Return why there is no regression; empty where there is one."""
        if not self.names:
            return "no covariate varies"
        if len(self.chosen) < FEWEST_PEOPLE:
            return f"{len(self.chosen)} people have all covariates, and there must be {FEWEST_PEOPLE}"
        if np.linalg.matrix_rank(self.scores) < len(self.names):
            return "some covariates move together, so that nothing tells them apart"
        return ""

    def why_no_errors(self, n_coefficients: int) -> str:
        """Return why there are no standard errors; empty where there are."""
        n_blocks = len(np.unique(self.blocks))
        if n_blocks < _FEWEST_BLOCKS or n_blocks <= n_coefficients:
            return f"{n_blocks} blocks for {n_coefficients} coefficients: too few for standard errors"
        return ""


def _answers(people: Sequence[PersonFit], table: pd.DataFrame, covariates: Sequence[str]) -> _Answers:
    wanted = pd.MultiIndex.from_tuples([(one.session, one.code) for one in people])
    rows = table.reindex(wanted)
    scores = rows[list(covariates)].astype(float)
    asked = [name for name in covariates if scores[name].notna().mean() >= 0.5]
    chosen = np.flatnonzero((scores[asked].notna().all(axis=1) & rows["block"].notna()).to_numpy())
    blocks = pd.factorize(pd.Series(list(zip(wanted.get_level_values(0), rows["block"], strict=True))).iloc[chosen])[0]
    values = scores[asked].to_numpy()[chosen]
    spread = values.std(axis=0) if len(chosen) else np.zeros(len(asked))
    varies = spread > 0
    standardised = (values[:, varies] - values[:, varies].mean(axis=0)) / spread[varies]
    return _Answers(chosen, tuple(np.array(asked, dtype=object)[varies]), standardised, blocks)


def _of_parameter(role: Role, name: str, people: Sequence[PersonFit], answers: _Answers) -> Regression:
    fits = [people[number].theories[TRUST.name].fit for number in answers.chosen]
    ends = np.array([_end(fit.at_bound, name) for fit in fits], dtype=np.float64)
    n_at_bound = int(np.count_nonzero(ends))
    estimates = np.array([round(fit.params[name], _DECIMALS) for fit in fits])
    unit = "rank" if n_at_bound else "estimate"
    counts = (len(fits), len(np.unique(answers.blocks)), n_at_bound)
    if why_not := answers.why_not:
        return Regression(role, name, unit, *counts, (), why_not)
    if n_at_bound:
        estimates = pd.Series(np.where(ends == 0, estimates, ends)).rank().to_numpy()
    if not np.ptp(estimates):
        return Regression(role, name, unit, *counts, (), "all people are alike")
    if n_at_bound:
        estimates = estimates / estimates.std()
    # Imported here: it takes half a second, and few reports have covariates.
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415

    found = OLS(estimates, np.column_stack([np.ones(len(estimates)), answers.scores])).fit()
    slopes, names = found.params[1:], answers.names
    if why_not := answers.why_no_errors(len(names) + 1):
        return Regression(role, name, unit, *counts, _without_errors(names, slopes), why_not)
    clustered = found.get_robustcov_results("cluster", groups=answers.blocks, use_t=True)
    return Regression(role, name, unit, *counts, _coefficients(names, slopes, clustered.bse[1:], counts[1]))


def _of_level(role: Role, people: Sequence[PersonFit], answers: _Answers) -> Regression:
    posterior = np.array([people[number].theories[LEVEL_K.name].posterior for number in answers.chosen])
    counts = (len(posterior), len(np.unique(answers.blocks)), 0)
    nothing = Regression(role, "level", "log-odds", *counts, ())
    if why_not := answers.why_not:
        return replace(nothing, note=why_not)
    weights = posterior[:, posterior.sum(axis=0) >= _SOMEBODY]
    if weights.shape[1] < 2:
        return replace(nothing, note="all people are of one level")
    found = ordered_logit(answers.scores, weights / weights.sum(axis=1, keepdims=True))
    if found is None:
        return replace(nothing, note="no finite estimate: covariates part the levels without a rest")
    names = answers.names
    if why_not := answers.why_no_errors(len(found.bread)):
        return replace(nothing, coefficients=_without_errors(names, found.slopes), note=why_not)
    pulls = np.array([np.bincount(answers.blocks, score) for score in found.scores.T]).T @ found.bread
    errors = np.sqrt((pulls**2).sum(axis=0) * counts[1] / (counts[1] - 1))[: len(names)]
    return replace(nothing, coefficients=_coefficients(names, found.slopes, errors, counts[1]))


def _end(at_bound: Sequence[str], name: str) -> float:
    """Return beyond which end of its range an estimate is; 0 where it is inside."""
    if f"{name} at its lowest" in at_bound:
        return -np.inf
    return np.inf if f"{name} at its highest" in at_bound else 0.0


def _without_errors(names: Sequence[str], slopes: FloatArray) -> tuple[Coefficient, ...]:
    return tuple(Coefficient(name, float(value), None, None, None) for name, value in zip(names, slopes, strict=True))


def _coefficients(
    names: Sequence[str], slopes: FloatArray, errors: FloatArray, n_blocks: int
) -> tuple[Coefficient, ...]:
    reach = float(stdtrit(n_blocks - 1, _UPPER))
    return tuple(
        Coefficient(name, float(value), float(error), float(value - reach * error), float(value + reach * error))
        for name, value, error in zip(names, slopes, errors, strict=True)
    )
