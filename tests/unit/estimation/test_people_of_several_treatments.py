"""A person is one person over all parts and both roles: one set of parameters, one density, one block."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp

from forecast_sharing.estimation.comparison import predict_flexible
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.grids import families_of, family_of
from forecast_sharing.estimation.parameter_distributions import predict_left_out, role_groups
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation.study_sessions import simulate_study
from forecast_sharing.theory.assumptions import Considered
from tests.harness.planned_studies import study
from tests.unit.estimation.test_held_out_treatments import with_other_decisions

ALONE = Considered(averaged=())


@pytest.fixture(scope="module")
def rounds():
    planned = study(
        "crossover",
        ("blocks = 6", "blocks = 1"),
        ("rounds = 15", "rounds = 6"),
        ("[session] ", '[session]\nroles = "alternate"\n#'),
    )
    return simulate_study(planned, "level_k", seed=1).rounds()


@pytest.fixture(scope="module")
def sample(rounds):
    return collect(rounds)


def test_everybody_is_there_once_with_all_decisions(rounds, sample):
    codes = set(zip(rounds["session_code"], rounds["sender_code"], strict=True))

    assert len(sample.people) == len(codes) == 8
    assert [word for word, _, _ in role_groups(sample)] == ["both"]
    # Twelve rounds that count, in either role and cell.
    total = sample.n_obs_by_person("sender") + sample.n_obs_by_person("receiver")
    np.testing.assert_array_equal(total, 12)
    assert len(set(zip(sample.blocks.tolist(), sample.sessions.tolist(), strict=True))) == 2


@pytest.mark.parametrize("theory", [TRUST, LEVEL_K])
def test_parameters_are_the_same_in_all_treatments(sample, theory):
    """By hand, nobody else being there: the mean over parameters of the product over treatments."""
    whole = family_of(theory, sample, ALONE)
    parts = [family_of(theory, sample.of_treatment(name), ALONE) for name in ("ch_uh", "cl_ul")]
    everybody = np.arange(len(sample.people))
    by_kind = []
    for kind in range(len(whole.by_role["sender"])):
        by_role = [
            sum(part.by_role[role][kind].log_likelihood(everybody) for part in parts).reshape(len(everybody), -1)
            for role in ("sender", "receiver")
        ]
        by_kind.append([logsumexp(table, axis=1) - np.log(table.shape[1]) for table in by_role])
    # Under trust nothing joins the roles; under level-k the level does.
    by_kind = np.sum(by_kind, axis=1)
    expected = logsumexp(by_kind, axis=0) - np.log(len(by_kind))

    found = predict_left_out(sample, [whole], np.zeros(len(everybody), dtype=np.int64))[theory.name]

    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.slow
def test_what_others_of_the_block_decide_anywhere_does_not_say_how_a_person_is_predicted(sample):
    """The densities of the verdict, and those of the benchmark that it is held against."""
    block = np.flatnonzero(sample.blocks == sample.blocks[0])
    kept = block[0]
    first = predict_left_out(sample, families_of(sample, ALONE), sample.blocks)
    flexible = predict_flexible(sample, ALONE)
    for treatment in ("ch_uh", "cl_ul"):
        changed = with_other_decisions(sample, treatment, lambda person: np.isin(person, block[1:]))
        second = predict_left_out(changed, families_of(changed, ALONE), changed.blocks)
        for name in ("trust", "level_k", "hybrid"):
            assert first[name][kept] == second[name][kept]
            assert (first[name][block[1:]] != second[name][block[1:]]).any()
        assert flexible[kept] == predict_flexible(changed, ALONE)[kept]
