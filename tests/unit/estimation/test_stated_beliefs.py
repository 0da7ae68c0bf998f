"""Stated beliefs in the likelihood: what a cell contributes, its derivatives, and what the option leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from forecast_sharing.__main__ import main
from forecast_sharing.estimation.decisions import Decisions, collect
from forecast_sharing.estimation.grid_tables import BELIEF_SDS
from forecast_sharing.estimation.grids import family_of
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import fit, parameters_of
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LEVEL_K, LevelK
from forecast_sharing.models.naive import Babbling, Linear, Truth, Uniform
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered, Options

GAME = CELLS["ch_ul"]
USED, IGNORED = Options(stated_beliefs="used"), Options()
INSIDE = {
    "trust": 0.413, "trustworthiness": 4.0, "believed_trust": 0.613, "precision": 0.005, "noise_sd": 15.0,
    "lapse": 0.05, "belief_sd": 20.0, "usual_report": 30.0, "intercept": 12.0, "slope": 0.7,
    "belief_intercept": 8.0, "belief_slope": 0.6,
}  # fmt: skip
MODELS = [
    pytest.param(kind, id=f"{kind.name} {kind.role}")
    for role in ("sender", "receiver")
    for kind in (
        Trust(role, USED),
        LevelK(role, USED, level=2),
        Truth(role, USED),
        Babbling(role, USED),
        Linear(role, USED),
    )
]


def some_decisions(role, stated=(40, -1, 200)):
    """Return three decisions, by default the second without a belief."""
    design = Design(GAME, role, np.array([-60.0, 0.0, 90.0]))
    positions, zeros = np.arange(3), np.zeros(3, dtype=np.int64)
    return Decisions(design, positions, np.array([150, 200, 260]), np.ones(3), zeros, zeros, np.array(stated))


def values_of(model, decisions):
    return np.array([INSIDE[parameter.name] for parameter in parameters_of(model, [decisions])])


@pytest.mark.parametrize("model", MODELS)
def test_a_cell_contributes_its_decision_and_its_belief(model):
    decisions = some_decisions(model.role)
    values = values_of(model, decisions)
    of_choices = {parameter.name: INSIDE[parameter.name] for parameter in model.parameters(GAME)}
    expected = model.log_choice_probs(of_choices, decisions.design)[decisions.state, decisions.action]
    statements = decisions.design.statements
    own = values[: len(model.own_parameters(GAME))]
    if model.name == "linear":
        own = np.append(own, [INSIDE["belief_intercept"], INSIDE["belief_slope"]])
    reports = decisions.design.actions[[150, 200, 260]] if model.role == "sender" else decisions.design.states
    believed, _ = model.belief(GAME, reports)(own)
    for cell, position in ((0, 40), (2, 200)):
        unit = statements[position]
        share = np.diff(norm.cdf([unit - 0.5, unit + 0.5], believed[cell], INSIDE["belief_sd"]))[0]
        expected[cell] += np.log((1 - INSIDE["lapse"]) * share + INSIDE["lapse"] / len(statements))

    np.testing.assert_allclose(contributions(model, [decisions])(values)[0], expected, rtol=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_scores_of_beliefs_equal_numerical_derivatives(model):
    decisions = some_decisions(model.role)
    evaluate, values = contributions(model, [decisions]), values_of(model, decisions)
    _, slopes = evaluate(values)

    assert parameters_of(model, [decisions])[-1].name == "belief_sd"
    assert len(slopes) == len(values)
    for index, slope in enumerate(slopes):
        step = 1e-6 * max(abs(values[index]), 1e-2)
        ahead, behind = values.copy(), values.copy()
        ahead[index] += step
        behind[index] -= step
        numerical = (evaluate(ahead)[0] - evaluate(behind)[0]) / (2 * step)
        np.testing.assert_allclose(slope, numerical, rtol=1e-4, atol=1e-4 * (1 + np.abs(numerical).max()))


def test_a_uniform_statement_is_one_of_all_numbers():
    decisions = some_decisions("receiver")
    logs, slopes = contributions(Uniform("receiver", USED), [decisions])(np.empty(0))

    # 301 forecasts can be stated; in the second cell none was.
    by_decision = -np.log(len(decisions.design.actions))
    np.testing.assert_allclose(logs, by_decision - np.log(301) * np.array([1, 0, 1]))
    assert slopes.shape == (0, 3)


@pytest.mark.parametrize("decisions", [some_decisions("receiver"), some_decisions("receiver", (-1, -1, -1))])
def test_beliefs_that_are_ignored_or_not_there_leave_everything_as_it_was(decisions):
    is_stated = (decisions.stated >= 0).any()
    model = Trust("receiver", IGNORED if is_stated else USED)
    names = [parameter.name for parameter in parameters_of(model, [decisions])]
    values = np.array([INSIDE[name] for name in names])
    chosen = model.log_choice_probs(dict(zip(names, values, strict=True)), decisions.design)

    assert names == ["trust", "precision", "lapse"]
    np.testing.assert_allclose(contributions(model, [decisions])(values)[0], chosen[[0, 1, 2], decisions.action])


def test_beliefs_are_collected_beside_the_decisions():
    rounds = simulate("trust", ["ch_ul"], pairs=2, n_rounds=4, seed=2, beliefs=True).rounds()
    rounds.loc[0, ["stated_capacity", "stated_forecast"]] = None
    sample = collect(rounds)
    for role, column in (("sender", "stated_capacity"), ("receiver", "stated_forecast")):
        (mine,) = sample.of_role(role)
        told = mine.stated >= 0
        found = sorted(np.repeat(mine.design.statements[mine.stated[told]], mine.count[told].astype(int)))

        assert found == sorted(rounds[column].dropna())
        assert mine.count[~told].sum() == 1
        assert sorted(np.repeat(mine.reports, mine.count.astype(int))) == sorted(rounds["report"])
    assert sample.has_beliefs
    assert not collect(rounds.assign(stated_capacity=None, stated_forecast=None)).has_beliefs


def test_grids_average_over_the_scatter_of_beliefs():
    rounds = simulate("trust", ["ch_ul"], pairs=2, n_rounds=4, seed=2, beliefs=True).rounds()
    sample = collect(rounds)
    level_1 = (
        family_of(LEVEL_K, sample, Considered(options, ())).by_role["receiver"][1].tables[:, :, 0]
        for options in (USED, IGNORED)
    )
    added = np.subtract(*level_1)
    model = LevelK("receiver", USED, level=1)
    decisions = sample.of_role("receiver")
    person, lapse = 0, 1
    by_sd = []
    for belief_sd in BELIEF_SDS:
        with_beliefs, _ = contributions(model, decisions)(np.array([0.005, 0.03, belief_sd]))
        without, _ = contributions(LevelK("receiver", IGNORED, level=1), decisions)(np.array([0.005, 0.03]))
        mine = (decisions[0].person == sample.of_role("receiver")[0].person.min()) & (decisions[0].fold == 0)
        by_sd.append(((with_beliefs - without) * decisions[0].count)[mine].sum())

    # Single precision leaves four decimals; noise of decisions does not matter.
    np.testing.assert_allclose(added[0, person, :, lapse], logsumexp(by_sd) - np.log(len(by_sd)), rtol=0, atol=2e-3)


def test_a_fit_with_beliefs_still_says_what_is_chosen():
    decisions = some_decisions("receiver")
    found = fit(Trust("receiver", USED), [decisions])

    assert set(found.params) == {"trust", "precision", "lapse", "belief_sd"}
    log_probs = found.model.log_choice_probs(found.params, decisions.design)
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1)


def test_fit_refuses_to_use_beliefs_that_are_not_there(tmp_path, capsys):
    arguments = ["--theory", "trust", "--cells", "ch_uh", "--pairs", "2", "--rounds", "2", "--out", str(tmp_path)]
    assert main(["simulate", *arguments]) == 0

    assert main(["fit", str(tmp_path / "rounds.csv"), "--out", str(tmp_path), "--stated-beliefs", "used"]) == 2
    assert "--stated-beliefs used needs rounds with stated beliefs" in capsys.readouterr().err
