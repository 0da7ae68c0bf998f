from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.verdict import decide


@pytest.mark.parametrize(
    ("advantage_of_trust", "word"),
    [
        pytest.param([3, 3, 3], "trust", id="everyone trust"),
        pytest.param([-3, -3, -3], "level_k", id="everyone level-k"),
        pytest.param([9, 9, -9, -9], "hybrid", id="some of each"),
        pytest.param([0, 0, 0, 0], "undecided", id="theories coincide"),
        pytest.param([1, 1, -1], "undecided", id="too little to tell"),
    ],
)
def test_verdict_by_evidence(advantage_of_trust, word):
    level_k = np.full(len(advantage_of_trust), -200.0)

    assert decide(level_k + advantage_of_trust, level_k, n_blocks=4).word == word


def test_odds_of_a_hundred_to_one_decide():
    # All evidence from one person: the best share is none, and all level-k is exp(d) less likely. log(100) = 4.605.
    level_k = np.array([-50.0])

    assert decide(level_k + 4.60, level_k, n_blocks=2).word == "undecided"
    assert decide(level_k + 4.61, level_k, n_blocks=2).word == "trust"
    assert decide(level_k + 4.61, level_k, n_blocks=2).against_level_k == pytest.approx(4.61)


@pytest.mark.parametrize(
    ("advantage_of_trust", "reason"),
    [
        pytest.param([3, 3], "all trust is as likely as the best share, all level-k 403 times less likely", id="trust"),
        pytest.param(
            [-30], "all level-k is as likely as the best share, all trust exp(30) times less likely", id="level-k"
        ),
        pytest.param([0, 0], "all trust and all level-k are as likely as the best share", id="theories coincide"),
        # With one person of each, half is best: log(cosh(d / 2)) = log(1.543) less for either at d = 2.
        pytest.param(
            [2, -2],
            "all trust is 2.38 times, all level-k 2.38 times less likely than the best share",
            id="between",
        ),
    ],
)
def test_reason_says_how_likely_either_theory_is(advantage_of_trust, reason):
    level_k = np.full(len(advantage_of_trust), -200.0)

    assert decide(level_k + advantage_of_trust, level_k, n_blocks=4).reason == reason


def test_share_is_that_of_the_evidence():
    # Where everybody is clear-cut, the most likely share is the share of people.
    level_k = np.zeros(10)
    verdict = decide(np.array([50.0] * 7 + [-50.0] * 3), level_k, n_blocks=5)

    assert verdict.level_k_share == pytest.approx(0.3)
    assert verdict.low < 0.3 < verdict.high


def test_one_block_decides_nothing():
    verdict = decide(np.array([500.0]), np.array([0.0]), n_blocks=1)

    assert verdict.word == "undecided"
    assert "one block" in verdict.reason
