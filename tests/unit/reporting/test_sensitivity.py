"""What other options would say is what the verdict says under them, for every theory that is compared."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from zlib import crc32

import numpy as np
import pytest

from forecast_sharing.estimation.verdict import decide
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.registry import NAMES, THEORIES
from forecast_sharing.reporting import sensitivity
from forecast_sharing.theory.assumptions import WORDS, Options

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


def density(theory, _sample, options):
    """Return made-up densities of six people that depend on the theory and on what concerns it."""
    concerned = [getattr(options, name) for name in ("noise", "stated_beliefs", *theory.options)]
    rng = np.random.default_rng(crc32(" ".join([theory.name, *concerned]).encode()))
    return rng.normal(-100, 4, size=6)


@pytest.mark.slow
def test_every_theory_is_predicted_anew_under_each_option(monkeypatch):
    monkeypatch.setattr(sensitivity, "predict_under", density)
    sample = SimpleNamespace(has_beliefs=True, blocks=np.arange(6) // 2)
    known = {theory.name: density(theory, sample, OPTIONS) for theory in THEORIES}
    chosen = decide(known, 3)

    found = sensitivity.variants(sample, OPTIONS, THEORIES, SimpleNamespace(people=known), chosen)

    assert [(one.option, one.value) for one in found] == [(name, value) for name in WORDS for value in WORDS[name]]
    for one in found:
        expected = {theory.name: density(theory, sample, one.options) for theory in THEORIES}
        assert one.verdict == decide(expected, 3)
        assert (one.note == "as chosen") == (one.options == OPTIONS)
    assert len({str(one.verdict.against) for one in found}) > 5
