"""One small table fitted person by person under a theory with kinds and one without, and what is written of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.individual_fits import _better, fit_people
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.mixtures import types_of
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.cognitive_hierarchy import COGNITIVE_HIERARCHY
from forecast_sharing.models.registry import THEORIES as EVERY
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.reporting.results import people_table
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered, Options

OPTIONS = Options(highest_level=2)
THEORIES = (TRUST, COGNITIVE_HIERARCHY)
NAME = COGNITIVE_HIERARCHY.name


@pytest.fixture(scope="module")
def fitted():
    simulated = simulate(NAME, ["ch_uh"], pairs=2, n_rounds=6, seed=4, block_size=2)
    sample = collect(simulated.rounds())
    families = families_of(sample, Considered(OPTIONS, ()), THEORIES)
    grids, predictive = grids_under(families, OPTIONS), predict_people(sample, families)
    return SimpleNamespace(
        sample=sample, grids=grids, kinds=predictive.kinds, people=list(fit_people(sample, grids, predictive.kinds))
    )


def test_the_kind_is_the_one_of_highest_likelihood(fitted):
    for one in fitted.people:
        number = [person.code for person in fitted.sample.people].index(one.code)
        grids = fitted.grids[COGNITIVE_HIERARCHY][one.role]
        table = np.array([grid.log_likelihood(np.array([number]))[0] for grid in grids])
        estimate = one.theories[NAME]

        # No point of the grid, of any kind, is better than the estimate.
        assert estimate.fit.log_likelihood >= table.max() - 1e-3
        assert estimate.posterior == pytest.approx(fitted.kinds[NAME][number])
        assert estimate.fit.n_parameters == 3


def test_receivers_of_steps_0_and_1_fit_alike(fitted):
    """Both believe every report."""
    low = [one for one in fitted.people if one.role == "receiver" and one.theories[NAME].kind["step"] < 2]

    assert low
    for one in low:
        step = one.theories[NAME].kind["step"]
        assert 1 - step in one.theories[NAME].tied
        assert any(note.startswith(f"{NAME}: step {1 - step}") for note in one.notes)


@pytest.mark.parametrize(
    ("bics", "log_likelihoods", "word"),
    [
        pytest.param((10, 11, 50), (-10, -20, -40), "undecided", id="the best two are near"),
        pytest.param((50, 11, 10), (-40, -20, -10), "undecided", id="in another order"),
        pytest.param((10, 13, 13.5), (-10, -20, -30), "trust", id="others are near each other"),
        pytest.param((30, 20, 12), (-30, -20, -10), "qre", id="the last"),
        pytest.param((10, 13, 40), (-10, -20, -11), "undecided", id="the worst by BIC fits as well"),
    ],
)
def test_better_of_three_is_the_best_if_none_is_near(bics, log_likelihoods, word):
    found = {
        name: SimpleNamespace(fit=SimpleNamespace(bic=bic, log_likelihood=log_likelihood))
        for name, bic, log_likelihood in zip(("trust", "level_k", "qre"), bics, log_likelihoods, strict=True)
    }

    assert _better(found) == word


def test_everybody_together_is_of_the_kind_that_fits_best(fitted):
    pooled = pooled_fits(fitted.sample, fitted.people, OPTIONS, THEORIES, n_draws=0, rng=np.random.default_rng(1))
    for one in pooled:
        if one.theory is COGNITIVE_HIERARCHY:
            decisions = fitted.sample.of_role(one.role)
            others = [
                fit(model, decisions, starts=[one.fit.params]).log_likelihood
                for model in COGNITIVE_HIERARCHY.models(one.role, OPTIONS)
            ]
            assert one.fit.log_likelihood == pytest.approx(max(others), abs=1e-3)
            assert one.as_dict().items() >= one.kind.items()


def test_columns_of_people_are_named_for_theory_and_kind(fitted):
    table = people_table(SimpleNamespace(people=fitted.people, theories=THEORIES, options=OPTIONS))
    numbers = [person.code for person in fitted.sample.people]

    for row, one in zip(table.to_dict("records"), fitted.people, strict=True):
        estimate = one.theories[NAME]
        if one.role == "receiver":
            assert row["trust_model_trust"] == one.theories["trust"].fit.params["trust"]
        assert row["step"] == estimate.kind["step"]
        assert row["cognitive_hierarchy_precision"] == estimate.fit.params["precision"]
        # Kinds are step 0, step 1, and step 2 with means 0.5, 1, 1.5 and 2.5.
        posterior = fitted.kinds[NAME][numbers.index(one.code)]
        assert row["step_1_posterior"] == pytest.approx(posterior[1])
        assert row["step_2_mean_steps_0.5_posterior"] == pytest.approx(posterior[2])
        assert row["step_2_mean_steps_2.5_posterior"] == pytest.approx(posterior[5])
    assert sum(name.endswith("_posterior") for name in table) == 6


def test_a_mixture_has_a_type_for_each_kind_or_three_of_one():
    names = {theory.name: [one.name for one in types_of(theory, ROLES, OPTIONS)] for theory in EVERY}

    assert names["trust"] == ["trust 1", "trust 2", "trust 3"]
    assert names["level_k"] == ["level 0", "level 1", "level 2"]
    assert names["qre"] == ["quantal response"]
    assert names[NAME][:3] == ["step 0", "step 1", "step 2 (mean steps 0.5)"]
