"""Quantal response equilibrium: play that answers itself, in the whole game and in the one that gambit solved."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_noise import logit
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.qre import QuantalResponse
from forecast_sharing.theory.assumptions import Options
from tests.golden import logit_equilibria

RECORDED = json.loads(logit_equilibria.RECORDED.read_text(encoding="utf-8"))
NOISE = {"precision": 0.001, "lapse": 0.0}
GAMES = {"uniform": CELLS["ch_ul"], "normal": Game(forecast_distribution="truncated_normal")}


def choice_probs(role, game, states):
    return np.exp(QuantalResponse(role).log_choice_probs(NOISE, Design(game, role, np.array(states, dtype=float))))


@pytest.mark.parametrize("found", RECORDED["message_equilibria"], ids=lambda found: f"{found['precision']:g}")
def test_play_in_the_coarse_game_is_what_gambit_finds(found):
    # By the two formulas of the module, on the forecasts, reports and capacities that gambit was given.
    _, receiver = logit_equilibria.message_payoffs()
    expected = np.exp(logit(receiver.mean(axis=0), found["precision"]))

    np.testing.assert_allclose(found["sender"], 1 / 3, atol=1e-9)
    np.testing.assert_allclose(found["receiver"], [expected] * 3, rtol=1e-6)


def mean_over_forecasts(game, earned):
    """Return the mean of what is earned over the prior, by midpoints of 20,000 equally likely parts."""
    forecasts = game.prior.quantile((np.arange(20_000) + 0.5) / 20_000)
    return np.mean([earned(part) for part in np.array_split(forecasts, 200)], axis=0)


@pytest.mark.parametrize("name", GAMES)
def test_receivers_answer_senders_who_say_nothing(name):
    game = GAMES[name]
    probs = choice_probs("receiver", game, [-150, 0, 37, 150])
    capacity = Design(game, "receiver", np.zeros(1)).actions

    def earned(forecasts):
        sales = game.expected_sales(forecasts[:, None], capacity)
        return (game.wholesale_price * sales - game.capacity_cost * capacity).mean(axis=0)

    expected = np.exp(logit(mean_over_forecasts(game, earned)[None, :], NOISE["precision"]))

    np.testing.assert_allclose(probs, np.repeat(expected, 4, axis=0), rtol=1e-4)


@pytest.mark.parametrize("name", GAMES)
def test_senders_answer_receivers_who_listen_to_nothing(name):
    game, forecasts = GAMES[name], [-120, 10, 150]
    reports = Design(game, "sender", np.zeros(1)).actions
    by_report = choice_probs("receiver", game, reports)
    capacity = Design(game, "receiver", np.zeros(1)).actions
    sales = game.expected_sales(np.array(forecasts, dtype=float)[:, None], capacity)
    earned = (game.retail_price - game.wholesale_price) * sales @ by_report.T

    # All reports earn the same, so that logit sends all alike.
    np.testing.assert_allclose(earned, earned[:, :1] * np.ones(len(reports)), rtol=1e-12)
    np.testing.assert_allclose(choice_probs("sender", game, forecasts), 1 / len(reports), rtol=1e-9)


def test_noise_is_logit_whatever_is_chosen():
    design = Design(GAMES["uniform"], "receiver", np.array([10.0]))
    normal = QuantalResponse("receiver", Options(noise="normal")).log_choice_probs(NOISE, design)

    np.testing.assert_array_equal(np.exp(normal), choice_probs("receiver", GAMES["uniform"], [10]))


def test_nothing_is_believed_that_the_prior_does_not_say():
    game, reports = GAMES["uniform"], np.array([-150.0, 20])
    sender, receiver = QuantalResponse("sender"), QuantalResponse("receiver")

    # Capacity 160 is the babbling one of this treatment.
    assert sender.belief(game, reports)(np.empty(0))[0] == pytest.approx([160, 160])
    assert receiver.optimum(Design(game, "receiver", reports))(np.empty(0))[0] == pytest.approx([160, 160])
    assert receiver.belief(game, reports)(np.empty(0))[0] == pytest.approx([0, 0])
    low, high = receiver.belief_range(game, reports, np.empty(0))
    assert (low.tolist(), high.tolist()) == ([-150, -150], [150, 150])
