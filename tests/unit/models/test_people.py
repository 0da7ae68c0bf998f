"""Simulated people are drawn from the population that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.game import CELLS
from forecast_sharing.models.cognitive_hierarchy import CognitiveHierarchyPopulation
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import NoiseSpread, Population, draw_decider
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.theory.assumptions import DEFAULTS, Options


def drawn(maker, population, options=DEFAULTS):
    return [draw_decider(maker, CELLS["ch_uh"], population, np.random.default_rng(seed), options) for seed in range(30)]


@pytest.mark.parametrize(("trust_share", "theory"), [(1.0, "trust"), (0.0, "level_k")])
def test_a_hybrid_population_has_its_share_of_trust(trust_share, theory):
    assert {one.theory for one in drawn("hybrid", Population(trust_share=trust_share))} == {theory}


def test_trust_is_spread_as_asked_for():
    spread = TrustPopulation(Spread(0.2, 0), Spread(3, 0), Spread(0.8, 0), truthful_share=0)
    for one in drawn("trust", Population({"trust": spread})):
        assert one.params["receiver"]["trust"] == 0.2
        assert one.params["sender"].items() >= {"trustworthiness": 3.0, "believed_trust": 0.8}.items()


def test_truthful_senders_would_lose_more_by_a_lie_than_it_can_earn():
    # A unit earns 25 points at most.
    for one in drawn("trust", Population({"trust": TrustPopulation(truthful_share=1)})):
        assert one.params["sender"]["trustworthiness"] == 37.5


def test_levels_and_steps_are_drawn_by_their_shares():
    only = Population({"level_k": LevelKPopulation((0, 0, 1, 0, 0))})
    hierarchy = Population({"cognitive_hierarchy": CognitiveHierarchyPopulation(0.5)})
    kinds = [one.kind for one in drawn("cognitive_hierarchy", hierarchy, Options(highest_level=2))]

    assert {one.kind["level"] for one in drawn("level_k", only)} == {2}
    # With a mean of one half, steps 0, 1 and 2 are expected of 62, 31 and 8 people in a hundred.
    assert {kind["step"] for kind in kinds} == {0, 1, 2}
    assert {kind["mean_steps"] for kind in kinds if kind["step"] == 2} == {0.5}


@pytest.mark.parametrize("noise", ["logit", "normal"])
def test_each_role_has_its_own_noise(noise):
    spread = NoiseSpread(Spread(0.5, 0), Spread(0.01, 0), Spread(8, 0), Spread(25, 0), Spread(0, 0))
    name, sender, receiver = {"logit": ("precision", 0.5, 0.01), "normal": ("noise_sd", 8, 25)}[noise]
    (one, *_) = drawn("level_k", Population(noise=spread), Options(noise=noise))

    assert one.params == {"sender": {name: sender, "lapse": 0}, "receiver": {name: receiver, "lapse": 0}}
