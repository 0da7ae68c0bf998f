"""Over many seeded data sets, estimates are as far from the truth as their standard errors say."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.choice_models import LevelK, Trust
from forecast_sharing.choice_noise import draw_actions
from forecast_sharing.decisions import Decisions
from forecast_sharing.design import Design
from forecast_sharing.fitting import fit
from forecast_sharing.game import CELLS
from forecast_sharing.options import Options
from forecast_sharing.standard_errors import uncertainty

pytestmark = pytest.mark.slow

N_DATA_SETS = 100
N_DECISIONS = 400
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


def _draw(model, params, rng):
    game = CELLS["ch_ul"]
    design = Design(game, model.role, np.arange(-150.0, 151.0))
    log_probs = model.log_choice_probs(params, design)
    state = rng.integers(0, 301, N_DECISIONS)
    chosen = draw_actions(log_probs[state], design, rng.random(N_DECISIONS))
    zeros = np.zeros(N_DECISIONS, dtype=np.int64)
    action = chosen - int(design.actions[0])
    return Decisions(design, state, action, np.ones(N_DECISIONS), zeros, zeros)


@pytest.mark.parametrize("case", CASES)
def test_estimates_are_as_far_off_as_their_errors_say(case):
    model, params = CASES[case]
    rng = np.random.default_rng(20_311)
    z_scores, covered = [], []
    for _ in range(N_DATA_SETS):
        decisions = _draw(model, params, rng)
        found = fit(model, [decisions], starts=[params])
        errors = uncertainty(found, [decisions]).hessian
        for name, value in params.items():
            if errors[name] is None:
                continue
            # Positive parameters are nearly normal on the scale of their logarithm, on which they are estimated.
            if name in ("precision", "noise_sd", "lapse"):
                z = np.log(found.params[name] / value) * found.params[name] / errors[name]
            else:
                z = (found.params[name] - value) / errors[name]
            z_scores.append((name, z))
            covered.append(abs(z) < 1.96)

    for name in params:
        scores = np.array([z for one, z in z_scores if one == name])
        n = len(scores)
        assert n > 0.9 * N_DATA_SETS
        # The mean of n standard normals has sd 1 / sqrt(n), their sd has 1 / sqrt(2n): four of each. Estimates from
        # 400 decisions are biased by some hundredths of a standard error: a tenth is allowed.
        assert abs(scores.mean()) < 4 / np.sqrt(n) + 0.1, name
        assert abs(scores.std() - 1) < 4 / np.sqrt(2 * n) + 0.05, name
    # A share of 0.95 among n has sd sqrt(0.95 * 0.05 / n); parameters of one fit are treated as one.
    assert abs(np.mean(covered) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / N_DATA_SETS)
