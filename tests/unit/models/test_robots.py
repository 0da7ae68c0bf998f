"""A policy says what a computer player does: it survives JSON, wrong ones are refused, and its choices follow it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_noise import draw_actions
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.people import Population, draw_decider
from forecast_sharing.models.policy import Policy, PolicyError, decide
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.session.draws import draw_choice
from forecast_sharing.theory.assumptions import Options

GAME = CELLS["ch_uh"]
NORMAL = Options(noise="normal")
SENDER = {"trustworthiness": 5.0, "believed_trust": 0.7, "precision": 0.01, "lapse": 0.05}
RECEIVER = {"trust": 0.4, "precision": 0.01, "lapse": 0.05}
SCATTER = {"noise_sd": 10.0, "lapse": 0.05}

POLICIES = {
    "trust": Policy("trust", {"sender": SENDER, "receiver": RECEIVER}),
    "level_k with a level for each role": Policy(
        "level_k",
        {
            "sender": {"level": 1, "precision": 0.01, "lapse": 0.05},
            "receiver": {"level": 3, "precision": 0.01, "lapse": 0.05},
        },
    ),
    "other options": Policy(
        "level_k", {"receiver": {"level": 1} | SCATTER}, Options(noise="normal", tie_break="largest", highest_level=2)
    ),
    "truth": Policy("truth", {"sender": SCATTER, "receiver": SCATTER}),
    "babbling": Policy("babbling", {"sender": {"usual_report": 90} | SCATTER, "receiver": SCATTER}),
    "linear": Policy("linear", {"receiver": {"intercept": 200, "slope": 0.6} | SCATTER}),
    "uniform": Policy("uniform", {"sender": {}, "receiver": {}}),
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_survives_json(policy):
    assert Policy.from_json(policy.as_json()) == policy


def test_options_may_be_left_out_where_they_are_the_defaults():
    assert Policy.from_dict({"model": "trust", "receiver": RECEIVER}) == Policy("trust", {"receiver": RECEIVER})


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([], "must be an object with model"),
        ({"sender": SENDER}, "must be an object with model"),
        ({"model": "trust", "buyer": {}}, "'buyer'"),
        ({"model": "honest", "sender": SENDER}, "model must be one of trust, level_k, qre, .*, not 'honest'"),
        ({"model": ["trust"], "sender": SENDER}, "model must be one of"),
        ({"model": "trust"}, "there must be parameters of the sender, the receiver, or both"),
        ({"model": "trust", "sender": 3}, "policy of the sender: parameters must be an object .* not 3"),
        ({"model": "trust", "receiver": RECEIVER | {"trust": 1.2}}, "receiver: trust must be from 0 to 1, not 1.2"),
        ({"model": "trust", "receiver": RECEIVER | {"trust": "0.4"}}, "trust must be a finite number, not '0.4'"),
        ({"model": "trust", "receiver": RECEIVER | {"trust": True}}, "trust must be a finite number, not True"),
        ({"model": "trust", "receiver": RECEIVER | {"trust": float("nan")}}, "trust must be a finite number, not nan"),
        (
            {"model": "trust", "receiver": RECEIVER | {"trust": 10**400}},
            r"trust must be a finite number, not 10{79}\.\.\.",
        ),
        ({"model": "trust", "receiver": {"trust": 0.4}}, "params must be trust, precision, lapse, not trust"),
        ({"model": "trust", "receiver": RECEIVER | {"lapse": -0.1}}, "lapse must be from 0 to 1, not -0.1"),
        ({"model": "trust", "receiver": RECEIVER | {"precision": -1}}, "precision must be at least 0, not -1.0"),
        ({"model": "truth", "sender": SCATTER | {"noise_sd": -1}}, "noise_sd must be greater than 0"),
        ({"model": "trust", "receiver": RECEIVER, "options": {"noise": "normal"}}, "params must be trust, noise_sd"),
        ({"model": "trust", "receiver": RECEIVER, "options": {"noise": "probit"}}, "noise must be one of logit"),
        ({"model": "trust", "receiver": RECEIVER, "options": {"colour": "red"}}, "options must be some of .*'colour'"),
        (
            {"model": "level_k", "receiver": {"precision": 1, "lapse": 0.1}},
            "level must be one of 0, 1, 2, 3, 4, not missing",
        ),
        (
            {"model": "level_k", "receiver": {"level": 1.5, "precision": 1, "lapse": 0.1}},
            "one of 0, .*4, not level 1.5",
        ),
        ({"model": "level_k", "receiver": {"level": 5, "precision": 1, "lapse": 0.1}}, "one of 0, .*4, not level 5"),
    ],
)
def test_a_wrong_policy_is_refused_with_rule_and_value(values, rule):
    with pytest.raises(PolicyError, match=rule):
        Policy.from_dict(values)


def test_an_option_is_read_under_its_earlier_name():
    values = {"model": "level_k", "receiver": {"level": 1, "precision": 1, "lapse": 0.1}}

    policy = Policy.from_dict({**values, "options": {"unsent_reports": "prior"}})

    assert policy == Policy.from_dict({**values, "options": {"off_path_beliefs": "prior"}})
    assert policy.options.off_path_beliefs == "prior"
    assert "unsent_reports" not in policy.as_json()


def test_parameters_without_probabilities_are_refused():
    tiny = {"noise_sd": 1e-300, "lapse": 0.0}

    with pytest.raises(PolicyError, match="probabilities that sum to 1, not to nan"):
        Policy("truth", {"sender": tiny})


@pytest.mark.parametrize("text", ["trust", "[" * 100_000, "1" * 5000], ids=["a word", "too deep", "too many digits"])
def test_what_cannot_be_read_as_json_is_refused(text):
    with pytest.raises(PolicyError, match="must be JSON") as refusal:
        Policy.from_json(text)

    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize("uniform", [0.0, 0.2, 0.5, 0.999_999])
@pytest.mark.parametrize(
    ("policy", "role", "model"),
    [
        (POLICIES["trust"], "sender", Trust("sender")),
        (POLICIES["trust"], "receiver", Trust("receiver")),
        (POLICIES["level_k with a level for each role"], "sender", LevelK("sender", level=1)),
        (POLICIES["level_k with a level for each role"], "receiver", LevelK("receiver", level=3)),
    ],
    ids=["trust sender", "trust receiver", "level-1 sender", "level-3 receiver"],
)
def test_a_decision_is_drawn_from_the_models_own_probabilities(policy, role, model, uniform):
    design = Design(GAME, role, np.array([40.0]))
    params = {name: value for name, value in policy.params[role].items() if name != "level"}
    (expected,) = draw_actions(model.log_choice_probs(params, design), design, np.array([uniform]))

    chosen = decide(policy, GAME, role, 40, uniform)

    assert chosen == expected
    assert type(chosen) is int


def test_a_simulated_persons_policy_has_the_same_model_and_parameters():
    for seed in range(6):
        decider = draw_decider("hybrid", GAME, Population(), np.random.default_rng(seed))
        policy = Policy.from_decider(decider)

        assert {role: policy.model_of(role) for role in decider.models} == {
            role: (model, decider.params[role]) for role, model in decider.models.items()
        }


def capacities_without_report(policy):
    return np.array([decide(policy, GAME, "receiver", None, uniform) for uniform in np.linspace(0.005, 0.995, 100)])


@pytest.mark.parametrize(
    "policy",
    [
        Policy("trust", {"receiver": {"trust": 0.9, "precision": 1.0, "lapse": 0.0}}),
        Policy("level_k", {"receiver": {"level": 2, "precision": 1.0, "lapse": 0.0}}),
        Policy("trust", {"receiver": {"trust": 0.9, "noise_sd": 0.1, "lapse": 0.0}}, NORMAL),
        Policy("truth", {"receiver": {"noise_sd": 0.1, "lapse": 0.0}}, Options(tie_break="uniform")),
        Policy("linear", {"receiver": {"intercept": 300, "slope": 1, "noise_sd": 0.1, "lapse": 0.0}}),
    ],
    ids=["trust", "level-k", "normal noise", "truth", "linear"],
)
def test_a_precise_receiver_without_report_builds_the_babbling_capacity(policy):
    capacities = capacities_without_report(policy)

    # 159.16 suits the prior best. The profit bends so little there (1/4 point per unit squared) that at precision 1
    # the logit's standard deviation is 1/sqrt(1/4) = 2 units; half a unit is rounding.
    assert abs(np.mean(capacities) - GAME.babbling_capacity()) < 1
    assert np.std(capacities) < 2.5


def test_a_receiver_without_report_keeps_its_lapses():
    policy = Policy("trust", {"receiver": {"trust": 0.9, "precision": 1.0, "lapse": 0.5}})
    far = np.abs(capacities_without_report(policy) - GAME.babbling_capacity()) > 10

    # Half of the choices are uniform over 451 capacities, of which 21 are within ten units.
    assert far.mean() == pytest.approx(0.5 * (1 - 21 / 451), abs=0.02)


def test_a_uniform_receiver_without_report_is_uniform():
    assert decide(POLICIES["uniform"], GAME, "receiver", None, 0.5) == 250


def test_what_cannot_be_decided_is_refused():
    with pytest.raises(ValueError, match="a sender must see a forecast, not None"):
        decide(POLICIES["trust"], GAME, "sender", None, 0.5)
    with pytest.raises(ValueError, match=r"forecast must be from -150 to 150, not 151\.0"):
        decide(POLICIES["trust"], GAME, "sender", 151, 0.5)
    with pytest.raises(ValueError, match="uniform must be at least 0 and less than 1, not 1"):
        decide(POLICIES["trust"], GAME, "sender", 0, 1)
    with pytest.raises(PolicyError, match="parameters of the receiver only, not of the sender"):
        decide(POLICIES["linear"], GAME, "sender", 0, 0.5)


def test_choices_of_seats_rounds_blocks_and_seeds_have_draws_of_their_own():
    draws = [
        draw_choice(seed, block=block, round_number=round_number, seat=seat)
        for seed in (1, 2)
        for block in (1, 11)
        for round_number in (1, 11)
        for seat in (1, 2)
    ]

    assert len(set(draws)) == len(draws)
    assert all(0 <= draw < 1 for draw in draws)
    assert draws[0] == draw_choice(1, block=1, round_number=1, seat=1)


def test_json_of_a_policy_is_one_line_of_plain_values():
    values = json.loads(POLICIES["trust"].as_json())

    assert "\n" not in POLICIES["trust"].as_json()
    assert values["sender"] == SENDER
    assert values["options"]["noise"] == "logit"
