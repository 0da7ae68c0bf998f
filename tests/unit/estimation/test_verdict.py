from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.verdict import (
    REJECTED,
    best_shares,
    decide,
    mixed_log_likelihood,
    share_log_likelihood,
)


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

    assert decide({"trust": level_k + advantage_of_trust, "level_k": level_k}, n_blocks=4).word == word


def test_odds_of_a_hundred_to_one_decide():
    # All evidence from one person: the best share is none, and all level-k is exp(d) less likely. log(100) = 4.605.
    level_k = np.array([-50.0])

    assert decide({"trust": level_k + 4.60, "level_k": level_k}, n_blocks=2).word == "undecided"
    assert decide({"trust": level_k + 4.61, "level_k": level_k}, n_blocks=2).word == "trust"
    assert decide({"trust": level_k + 4.61, "level_k": level_k}, n_blocks=2).against["level_k"] == pytest.approx(4.61)


def test_a_hundred_to_one_exactly_rejects_nobody():
    assert decide({"trust": np.array([REJECTED]), "level_k": np.array([0.0])}, n_blocks=2).word == "undecided"


@pytest.mark.parametrize(
    ("advantage_of_trust", "reason"),
    [
        pytest.param([3, 3], "all trust is as likely as the best share, all level-k 403 times less likely", id="trust"),
        pytest.param(
            [-30], "all level-k is as likely as the best share, all trust exp(30) times less likely", id="level-k"
        ),
        pytest.param(
            [12], "all trust is as likely as the best share, all level-k 163,000 times less likely", id="thousands"
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

    assert decide({"trust": level_k + advantage_of_trust, "level_k": level_k}, n_blocks=4).reason == reason


def test_share_is_that_of_the_evidence():
    # Where everybody is clear-cut, the most likely share is the share of people.
    level_k = np.zeros(10)
    verdict = decide({"trust": np.array([50.0] * 7 + [-50.0] * 3), "level_k": level_k}, n_blocks=5)

    share = verdict.shares["level_k"]

    assert share.value == pytest.approx(0.3)
    assert share.low < 0.3 < share.high


def test_one_block_decides_nothing():
    verdict = decide({"trust": np.array([500.0]), "level_k": np.array([0.0])}, n_blocks=1)

    assert verdict.word == "undecided"
    assert "one block" in verdict.reason


RNG = np.random.default_rng(7)
# People who are clearly of one theory, or of none in particular.
THREE = {name: np.where(np.arange(30) % 3 == number, 0.0, -3.0) + RNG.normal(0, 1.5, 30) for number, name in
         enumerate(("trust", "level_k", "qre"))}  # fmt: skip


def by_search(densities, fixed=None):
    """Return the best log-likelihood of shares on a fine grid of the triangle."""
    logs = np.array(list(densities.values()))
    steps = np.linspace(0, 1, 201)
    best = -np.inf
    for first in steps if fixed is None else [fixed]:
        for second in steps[steps <= 1 - first + 1e-12]:
            shares = np.array([first, second, max(1 - first - second, 0)])
            with np.errstate(divide="ignore"):
                best = max(best, np.logaddexp.reduce(np.log(shares)[:, None] + logs, axis=0).sum())
    return best


def test_shares_of_three_theories_are_where_a_search_finds_them():
    shares = best_shares(list(THREE.values()))

    assert shares.sum() == pytest.approx(1)
    assert mixed_log_likelihood(list(THREE.values()), shares) == pytest.approx(by_search(THREE), abs=2e-3)
    assert mixed_log_likelihood(list(THREE.values()), shares) >= by_search(THREE) - 1e-9


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
def test_a_share_of_one_of_three_leaves_the_others_what_is_best(share):
    profile = share_log_likelihood(list(THREE.values()), 0)

    assert profile[round(1000 * share)] == pytest.approx(by_search(THREE, share), abs=5e-3)


def test_with_two_theories_either_may_come_first():
    densities = {name: THREE[name] for name in ("trust", "level_k")}
    turned = dict(reversed(densities.items()))

    assert decide(densities, 4).shares["trust"].value == pytest.approx(decide(turned, 4).shares["trust"].value)
    assert decide(densities, 4).against == pytest.approx(decide(turned, 4).against)


@pytest.mark.parametrize(
    ("advantages", "word"),
    [
        pytest.param((10, 0, 0), "trust", id="one is left"),
        pytest.param((0, 0, 10), "qre", id="the rival is left"),
        pytest.param((10, 10, 0), "undecided", id="two are left"),
        pytest.param((0, 0, 0), "undecided", id="all are left"),
    ],
)
def test_the_rule_is_the_same_for_three_theories(advantages, word):
    # Everybody is alike, ten people.
    densities = {name: np.full(10, float(plus)) for name, plus in zip(THREE, advantages, strict=True)}

    assert decide(densities, n_blocks=4).word == word
    assert decide(densities, n_blocks=1).word == "undecided"


def test_three_kinds_of_people_are_a_hybrid_of_their_shares():
    people = np.arange(10)
    densities = {
        "trust": np.where(people < 5, 0.0, -40.0),
        "level_k": np.where((people >= 5) & (people < 8), 0.0, -40.0),
        "qre": np.where(people >= 8, 0.0, -40.0),
    }
    verdict = decide(densities, n_blocks=5)

    assert verdict.word == "hybrid"
    assert [share.value for share in verdict.shares.values()] == pytest.approx([0.5, 0.3, 0.2], abs=1e-6)
    assert all(share.low < share.value < share.high for share in verdict.shares.values())
    assert verdict.reason.count("times") == 3
    assert verdict.reason.endswith("less likely than the best shares")
