"""Does the verdict name the theory that made the data, and refuse to where the theories coincide."""

from __future__ import annotations

import pytest

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.parameter_distributions import predict_alone
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import Population
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.simulation.confusion import Case
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import DEFAULTS, EVERYTHING, Options

pytestmark = pytest.mark.slow

# If each verdict is right with probability 0.95, four hold fewer than three right ones with probability 0.014. If only
# one in two is right, three of four are with probability 0.31; four of six would be with 0.34.
N_DATA_SETS, ENOUGH = 4, 3
EVERYONE_TRUSTS = Population(
    {
        "trust": TrustPopulation(Spread(1, 0), Spread(1e-12, 0), Spread(1, 0), truthful_share=0),
        "level_k": LevelKPopulation((0, 1)),
    }
)


def _is_said(words, theory, cell, population=None, options=DEFAULTS, *, n=N_DATA_SETS, enough=ENOUGH):
    """Return whether enough verdicts are among these words; data sets are made until that is certain."""
    n_right = n_wrong = 0
    while n_right < enough and n_wrong <= n - enough:
        simulated = simulate(
            theory, [cell], pairs=12, n_rounds=40, seed=900 + n_right + n_wrong, population=population, options=options
        )
        is_right = quick_verdict(collect(simulated.rounds())).word in words
        n_right += is_right
        n_wrong += not is_right
    return n_right == enough


@pytest.mark.parametrize(
    ("theory", "cell", "noise"),
    [
        ("trust", "ch_uh", "logit"),
        ("level_k", "ch_uh", "logit"),
        # Fitted with logit noise alone these were called a hybrid with enormous confidence.
        ("level_k", "ch_uh", "normal"),
        ("trust", "cl_ul", "logit"),
    ],
)
def test_verdict_names_the_theory_that_made_the_data(theory, cell, noise):
    assert _is_said({theory}, theory, cell, options=Options(noise=noise))


def test_where_levels_hardly_differ_from_trust_the_verdict_may_be_open_but_is_not_wrong():
    assert _is_said({"level_k", "undecided"}, "level_k", "cl_ul")


@pytest.mark.parametrize("cell", ["ch_uh", "cl_ul"])
def test_verdict_is_undecided_where_the_theories_coincide(cell):
    # Trust 1 is the level-0 receiver; no cost of lying and belief in trust is the level-1 sender.
    assert _is_said({"undecided"}, "trust", cell, EVERYONE_TRUSTS)


def test_verdict_recognises_a_hybrid_population_where_the_theories_differ_most():
    # The share of the rarer theory is now and then near a tenth. If each is right with probability 0.9, six hold fewer
    # than four right ones with probability 0.016.
    assert _is_said({"hybrid"}, "hybrid", "ch_uh", n=6, enough=4)


@pytest.mark.parametrize(
    ("maker", "noise", "cell", "number"), [("level_0", "logit", "ch_uh", 2), ("level_1", "normal", "cl_uh", 1)]
)
def test_grids_favour_no_theory_where_the_theories_coincide(maker, noise, cell, number):
    """With coarser precisions trust was 9 ahead in the first, with ends of ranges averaged 13 behind in the second."""
    sample = collect(Case(maker, noise, 0.0, cell, 6, 40, 1, number).simulate().rounds())
    trust, level_k = (predict_alone(theory, sample, EVERYTHING).sum() for theory in COMPARED)

    assert abs(trust - level_k) < 5
