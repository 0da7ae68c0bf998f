"""What stated beliefs add: estimates are found again, and are surer by what theory says they should be."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import Decisions, collect
from forecast_sharing.estimation.grids import families_of
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.estimation.standard_errors import uncertainty
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_noise import discretised_normal, draw_actions, with_lapse
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered, Options

pytestmark = pytest.mark.slow

GAME = CELLS["ch_ul"]
USED, IGNORED = Options(stated_beliefs="used"), Options()
N_DATA_SETS, N_DECISIONS = 60, 150
LAPSE, BELIEF_SD = 0.03, 15.0
CASES = {
    "believed_trust": (
        "sender",
        {"trustworthiness": 3.0, "believed_trust": 0.7, "precision": 0.006, "lapse": LAPSE, "belief_sd": BELIEF_SD},
    ),
    "trust": ("receiver", {"trust": 0.45, "precision": 0.004, "lapse": LAPSE, "belief_sd": BELIEF_SD}),
}


def _draw(role, params, rng):
    """Return decisions with beliefs, and how fast the beliefs change with the last of the model's own parameters."""
    model = Trust(role, USED)
    design = Design(GAME, role, np.arange(-150.0, 151.0))
    state = rng.integers(0, 301, N_DECISIONS)
    log_probs = model.log_choice_probs(params, design)
    action = draw_actions(log_probs[state], design, rng.random(N_DECISIONS)) - int(design.actions[0])
    reports = design.actions[action] if role == "sender" else design.states[state]
    own = np.array([params[parameter.name] for parameter in model.own_parameters(GAME)])
    believed, slopes = model.belief(GAME, reports)(own)
    said = with_lapse(
        discretised_normal(believed, design.statements, BELIEF_SD), params["lapse"], len(design.statements)
    )
    reached = np.cumsum(np.exp(said), axis=1)
    stated = (reached[:, :-1] <= rng.random(N_DECISIONS)[:, None]).sum(axis=1)
    zeros = np.zeros(N_DECISIONS, dtype=np.int64)
    return Decisions(design, state, action, np.ones(N_DECISIONS), zeros, zeros, stated), slopes[-1]


@pytest.mark.parametrize("name", CASES)
def test_beliefs_make_trust_as_much_surer_as_their_information_says(name):
    role, params = CASES[name]
    rng = np.random.default_rng(20_411)
    z_scores, errors, expected, without = {"belief_sd": [], name: []}, [], [], []
    for _ in range(N_DATA_SETS):
        decisions, slopes = _draw(role, params, rng)
        used = fit(Trust(role, USED), [decisions], starts=[params])
        ignored = fit(Trust(role, IGNORED), [decisions], starts=[params])
        error = uncertainty(used, [decisions]).hessian
        error_without = uncertainty(ignored, [decisions]).hessian[name]
        z_scores[name].append((used.params[name] - params[name]) / error[name])
        relative = used.params["belief_sd"] / error["belief_sd"]
        z_scores["belief_sd"].append(np.log(used.params["belief_sd"] / BELIEF_SD) * relative)
        if error_without is None:
            continue
        errors.append(error[name])
        without.append(error_without)
        # Beliefs that scatter normally add the sum of squared slopes over the variance to the information on this
        # parameter alone; a share of them, the lapses, says nothing.
        added = (1 - LAPSE) * (slopes**2).sum() / BELIEF_SD**2
        expected.append((1 / error_without**2 + added) ** -0.5)

    n = len(z_scores[name])
    assert len(errors) > 0.9 * N_DATA_SETS
    for scores in z_scores.values():
        # The mean of n standard normals has sd 1 / sqrt(n), their sd has 1 / sqrt(2n): four of each, and a tenth for
        # the bias of estimates from 150 decisions.
        assert abs(np.mean(scores)) < 4 / np.sqrt(n) + 0.1
        assert abs(np.std(scores) - 1) < 4 / np.sqrt(2 * n) + 0.05
    assert np.max(np.array(errors) / without) < 1
    # Observed and expected information differ from data set to data set, and by what lapses cost beside their share.
    assert np.mean(errors) == pytest.approx(np.mean(expected), rel=0.1)


def test_beliefs_make_levels_surer():
    # Decisions that say little, beliefs that say much.
    noise = NoiseSpread(sender_precision=Spread(5e-4, 0), receiver_precision=Spread(3e-4, 0))
    levels_0_to_3 = Population({"level_k": LevelKPopulation((0.25, 0.25, 0.25, 0.25))}, noise=noise)
    simulated = simulate(
        "level_k", ["ch_ul"], pairs=6, n_rounds=6, seed=7, population=levels_0_to_3, beliefs=True, roles="alternate"
    )
    sample = collect(simulated.rounds())
    true_level = {person.participant_code: person.as_row()["level"] for person in simulated.people}
    levels = np.array([true_level[person.code] for person in sample.people])
    of_truth = {}
    for options in (USED, IGNORED):
        posterior = predict_people(sample, families_of(sample, Considered(options, ()))).kinds["level_k"]
        of_truth[options.stated_beliefs] = np.log(posterior[np.arange(len(levels)), levels])

    # What is said is drawn from the same level, so the truth's log-posterior rises in expectation (Gibbs' inequality).
    gain = of_truth["used"] - of_truth["ignored"]
    assert gain.mean() > 0
    assert np.exp(of_truth["used"]).mean() > np.exp(of_truth["ignored"]).mean()
