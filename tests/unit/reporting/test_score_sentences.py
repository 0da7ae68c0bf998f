from __future__ import annotations

import pytest

from forecast_sharing.reporting.score_sentences import confidence_sentence


@pytest.mark.parametrize(
    ("p_values", "said"),
    [
        pytest.param({"trust": 1.0, "level_k": 0.05, "linear": 0.016}, "holds trust alone: over 8 blocks", id="one"),
        pytest.param({"trust": 1.0, "level_k": 0.051, "linear": 0.05}, "holds trust and level-k: the", id="two"),
    ],
)
def test_models_in_the_confidence_set_are_named(p_values, said):
    assert said in confidence_sentence(p_values, 8)


@pytest.mark.parametrize(("n_blocks", "said"), [(1, "and there is 1."), (5, "and there are 5.")])
def test_few_blocks_are_said_to_be_few(n_blocks, said):
    assert confidence_sentence(None, n_blocks).endswith(f"it takes 6 blocks to leave one of two models out, {said}")
