"""What `fit` writes is read into policies, and those play as the estimates say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.individual_fits import fit_people
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.game import CELLS
from forecast_sharing.models.policy import PolicyError, decide
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.reporting.results import person_entry
from forecast_sharing.simulation.fitted_policies import people_policies, pooled_policy
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.tables.atomic_files import as_json
from forecast_sharing.theory.assumptions import Considered, Options

OPTIONS = Options(highest_level=2)


@pytest.fixture(scope="module")
def fitted():
    """Return the fits of people, and what results.json would hold of them and of everybody together."""
    rounds = simulate("trust", ["ch_uh"], pairs=2, n_rounds=8, seed=3, block_size=2, roles="alternate").rounds()
    sample = collect(rounds)
    families = families_of(sample, Considered(OPTIONS, ()))
    people = list(fit_people(sample, grids_under(families, OPTIONS), predict_people(sample, families).kinds))
    pooled = pooled_fits(sample, people, OPTIONS, COMPARED, n_draws=0, rng=np.random.default_rng(1))
    numbers = {
        "theories": {"trust": {}, "level_k": {}, "hybrid": {}},
        "people": [person_entry(one, COMPARED) for one in people],
        "pooled": [one.as_dict() for one in pooled],
        "options": OPTIONS.as_dict(),
    }
    return people, json.loads(as_json(numbers))


def test_a_person_has_one_policy_for_the_roles_had(fitted):
    people, numbers = fitted
    trust, level_k = (people_policies(numbers, theory) for theory in ("trust", "level_k"))
    first = {one.role: one for one in people if one.code == people[0].code}

    assert len(trust) == len(level_k) == 4
    for role, one in first.items():
        assert trust[0].params[role] == one.theories["trust"].fit.params
        assert level_k[0].params[role] == {
            "level": one.theories["level_k"].kind["level"],
            **one.theories["level_k"].fit.params,
        }
        assert trust[0].options == level_k[0].options == OPTIONS


@pytest.mark.parametrize("theory", ["trust", "level_k"])
def test_everybody_together_is_one_policy_for_both_roles(fitted, theory):
    _, numbers = fitted
    policy = pooled_policy(numbers, theory)
    (receiver,) = (one for one in numbers["pooled"] if (one["role"], one["theory"]) == ("receiver", theory))

    assert policy.model == theory
    assert policy.params["receiver"].items() >= receiver["params"].items()
    assert policy.params["receiver"].get("level") == receiver.get("level")
    assert -150 <= decide(policy, CELLS["ch_uh"], "sender", 0, 0.5) <= 150


def test_other_files_and_theories_are_refused(fitted):
    with pytest.raises(PolicyError, match="theory must be one of trust, level_k, not 'hybrid'"):
        people_policies(fitted[1], "hybrid")
    with pytest.raises(PolicyError, match="must be those of fit, with people, options and theories"):
        people_policies({"verdict": "trust"}, "trust")
    with pytest.raises(PolicyError, match="with pooled, options and theories"):
        pooled_policy({"people": [], "options": {}}, "trust")
