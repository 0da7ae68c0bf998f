from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_noise import logit
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.naive import Babbling, Linear, Truth, Uniform
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import Options
from tests.golden import logit_equilibria

NOISE = {"precision": 0.01, "lapse": 0.02}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("noise", ["logit", "normal"])
def test_theories_coincide_at_full_trust_and_no_cost_of_lying(cell, noise):
    options = Options(noise=noise)
    params = NOISE if noise == "logit" else {"noise_sd": 12.0, "lapse": 0.02}
    seen = np.arange(-150, 151)
    sender, receiver = Design(CELLS[cell], "sender", seen), Design(CELLS[cell], "receiver", seen)

    np.testing.assert_allclose(
        Trust("sender", options).log_choice_probs({"trustworthiness": 0, "believed_trust": 1} | params, sender),
        LevelK("sender", options, level=1).log_choice_probs(params, sender),
        atol=1e-8,
    )
    np.testing.assert_allclose(
        Trust("receiver", options).log_choice_probs({"trust": 1} | params, receiver),
        LevelK("receiver", options, level=0).log_choice_probs(params, receiver),
        atol=1e-8,
    )


def test_selfish_logit_sender_likes_all_reports_alike_once_everything_is_covered():
    log_probs = LevelK("sender", level=1).log_choice_probs(NOISE, Design(CELLS["ch_ul"], "sender", [0.0]))[0]

    # Minimal lie 40: reports from 40 up, the positions from 190, all cover demand.
    np.testing.assert_allclose(log_probs[190:], log_probs[190])
    assert log_probs[180] < log_probs[190]


def test_benchmarks_by_hand():
    seen = np.array([-20.0, 60.0])
    sender, receiver = Design(Game(), "sender", seen), Design(Game(), "receiver", seen)
    noise = {"noise_sd": 0.1, "lapse": 0}

    def best(model, design, **own):
        return design.actions[np.argmax(model.log_choice_probs(own | noise, design), axis=1)]

    np.testing.assert_array_equal(best(Truth("sender"), sender), [-20, 60])
    np.testing.assert_array_equal(best(Truth("receiver"), receiver), [185, 265])
    np.testing.assert_array_equal(best(Babbling("sender"), sender, usual_report=90), [90, 90])
    np.testing.assert_array_equal(best(Babbling("receiver"), receiver), [159, 159])
    np.testing.assert_array_equal(best(Linear("receiver"), receiver, intercept=180, slope=0.5), [170, 210])
    np.testing.assert_allclose(Uniform("sender").log_choice_probs({}, sender), -np.log(301))


RECORDED = json.loads(logit_equilibria.RECORDED.read_text(encoding="utf-8"))


def test_gambits_equilibria_were_recorded_for_the_game_as_it_is():
    sender, receiver = logit_equilibria.coarse_game()

    np.testing.assert_allclose(sender, RECORDED["sender_payoffs"], rtol=1e-12)
    np.testing.assert_allclose(receiver, RECORDED["receiver_payoffs"], rtol=1e-12)


@pytest.mark.parametrize("found", RECORDED["equilibria"], ids=lambda found: str(found["precision"]))
def test_logit_agrees_with_gambits_logit_equilibrium(found):
    # In a logit equilibrium each side's mixture is the logit response to the other's, which pygambit finds by
    # following a path.
    (sender, receiver), precision = logit_equilibria.coarse_game(), found["precision"]

    np.testing.assert_allclose(np.exp(logit(sender @ found["receiver"], precision)), found["sender"], atol=1e-5)
    np.testing.assert_allclose(np.exp(logit(found["sender"] @ receiver, precision)), found["receiver"], atol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: Trust("receiver").log_choice_probs(NOISE, Design(Game(), "receiver", [0])),
            "params must be trust, precision, lapse, not precision, lapse",
            id="lacking",
        ),
        pytest.param(
            lambda: Uniform("sender").log_choice_probs(NOISE, Design(Game(), "sender", [0])),
            "params must be empty, not precision, lapse",
            id="unknown",
        ),
        pytest.param(
            lambda: Trust("sender").log_choice_probs(NOISE, Design(Game(), "receiver", [0])),
            "design must be of the sender, not of the receiver",
            id="role",
        ),
        pytest.param(
            lambda: Trust("receiver").log_choice_probs({"trust": 2, **NOISE}, Design(Game(), "receiver", [0])),
            "trust must be from 0 to 1, not 2",
            id="range",
        ),
        pytest.param(lambda: Design(Game(), "referee", [0]), "role must be one of sender, receiver", id="no role"),
        pytest.param(lambda: Design(Game(), "sender", [200]), "forecast must be from -150 to 150", id="forecast"),
        pytest.param(lambda: Design(Game(), "receiver", [0.5]), "report must be a whole number, not 0.5", id="report"),
        pytest.param(lambda: Options(noise="loud"), "noise must be one of logit, normal, not 'loud'", id="noise"),
        pytest.param(lambda: Options(highest_level=0), "highest_level must be a whole number", id="level"),
        pytest.param(
            lambda: Options(noise="normal", tie_break="uniform"), "tie_break must be smallest or largest", id="ties"
        ),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
