"""What a variant alone would say is what a fit says in which it is fixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecast_sharing.estimation.comparison import compare
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.parameter_distributions import predict_alone
from forecast_sharing.estimation.verdict import decide
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.registry import COMPARED, NAMES, THEORIES
from forecast_sharing.reporting import sensitivity
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import AVERAGED, WORDS, Options, considered

OPTIONS = Options(highest_level=2)
GAME = CELLS["ch_uh"]
OF_SOME = sorted(set(WORDS) - {"noise", "stated_beliefs"})


def worth(theory, options):
    """Return what actions are worth to everybody, at the lower end of each parameter and a little above."""
    found = []
    for role in ROLES:
        for model in theory.models(role, options):
            design = Design(GAME, role, np.array([-140.0, 0.0, 150.0]))
            own = [p.low + 0.3 * (p.high - p.low) for p in model.own_parameters(GAME)]
            found.append(model.utilities(design)(np.array(own))[0].ravel())
    return np.concatenate(found)


@pytest.mark.parametrize("theory", THEORIES, ids=NAMES)
@pytest.mark.parametrize("option", OF_SOME)
def test_a_theory_says_which_options_concern_it(theory, option):
    chosen, *others = WORDS[option]
    ours = worth(theory, replace(OPTIONS, **{option: chosen}))
    differ = [not np.allclose(ours, worth(theory, replace(OPTIONS, **{option: other}))) for other in others]

    assert any(differ) == (option in theory.options)


@pytest.fixture(scope="module")
def compared():
    sample = collect(simulate("level_k", ["ch_uh"], pairs=2, n_rounds=6, seed=4, block_size=2).rounds())
    return sample, compare(sample, considered(OPTIONS), rng=np.random.default_rng(1))


@pytest.fixture(scope="module")
def alone(compared):
    return sensitivity.alone(*compared)


@pytest.mark.slow
def test_a_variant_alone_is_a_fit_in_which_it_is_fixed(compared, alone):
    sample, _ = compared

    found = {(one.option, one.word): one for one in alone}

    assert list(found) == [(name, word) for name in AVERAGED for word in WORDS[name]]
    for (name, word), one in found.items():
        fixed = considered(replace(OPTIONS, **{name: word}), [name])
        densities = {theory.name: predict_alone(theory, sample, fixed) for theory in COMPARED}
        assert one.verdict.against == pytest.approx(decide(densities, sample.blocks).against, abs=1e-3)
    assert len({str(one.verdict.against) for one in found.values()}) > 5


@pytest.mark.slow
def test_weights_are_those_of_the_theories_that_a_choice_concerns(alone):
    for name in AVERAGED:
        concerned = [theory.name for theory in COMPARED if sensitivity.concerns(theory, name)]
        of_option = [one for one in alone if one.option == name]
        assert all(list(one.weights) == concerned for one in of_option)
        for theory in concerned:
            assert sum(one.weights[theory] for one in of_option) == pytest.approx(1)


@pytest.mark.slow
def test_what_is_fixed_is_not_tried(compared):
    sample, _ = compared
    fixed = [name for name in AVERAGED if name != "tie_break"]
    comparison = compare(sample, considered(OPTIONS, fixed), rng=np.random.default_rng(1))

    assert {one.option for one in sensitivity.alone(sample, comparison)} == {"tie_break"}
    assert comparison.options.noise == OPTIONS.noise
