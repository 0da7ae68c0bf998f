from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import Decisions, Person, Sample
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import Options
from tests.unit.estimation.by_model import grid_of, table_by_model

MODELS = [
    pytest.param(Trust("sender"), id="trust sender"),
    pytest.param(Trust("receiver"), id="trust receiver"),
    pytest.param(LevelK("sender", level=1), id="level-1 sender"),
    pytest.param(Trust("sender", Options(noise="normal")), id="trust sender, normal"),
]


def _decisions(role):
    # Every state, so that tables are worked on in several parts, in an order that is not that of states.
    design = Design(CELLS["cl_ul"], role, np.arange(-150.0, 151.0))
    rng = np.random.default_rng(5)
    state, action = rng.permutation(301), rng.integers(0, len(design.actions), 301)
    return Decisions(design, state, action, np.ones(301), np.arange(301) % 2, np.arange(301) % 3 % 2)


@pytest.mark.parametrize("model", MODELS)
def test_each_cell_has_the_models_probability(model):
    decisions = _decisions(model.role)
    values = np.array(
        [(p.low * p.high) ** 0.5 if p.is_log else (p.low + p.high) / 3 for p in model.parameters(CELLS["cl_ul"])]
    )
    params = {p.name: float(v) for p, v in zip(model.parameters(CELLS["cl_ul"]), values, strict=True)}

    log_probs, _ = contributions(model, [decisions])(values)

    expected = model.log_choice_probs(params, decisions.design)[decisions.state, decisions.action]
    np.testing.assert_allclose(log_probs, expected, rtol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_grid_sums_the_models_probabilities_by_person_and_part(model):
    decisions = _decisions(model.role)
    sample = Sample((Person("s", "a", 0), Person("s", "b", 0)), (decisions,), ("cl_ul",), {})

    grid = grid_of(model, sample)

    # The middle of each axis, and every noise with the fewest lapses.
    noises = range(len(grid.axes[-2]))
    for position in ([len(axis) // 2 for axis in grid.axes], *([*(1 for _ in grid.axes[:-2]), n, 0] for n in noises)):
        expected = table_by_model(model, grid, position, sample)
        # Single precision: seven digits.
        np.testing.assert_allclose(grid.tables[(slice(None), slice(None), *position)], expected, rtol=1e-6)
