"""Does the verdict name the theory that made the data, and refuse to where the theories coincide."""

from __future__ import annotations

import pytest

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import Population
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.simulation.sessions import simulate

pytestmark = pytest.mark.slow

# If each verdict is right with probability 0.95, 20 hold fewer than 16 right ones with probability 0.0026, the share
# of a normal beyond three standard deviations; fewer than 15, 0.0003: four would be 0.00006.
N_DATA_SETS, ENOUGH = 20, 15
EVERYONE_TRUSTS = Population(
    {
        "trust": TrustPopulation(Spread(1, 0), Spread(1e-12, 0), Spread(1, 0), truthful_share=0),
        "level_k": LevelKPopulation((0, 1)),
    }
)


def _is_said(word, theory, cell, population=None):
    """Return whether enough verdicts are this word; data sets are made until that is certain."""
    n_right = n_wrong = 0
    while n_right < ENOUGH and n_wrong <= N_DATA_SETS - ENOUGH:
        simulated = simulate(theory, [cell], pairs=12, n_rounds=40, seed=900 + n_right + n_wrong, population=population)
        is_right = quick_verdict(collect(simulated.rounds())).word == word
        n_right += is_right
        n_wrong += not is_right
    return n_right == ENOUGH


@pytest.mark.parametrize("cell", ["ch_uh", "cl_ul"])
@pytest.mark.parametrize("theory", ["trust", "level_k"])
def test_verdict_names_the_theory_that_made_the_data(theory, cell):
    assert _is_said(theory, theory, cell)


@pytest.mark.parametrize("cell", ["ch_uh", "cl_ul"])
def test_verdict_is_undecided_where_the_theories_coincide(cell):
    # Trust 1 is the level-0 receiver; no cost of lying and belief in trust is the level-1 sender.
    assert _is_said("undecided", "trust", cell, EVERYONE_TRUSTS)


def test_verdict_recognises_a_hybrid_population_where_the_theories_differ_most():
    assert _is_said("hybrid", "hybrid", "ch_uh")
