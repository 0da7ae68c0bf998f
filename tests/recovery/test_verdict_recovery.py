"""Does the verdict name the theory that made the data, and refuse to where the theories coincide."""

from __future__ import annotations

import pytest

from forecast_sharing.comparison import quick_verdict
from forecast_sharing.decisions import collect
from forecast_sharing.populations import LevelKPopulation, Population, Spread, TrustPopulation
from forecast_sharing.simulate import simulate

pytestmark = pytest.mark.slow

N_DATA_SETS = 20
EVERYONE_TRUSTS = Population(
    trust=TrustPopulation(Spread(1, 0), Spread(1e-12, 0), Spread(1, 0), truthful_share=0),
    level_k=LevelKPopulation((0, 1)),
)


def _n_verdicts(word, theory, cell, population=None):
    words = [
        quick_verdict(
            collect(simulate(theory, [cell], pairs=12, n_rounds=40, seed=900 + seed, population=population).rounds())
        ).word
        for seed in range(N_DATA_SETS)
    ]
    return words.count(word)


# If each verdict is right with probability 0.95, 20 hold fewer than 16 right ones with probability 0.0026, the share
# of a normal beyond three standard deviations; fewer than 15, 0.0003: four would be 0.00006.
@pytest.mark.parametrize("cell", ["ch_uh", "cl_ul"])
@pytest.mark.parametrize("theory", ["trust", "level_k"])
def test_verdict_names_the_theory_that_made_the_data(theory, cell):
    assert _n_verdicts(theory, theory, cell) >= 15


@pytest.mark.parametrize("cell", ["ch_uh", "cl_ul"])
def test_verdict_is_undecided_where_the_theories_coincide(cell):
    # Trust 1 is the level-0 receiver; no cost of lying and belief in trust is the level-1 sender.
    assert _n_verdicts("undecided", "trust", cell, EVERYONE_TRUSTS) >= 15


def test_verdict_recognises_a_hybrid_population_where_the_theories_differ_most():
    assert _n_verdicts("hybrid", "hybrid", "ch_uh") >= 15
