from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast_sharing.estimation.decisions import Decisions
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_noise import discretised_normal, logit, with_lapse
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.naive import BENCHMARKS
from forecast_sharing.models.registry import THEORIES
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import Options
from tests.strategies import games

OPTIONS = [
    Options(),
    Options(noise="normal"),
    Options(prior="untruncated"),
    Options(prior="untruncated", noise="normal"),
    Options(tie_break="uniform", off_path_beliefs="prior"),
    Options(tie_break="largest", noise="normal"),
]


@st.composite
def models(draw: st.DrawFn):
    role, options = draw(st.sampled_from(ROLES)), draw(st.sampled_from(OPTIONS))
    family = draw(st.sampled_from([*THEORIES, *BENCHMARKS]))
    if family in BENCHMARKS:
        return family(role, options)
    # Steps above the second are the second over again, at the cost of its tables.
    return draw(st.sampled_from(family.models(role, replace(options, highest_level=2))))


def _draw_params(data: st.DataObject, model, game: Game) -> dict[str, float]:
    """Draw parameters from all of their ranges, ends included, and lapse 0 too."""
    params = {}
    for parameter in model.parameters(game):
        share = data.draw(st.sampled_from([0.0, 1.0]) | st.floats(0, 1), label=parameter.name)
        if parameter.is_log:
            params[parameter.name] = parameter.low * (parameter.high / parameter.low) ** share
        else:
            params[parameter.name] = parameter.low + share * (parameter.high - parameter.low)
    if "lapse" in params and data.draw(st.booleans(), label="no lapses"):
        params["lapse"] = 0.0
    return params


def _draw_design(data: st.DataObject, role, game: Game) -> Design:
    state = st.integers(*game.report_range)
    return Design(game, role, np.array(data.draw(st.lists(state, min_size=1, max_size=4)), dtype=np.float64))


@given(games(), models(), st.data())
def test_probabilities_are_finite_and_sum_to_one(game, model, data):
    design = _draw_design(data, model.role, game)

    log_probs = model.log_choice_probs(_draw_params(data, model, game), design)

    assert log_probs.shape == (len(design.states), len(design.actions))
    assert np.isfinite(log_probs).all()
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, atol=1e-9)


@given(games(), models(), st.data())
def test_likelihood_looks_up_the_models_probabilities(game, model, data):
    design = _draw_design(data, model.role, game)
    design = Design(game, model.role, np.unique(design.states))
    params = _draw_params(data, model, game)
    state = np.arange(len(design.states))
    action = np.array([data.draw(st.integers(0, len(design.actions) - 1)) for _ in state])
    zeros = np.zeros(len(state), dtype=np.int64)
    decisions = Decisions(design, state, action, np.ones(len(state)), zeros, zeros)
    # Below the least lapse rate that is estimated, the derivative in the lapse rate may overflow.
    params = {name: max(value, 1e-4) if name == "lapse" else value for name, value in params.items()}

    log_probs, _ = contributions(model, [decisions])(model.values(params, design))

    np.testing.assert_allclose(log_probs, model.log_choice_probs(params, design)[state, action], rtol=1e-8, atol=1e-8)


@settings(max_examples=min(60, settings.default.max_examples))
@given(st.sampled_from(list(CELLS.values())), models(), st.data())
def test_scores_equal_numerical_derivatives(game, model, data):
    states = np.unique(np.array(data.draw(st.lists(st.integers(-140, 140), min_size=3, max_size=8)), dtype=np.float64))
    design = Design(game, model.role, states)
    state = np.arange(len(states))
    action = np.array([data.draw(st.integers(0, len(design.actions) - 1)) for _ in state])
    zeros = np.zeros(len(state), dtype=np.int64)
    evaluate = contributions(model, [Decisions(design, state, action, np.ones(len(state)), zeros, zeros)])
    # Inside the ranges and away from kinks, with noise of a size that people have.
    inside = {"precision": 0.005, "noise_sd": 15.0, "lapse": 0.05, "believed_trust": 0.613, "trust": 0.413}
    values = np.array(
        [
            inside.get(p.name, p.low + (p.high - p.low) * data.draw(st.floats(0.11, 0.89)))
            for p in model.parameters(game)
        ]
    )

    _, slopes = evaluate(values)

    for index, slope in enumerate(slopes):
        step = 1e-5 * max(abs(values[index]), 1e-2)
        ahead, behind = values.copy(), values.copy()
        ahead[index] += step
        behind[index] -= step
        numerical = (evaluate(ahead)[0] - evaluate(behind)[0]) / (2 * step)
        # The optimum's kinks (truth, the highest report) are corners of the likelihood: allow for one-sided slopes.
        close = np.isclose(slope, numerical, rtol=1e-3, atol=1e-3 * (1 + np.abs(numerical).max()))
        assert close.mean() >= (0.5 if model.noise == "normal" and model.role == "sender" else 1)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("options", OPTIONS)
@given(st.data())
@settings(max_examples=5)
def test_vanishing_precision_is_uniform_choice(role, options, data):
    if options.noise != "logit":
        return
    design = _draw_design(data, role, Game())

    for model in (Trust(role, options), LevelK(role, options, level=2)):
        own = {p.name: data.draw(st.floats(p.low, p.high)) for p in model.own_parameters(Game())}
        log_probs = model.log_choice_probs(own | {"precision": 0.0, "lapse": 0.0}, design)
        np.testing.assert_allclose(log_probs, -np.log(len(design.actions)), atol=1e-9)


@given(games(), st.data(), st.floats(0, 1))
def test_great_precision_is_the_best_response(game, data, share):
    design = _draw_design(data, "receiver", game)
    best = Trust("receiver").optimum(design)(np.array([share]))[0]

    log_probs = Trust("receiver").log_choice_probs({"trust": share, "precision": 1e9, "lapse": 0}, design)

    chosen = np.exp(log_probs) @ design.actions
    assert (np.abs(chosen - best) <= 1 + 1e-6).all()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20),
    st.floats(0, 1e6),
    st.floats(-1e6, 1e6),
)
def test_logit_ignores_a_constant_and_sums_to_one(utilities, precision, constant):
    worth = np.array([utilities])

    log_probs = logit(worth, precision)

    assert np.isfinite(log_probs).all()
    np.testing.assert_allclose(np.exp(log_probs).sum(), 1, atol=1e-12)
    # Adding a constant costs utilities of 1e6 their last four digits or so: 1e-10 each, times the precision.
    np.testing.assert_allclose(logit(worth + constant, precision), log_probs, atol=1e-9 * max(precision, 1))


@given(st.floats(-1e4, 1e4), st.floats(1e-6, 1e6), st.floats(0, 1))
def test_discretised_normal_with_lapses_sums_to_one(optimum, noise_sd, lapse):
    actions = np.arange(-150.0, 151.0)

    log_probs = with_lapse(discretised_normal(np.array([optimum]), actions, noise_sd), lapse, len(actions))

    assert np.isfinite(log_probs).all()
    np.testing.assert_allclose(np.exp(log_probs).sum(), 1, atol=1e-9)
