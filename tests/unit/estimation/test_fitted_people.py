"""People drawn from distributions decide with the models' own probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.fitted_people import FittedPopulation, _inverted, draw_decisions
from forecast_sharing.estimation.grids import families_of, family_of
from forecast_sharing.estimation.observed import observed
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_noise import draw_actions
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered, Options, with_words

N_DRAWS = 3_000
CONSIDERED = Considered(Options(highest_level=1), ("noise", "prior"))


@pytest.fixture(scope="module")
def rounds():
    return simulate("trust", ["ch_ul"], pairs=1, n_rounds=3, seed=3, block_size=2).rounds()


@pytest.fixture(scope="module")
def sample(rounds):
    return collect(rounds)


def at(size, place):
    """Return a distribution that is all at one place."""
    return np.eye(size)[place]


@pytest.mark.parametrize("noise", ["logit", "normal"])
@pytest.mark.parametrize("theory", [TRUST, LEVEL_K], ids=lambda one: one.name)
def test_people_at_one_point_choose_with_its_probabilities(theory, noise, rounds, sample):
    family = family_of(theory, sample, CONSIDERED)
    label, kind, lapse = len(family.labels) - 1, len(theory.kinds_of(CONSIDERED.options)) - 1, 2
    populations, places = [], {}
    for role in ROLES:
        grid = family.by_role[role][kind]
        # High up where logit is sharp, low down where the normal is: 0.0064 per point, 5.6 units.
        places[role] = (
            [len(axis) // 2 for axis in grid.axes],
            grid.noises[noise].start + (6 if noise == "logit" else 5),
        )
        axes = [at(len(axis), place) for axis, place in zip(grid.axes, places[role][0], strict=True)]
        n_noise = max(part.stop for part in grid.noises.values())
        # Nobody is of the other kinds, so theirs do not matter; they have the same axes here.
        by_kind = [[*axes, at(n_noise, places[role][1]), at(3, lapse)]] * (kind + 1)
        populations.append(
            FittedPopulation(
                np.flatnonzero(sample.n_obs_by_person(role)),
                (role,),
                at(kind + 1, kind),
                at(len(family.labels), label),
                [by_kind],
            )
        )
    pieces = observed(rounds, sample)

    drawn = draw_decisions(family, populations, pieces, N_DRAWS, np.random.default_rng(7))

    for piece, chosen in zip(pieces, drawn, strict=True):
        grid, design = family.by_role[piece.role][kind], Design(piece.game, piece.role, piece.states)
        options = with_words(CONSIDERED.options, **family.labels[label], noise=noise)
        model = theory.make(piece.role, options, **theory.kinds_of(options)[kind])
        own, place = places[piece.role]
        inside = [grid.around(axis)[one] for axis, one in enumerate(own)] if noise == "normal" else []
        values = np.array(inside).T if inside else [[axis[one] for axis, one in zip(grid.axes, own, strict=True)]]
        names = [one.name for one in model.parameters(piece.game)]
        probs = np.mean(
            [
                np.exp(
                    model.log_choice_probs(
                        dict(zip(names, [*some, grid.noise_at(place)[1], 0.15], strict=True)), design
                    )
                )
                for some in values
            ],
            axis=0,
        )
        # In bins of about 30 units, so that counts are large: shares have a standard error of at most 0.0092, and of
        # some 120 differences the largest is within four of them.
        n_bins = 12
        of_bin = np.arange(len(design.actions)) * n_bins // len(design.actions)
        for decision in range(len(piece.person)):
            expected = np.bincount(of_bin, probs[decision], n_bins)
            position = chosen[:, decision] - int(design.actions[0])
            found = np.bincount(of_bin[position], minlength=n_bins) / N_DRAWS
            error = np.sqrt(expected * (1 - expected) / N_DRAWS)
            assert (np.abs(found - expected) <= 4 * error + 1e-3).all()


def test_people_differ_as_the_distributions_do(rounds, sample):
    """Half of the senders are of level 0 and tell the truth, half add the minimal lie; nobody errs by much."""
    family = family_of(LEVEL_K, sample, Considered(Options(highest_level=1, noise="normal"), ()))
    populations = [
        FittedPopulation(
            np.flatnonzero(sample.n_obs_by_person(role)),
            (role,),
            np.array([0.5, 0.5]),
            np.ones(1),
            [[[at(11, 0), at(3, 0)], [at(11, 0), at(3, 0)]]],
        )
        for role in ROLES
    ]
    pieces = [piece for piece in observed(rounds, sample) if piece.role == "sender"]

    (reports,) = draw_decisions(family, populations, pieces, 400, np.random.default_rng(1))

    lie = np.minimum(pieces[0].forecast + pieces[0].game.minimal_lie(), 150) - pieces[0].forecast
    is_level_1 = reports - pieces[0].forecast > lie / 2
    # A person is of one level in all three rounds, but for lapses of three in a thousand.
    of_one_level = is_level_1.all(axis=1) | ~is_level_1.any(axis=1)
    assert of_one_level.mean() > 0.95
    # Of 400 people, the share has a standard error of 0.025.
    assert is_level_1.mean() == pytest.approx(0.5, abs=0.1)


def test_draws_are_inverted_as_simulations_do():
    rng = np.random.default_rng(2)
    weights, row, chance = rng.random((4, 351)), rng.integers(4, size=50), rng.random(50)
    log_probs = np.log(weights / weights.sum(axis=1, keepdims=True))
    design = Design(CELLS["ch_ul"], "receiver", np.zeros(1))

    expected = draw_actions(log_probs[row], design, chance) - int(design.actions[0])

    assert _inverted(weights, row, chance).tolist() == expected.tolist()


def test_populations_are_of_everybody_in_their_roles(sample):
    populations = predict_people(sample, families_of(sample, CONSIDERED)).populations

    assert [one.roles for one in populations["trust"]] == [("sender",), ("receiver",)]
    for some in populations.values():
        for one in some:
            (role,) = one.roles
            assert one.members.tolist() == np.flatnonzero(sample.n_obs_by_person(role)).tolist()
            for distribution in (one.kinds, one.labels, *(axis for axes in one.inner[0] for axis in axes)):
                assert distribution.sum() == pytest.approx(1)
