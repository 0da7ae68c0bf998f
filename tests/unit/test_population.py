from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp

from forecast_sharing.estimation import parameter_distributions
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.parameter_distributions import (
    grids_of,
    predict_left_out,
    predict_people,
    predict_under,
    role_groups,
)
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation.sessions import simulate


@pytest.fixture(scope="module")
def sample():
    return collect(simulate("level_k", ["ch_ul"], pairs=4, n_rounds=8, seed=2).rounds())


def test_nobody_is_foreseen_from_their_own_group(sample):
    # With all in one group there is nobody to learn from: every grid point has the same weight.
    grids = grids_of(sample)

    found = predict_left_out(sample, grids, np.zeros(8, dtype=np.int64))

    for _, members, (role,) in role_groups(sample):
        for theory in (TRUST, LEVEL_K):
            density, grid = found[theory.name], grids[theory][role]
            table = grid.log_likelihood(members).reshape(len(members), -1)
            np.testing.assert_allclose(density[members], logsumexp(table, axis=1) - np.log(table.shape[1]), atol=1e-3)


def test_a_group_does_not_change_how_it_is_foreseen(sample):
    groups = sample.blocks
    others, first = sample.of_people(groups == 1), groups == 0
    grids = grids_of(sample)

    trust = predict_left_out(sample, grids, groups)["trust"]
    by_hand = {}
    for _, members, (role,) in role_groups(others):
        grid = grids[TRUST][role]
        tables = [parameter_distributions._Table.of(grid.log_likelihood(members))]
        weights = parameter_distributions._estimate(tables, parameter_distributions._even(tables), 200)
        mine = np.flatnonzero(first & (sample.n_obs_by_person(role) > 0))
        seen = parameter_distributions._by_first(
            [parameter_distributions._Table.of(grid.log_likelihood(mine))], weights
        )
        by_hand |= dict(zip(mine.tolist(), logsumexp(seen, axis=1).tolist(), strict=True))

    # Ten steps from everybody's distributions come close to the limit for the others alone.
    np.testing.assert_allclose([trust[i] for i in by_hand], list(by_hand.values()), atol=0.3)


def test_half_of_the_rounds_is_foreseen_better_with_the_other_half_than_without(sample):
    predictive = predict_people(sample, grids_of(sample))

    assert predictive.rounds["level_k"].sum() > predictive.people["level_k"].sum()
    assert (predictive.rounds["level_k"] < 0).all()


def test_posterior_levels_are_probabilities(sample):
    predictive = predict_people(sample, grids_of(sample))

    np.testing.assert_allclose(predictive.kinds["level_k"].sum(axis=1), 1)
    assert set(predictive.kind_shares["level_k"]) == {"sender", "receiver"}
    for shares in predictive.kind_shares["level_k"].values():
        assert shares.sum() == pytest.approx(1)
        assert (shares > 0).all()


def test_one_theory_alone_foresees_as_it_does_beside_the_other(sample):
    both = predict_people(sample, grids_of(sample))

    np.testing.assert_allclose(predict_under(TRUST, sample), both.people["trust"])
    np.testing.assert_allclose(predict_under(LEVEL_K, sample), both.people["level_k"])
