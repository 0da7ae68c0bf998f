"""Over many seeded data sets, estimates are as far from the truth as their standard errors say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.standard_errors import uncertainty
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import Options

pytestmark = pytest.mark.slow

N_DATA_SETS = 300
# A z-score of maximum likelihood is standard normal but for terms of the order of 1 / sqrt(n) in its mean and 1 / n in
# its variance (Cox and Snell 1968). Of so many decisions these are 0.016 and 0.0003, a tenth and a five-hundredth
# of the narrowest bounds below, so the bounds are those of standard normals.
N_DECISIONS = 4_000
STATES = np.arange(-150.0, 151.0, 10)
LOGIT, NORMAL = Options(), Options(noise="normal")

# Parameters inside their ranges, where maximum likelihood is normal in large samples.
CASES = {
    "trust receiver, logit": (Trust("receiver", LOGIT), {"trust": 0.5, "precision": 0.004, "lapse": 0.05}),
    "trust receiver, normal": (Trust("receiver", NORMAL), {"trust": 0.5, "noise_sd": 18.0, "lapse": 0.05}),
    "trust sender, logit": (
        Trust("sender", LOGIT),
        {"trustworthiness": 6.0, "believed_trust": 0.7, "precision": 0.01, "lapse": 0.05},
    ),
    "trust sender, normal": (
        Trust("sender", NORMAL),
        {"trustworthiness": 4.0, "believed_trust": 0.7, "noise_sd": 12.0, "lapse": 0.05},
    ),
    "level-1 receiver, logit": (LevelK("receiver", LOGIT, level=1), {"precision": 0.004, "lapse": 0.05}),
    "level-1 receiver, normal": (LevelK("receiver", NORMAL, level=1), {"noise_sd": 18.0, "lapse": 0.05}),
    "level-2 sender, logit": (LevelK("sender", LOGIT, level=2), {"precision": 0.006, "lapse": 0.05}),
    "level-2 sender, normal": (LevelK("sender", NORMAL, level=2), {"noise_sd": 12.0, "lapse": 0.05}),
}


# All checks of this file together fail by chance with this probability, if estimates and errors are right.
ERROR = 0.001
# Mean, sd and coverage of each parameter, and coverage over all cases; each may fail at either end.
TAIL = ERROR / (2 * (3 * sum(len(params) for _, params in CASES.values()) + 1))


@cache
def z_scores(case):
    """Return the z-scores of each parameter over all data sets, estimated without knowing the truth but as a start."""
    model, params = CASES[case]
    rng = np.random.default_rng(20_311)
    found = [_z_scores(model, params, _draw(model, params, rng)) for _ in range(N_DATA_SETS)]
    return {name: np.array([scores[name] for scores in found]) for name in params}


def _draw(model, params, rng):
    design = Design(CELLS["ch_ul"], model.role, STATES)
    probs = np.exp(model.log_choice_probs(params, design))
    of_state = rng.multinomial(N_DECISIONS, np.full(len(STATES), 1 / len(STATES)))
    counts = np.array([rng.multinomial(n, row / row.sum()) for n, row in zip(of_state, probs, strict=True)])
    state, action = np.nonzero(counts)
    zeros = np.zeros(len(state), dtype=np.int64)
    return Decisions(design, state, action, counts[state, action].astype(np.float64), zeros, zeros)


def _z_scores(model, params, decisions):
    found = fit(model, [decisions], starts=[params])
    errors = uncertainty(found, [decisions]).hessian
    # Positive parameters are nearly normal on the scale of their logarithm, on which they are estimated.
    return {
        name: np.log(found.params[name] / value) * found.params[name] / errors[name]
        if name in ("precision", "noise_sd", "lapse")
        else (found.params[name] - value) / errors[name]
        for name, value in params.items()
    }


def coverage_bounds(n):
    """Return the bounds of how many of n independent 95% intervals hold the truth."""
    return stats.binom.ppf(TAIL, n, 0.95), stats.binom.isf(TAIL, n, 0.95)


@pytest.mark.parametrize("case", CASES)
def test_z_scores_have_mean_zero(case):
    # The mean of n standard normals is normal with sd 1 / sqrt(n).
    bound = stats.norm.isf(TAIL) / np.sqrt(N_DATA_SETS)

    assert {name: mean for name, z in z_scores(case).items() if abs(mean := z.mean()) > bound} == {}


@pytest.mark.parametrize("case", CASES)
def test_z_scores_have_standard_deviation_one(case):
    # n - 1 times the variance of n standard normals is chi-squared with n - 1 degrees of freedom.
    free = N_DATA_SETS - 1
    low, high = np.sqrt([stats.chi2.ppf(TAIL, free) / free, stats.chi2.isf(TAIL, free) / free])

    assert {name: sd for name, z in z_scores(case).items() if not low <= (sd := z.std(ddof=1)) <= high} == {}


@pytest.mark.parametrize("case", CASES)
def test_intervals_of_95_per_cent_hold_the_truth_that_often(case):
    low, high = coverage_bounds(N_DATA_SETS)
    held = {name: int((np.abs(z) < stats.norm.ppf(0.975)).sum()) for name, z in z_scores(case).items()}

    assert {name: n for name, n in held.items() if not low <= n <= high} == {}


def test_intervals_of_all_models_together_hold_the_truth_that_often():
    # The first parameter of each model: those of one fit depend on each other, those of different cases do not.
    first = np.concatenate([next(iter(z_scores(case).values())) for case in CASES])
    low, high = coverage_bounds(len(first))

    assert low <= (np.abs(first) < stats.norm.ppf(0.975)).sum() <= high
