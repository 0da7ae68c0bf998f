"""The best possible test: true likelihoods against plain Monte Carlo, and what it says, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.people import NoiseSpread, Population, draw_decider
from forecast_sharing.models.rounding import multiple_near
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.simulation.best_test import _of_makers, best_word, columns, odds
from forecast_sharing.simulation.sessions import ROUNDED, simulate
from forecast_sharing.simulation.true_densities import true_densities
from forecast_sharing.theory.assumptions import Options

N_DRAWN = 400
ROUNDING = Population(noise=NoiseSpread(rounding_share=0.5))


@pytest.mark.parametrize(("theory", "noise"), [("trust", "logit"), ("level_k", "normal")])
def test_true_densities_are_those_of_people_who_are_drawn(theory, noise):
    options = Options(noise=noise)
    simulated = simulate(theory, ["ch_uh"], pairs=2, n_rounds=2, seed=3, population=ROUNDING, options=options)
    sample = collect(simulated.rounds())
    density, coarser = true_densities(sample, theory, ROUNDING, options)
    rng = np.random.default_rng(20_911)

    for decisions in sample.decisions:
        drawn = [draw_decider(theory, decisions.design.game, ROUNDING, rng, options) for _ in range(N_DRAWN)]
        likelihood = np.array([_likelihood(one, decisions, len(density)) for one in drawn])
        mean, error = likelihood.mean(axis=0), likelihood.std(axis=0) / N_DRAWN**0.5
        for person in np.unique(decisions.person):
            # Four standard errors of the draws, and what grids of parameters cost, which a grid half as fine bounds.
            cost = abs(density[person] - coarser[person])
            assert abs(density[person] - np.log(mean[person])) < 4 * error[person] / mean[person] + cost


def _likelihood(decider, decisions, n_people):
    """Return the likelihood of each person's decisions if the person were this one, worked out action by action."""
    design = decisions.design
    probs = np.exp(decider.models[design.role].log_choice_probs(decider.params[design.role], design))
    if decider.rounds_to > 1:
        rounded = np.zeros_like(probs)
        for action, multiple in enumerate(multiple_near(design.actions, design.actions, decider.rounds_to)):
            rounded[:, multiple - int(design.actions[0])] += probs[:, action]
        probs = ROUNDED * rounded + (1 - ROUNDED) * probs
    logs = decisions.count * np.log(probs[decisions.state, decisions.action])
    return np.exp(np.bincount(decisions.person, logs, n_people))


def test_people_who_are_all_alike_need_no_grid():
    alike = Population(
        {"trust": TrustPopulation(Spread(0.4, 0), Spread(2, 0), Spread(0.8, 0), truthful_share=0)},
        NoiseSpread(Spread(0.02, 0), Spread(0.002, 0), lapse=Spread(0.02, 0)),
    )
    sample = collect(simulate("trust", ["ch_uh"], pairs=2, n_rounds=3, seed=3, population=alike).rounds())
    (density, _), rng = true_densities(sample, "trust", alike, Options()), np.random.default_rng(1)

    for decisions in sample.decisions:
        decider = draw_decider("trust", decisions.design.game, alike, rng)
        likelihood = _likelihood(decider, decisions, len(density))
        people = np.unique(decisions.person)
        assert density[people] == pytest.approx(np.log(likelihood[people]), abs=1e-3)


@pytest.mark.parametrize(
    ("trust", "level_k", "hybrid", "word"),
    [
        pytest.param(0, -7, -5, "trust", id="a theory at a thousand to one"),
        pytest.param(0, -6.8, -5, "undecided", id="a theory at less"),
        pytest.param(-30, -2, 0, "level_k", id="hybrid is likelier, but not ten times"),
        pytest.param(-30, -3, 0, "undecided", id="hybrid is ten times likelier"),
        pytest.param(-30, -7, 0, "hybrid", id="hybrid at a thousand to one against both"),
    ],
)
def test_what_the_best_test_says(trust, level_k, hybrid, word):
    assert best_word({"trust": trust, "level_k": level_k, "hybrid": hybrid}) == word


def test_the_hybrid_is_the_mixture_of_both_in_each_person():
    found = _of_makers({"trust": np.log([0.2, 0.1]), "level_k": np.log([0.4, 0.3])}, 0.25)

    assert found == pytest.approx({"trust": np.log(0.02), "level_k": np.log(0.12), "hybrid": np.log(0.35 * 0.25)})


def test_words_and_odds_are_counted_by_hand():
    # Logarithms of the odds of trust against level-k: 1 and 8; of 10, 100 and 1,000: 2.3, 4.6 and 6.9.
    found = [_found("undecided", -1.0, 0.5), _found("trust", -8.0, 0.0)]
    row = columns("trust", found)
    table = odds({("trust", "logit"): found}, ["maker", "noise"]).set_index("against")

    assert (row["best_trust"], row["best_undecided"], row["best_right"], row["perfect_hybrid"]) == (1, 1, 0.5, 2)
    assert list(table.index) == ["level_k", "hybrid"]
    assert table.loc["level_k", ["median", "over_1", "over_10", "over_1000"]].tolist() == [4.5, 1, 0.5, 0.5]
    assert table.loc["hybrid", "over_1"] == 0
    # The first data set's level-k is half a unit likelier on the coarser grid.
    assert table.loc["level_k", "error"] == 0.5


def _found(word, level_k, change):
    log_likelihood = {"trust": 0.0, "level_k": level_k, "hybrid": 0.0}
    coarser = log_likelihood | {"level_k": level_k + change}
    return {"word": word, "rule": "hybrid", "log_likelihood": log_likelihood, "coarser": coarser}
