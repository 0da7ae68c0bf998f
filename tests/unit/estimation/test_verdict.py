from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2

from forecast_sharing.estimation.verdict import (
    CONTRADICTED,
    LEFT,
    REJECTED,
    SUBSTANTIAL,
    Evidence,
    best_shares,
    decide,
    flipped,
    mixed_log_likelihood,
    share_log_likelihood,
)


def blocks_of(n_people, n_blocks):
    """Return blocks of people who follow each other."""
    return np.arange(n_people) * n_blocks // n_people


def decided(advantage_of_trust, n_blocks=4, **more):
    level_k = np.full(len(advantage_of_trust), -200.0)
    densities = {"trust": level_k + advantage_of_trust, "level_k": level_k}
    return decide(densities, blocks_of(len(level_k), n_blocks), **more)


@pytest.mark.parametrize(
    ("advantage_of_trust", "word"),
    [
        pytest.param([3] * 8, "trust", id="everyone trust"),
        pytest.param([-3] * 8, "level_k", id="everyone level-k"),
        pytest.param([9, -9] * 6, "hybrid", id="half of each"),
        pytest.param([0] * 8, "undecided", id="theories coincide"),
        pytest.param([1, 1, -1, 1] * 2, "undecided", id="too little to tell"),
    ],
)
def test_verdict_by_evidence(advantage_of_trust, word):
    assert decided(advantage_of_trust).word == word


def test_a_thousand_to_one_decides_if_a_hundred_are_left_without_a_block():
    # Nothing but trust is likeliest: the evidence against level-k is the sum. log(1000) = 6.908, log(100) = 4.605.
    assert decided([0.86] * 8).word == "undecided"
    assert decided([0.87] * 8).word == "trust"
    assert decided([0.87] * 8).against["level_k"] == pytest.approx(6.96)
    # Three of four blocks leave 4.6 and no more.
    assert decided([1.533] * 6 + [0, 0]).evidence["level_k"].without_block == pytest.approx(6.132)
    assert decided([2.30, 2.30, 0, 0, 2.30, 2.30, 0, 0]).word == "undecided"
    assert decided([2.31, 2.31, 0, 0, 2.31, 2.31, 0, 0], 3).evidence["level_k"].total == pytest.approx(9.24)


def test_less_than_a_thousand_to_one_rejects_nobody():
    assert decided([(REJECTED - 1e-6) / 8] * 8).word == "undecided"
    assert decided([(REJECTED + 1e-6) / 8] * 8).word == "trust"


def test_less_than_a_hundred_to_one_without_a_block_is_too_little():
    # Two blocks: one is left.
    assert decided([LEFT / 2 - 1e-6] * 4, 2).word == "undecided"
    assert decided([LEFT / 2 + 1e-6] * 4, 2).word == "trust"


def test_one_odd_person_makes_no_hybrid():
    """Thirty-one favour trust by e^5 each, one favours level-k by e^10."""
    found = decided([5.0] * 31 + [-10.0])

    assert found.word == "trust"
    assert found.against["trust"] > LEFT
    assert found.evidence["trust"].without_person == pytest.approx(0, abs=1e-9)
    assert found.reason.endswith("but for one person or block")
    # However odd the one, as long as the block is not.
    assert decided([5.0] * 31 + [-30.0]).word == "trust"


def test_one_odd_block_makes_no_hybrid():
    found = decided([5.0] * 44 + [-9.0] * 4, 12)

    assert found.against["trust"] > REJECTED
    assert found.evidence["trust"].without_block == pytest.approx(0, abs=1e-9)
    assert found.word == "trust"


def test_a_few_people_who_are_surely_others_make_no_hybrid():
    # Two in two hundred, in two blocks: surely there, and surely fewer than one in ten.
    found = decided(([5.0] * 99 + [-40.0]) * 2, 20)

    assert found.evidence["trust"].rejects
    assert found.shares["level_k"].high < SUBSTANTIAL
    assert found.word == "trust"
    assert found.reason.endswith("fewer than 10% of the people follow another")


@pytest.mark.parametrize("n_sessions", [1, 4])
def test_a_share_that_may_be_less_or_more_than_a_tenth_is_undecided(n_sessions):
    # One in seven.
    found = decided(([-30.0] + [10.0] * 6) * 4 * n_sessions, 4 * n_sessions)

    assert found.evidence["trust"].rejects
    assert found.shares["level_k"].low < SUBSTANTIAL < found.shares["level_k"].value
    assert found.word == "undecided"
    assert found.reason.endswith("10% of the people or more follow another is not known")


def test_a_theory_that_is_contradicted_but_not_rejected_is_no_verdict():
    # Two of eight favour level-k, a little: trust is ten times less likely than the best share, and not a thousand.
    found = decided([20.0] * 6 + [-3.5] * 2, 4)

    assert CONTRADICTED < found.against["trust"] < REJECTED
    assert found.evidence["level_k"].rejects
    assert found.word == "undecided"


def test_share_intervals_are_where_twice_the_log_likelihood_falls_by_the_quantile_of_chi_squared():
    # Ten clear-cut people, three of level-k: the likelihood of the share is binomial.
    found = decided([50.0] * 7 + [-50.0] * 3, 5).shares["level_k"]

    def twice(share):
        return 2 * (3 * np.log(share / 0.3) + 7 * np.log((1 - share) / 0.7))

    assert found.value == pytest.approx(0.3)
    for end in (found.low, found.high):
        assert twice(end) == pytest.approx(-chi2.ppf(0.95, 1), abs=0.05)


@pytest.mark.parametrize(
    ("by_block", "p_value"),
    [
        pytest.param([1, 1], 1 / 4, id="two blocks agree"),
        pytest.param([2, 1, 1, 1], 1 / 16, id="four blocks agree"),
        # Of eight ways to choose signs three sum to one or more: all as they are, the small one turned, or both turned.
        pytest.param([3, -1, -1], 4 / 8, id="one block speaks for all"),
        pytest.param([0, 0, 0], 1, id="nothing"),
    ],
)
def test_signs_of_blocks_are_flipped_in_every_way(by_block, p_value):
    assert flipped(np.array(by_block, dtype=float)) == pytest.approx(p_value)


def test_many_blocks_are_flipped_at_random():
    strong, weak = np.ones(20), np.array([1.0] * 11 + [-1.0] * 9)

    assert flipped(strong) < 0.001
    # Ten of twenty signs or fewer against: a binomial.
    assert flipped(weak) == pytest.approx(binom.sf(10, 20, 0.5), abs=4 * 0.5 / np.sqrt(20_000))
    assert flipped(weak) == flipped(weak)


def test_blocks_that_do_not_agree_decide_nothing():
    # Two large, and five small the other way, each too small to contradict: by chance as much in one way of ten.
    by_block = np.repeat([9.0, 9.0, -0.1, -0.1, -0.1, -0.1, -0.1], 2) / 2
    found = decided(by_block, 7)

    assert found.evidence["level_k"].rejects
    assert found.against["trust"] < CONTRADICTED
    assert found.evidence["level_k"].p_value > 0.05
    assert found.word == "undecided"
    assert found.reason.endswith("blocks do not agree")


@pytest.mark.parametrize("benchmark", [3.0, -3.0])
def test_neither_theory_where_people_are_predicted_better_without(benchmark):
    level_k = np.full(8, -200.0)
    densities = {"trust": level_k + 3, "level_k": level_k}
    found = decide(densities, blocks_of(8, 4), level_k + 3 + benchmark)

    assert found.word == ("neither" if benchmark > 0 else "trust")
    assert found.neither.total == pytest.approx(8 * benchmark)


def test_one_block_that_a_benchmark_predicts_better_is_not_enough():
    level_k = np.full(8, -200.0)
    benchmark = np.where(np.arange(8) < 2, level_k + 40, level_k)

    assert decide({"trust": level_k + 3, "level_k": level_k}, blocks_of(8, 4), benchmark).word == "trust"


@pytest.mark.parametrize(
    ("total", "without_person", "without_block", "rejects"),
    [
        pytest.param(10, 6, 6, True, id="enough"),
        pytest.param(6.9, 6, 6, False, id="too little in all"),
        pytest.param(10, 4.6, 6, False, id="too little without a person"),
        pytest.param(10, 6, 4.6, False, id="too little without a block"),
    ],
)
def test_evidence_rejects_whoever_is_left_out(total, without_person, without_block, rejects):
    assert Evidence(total, without_person, without_block, 0.01).rejects == rejects


def test_one_odd_person_in_eight_leaves_it_open_whether_a_tenth_follow_another():
    found = decided([30.0] * 7 + [-20.0])

    assert found.evidence["trust"].hangs_on_one
    assert found.shares["level_k"].value > SUBSTANTIAL
    assert found.word == "undecided"


@pytest.mark.parametrize(
    ("gain", "word"),
    [
        pytest.param([20, 1, 1, 1], "trust", id="one block is all"),
        pytest.param([10, 10, -0.5, -0.5, -0.5, -0.5, -0.5], "trust", id="blocks do not agree"),
        pytest.param([4, 4, 4, 4], "neither", id="all blocks"),
    ],
)
def test_neither_is_said_where_blocks_agree_and_none_is_all_there_is(gain, word):
    trust = np.full(2 * len(gain), -200.0)
    found = decide(
        {"trust": trust, "level_k": trust - 3}, blocks_of(len(trust), len(gain)), trust + np.repeat(gain, 2) / 2
    )

    assert found.neither.total == pytest.approx(sum(gain))
    assert found.word == word


@pytest.mark.parametrize(
    ("advantage_of_trust", "reason"),
    [
        pytest.param(
            [2] * 3, "all trust is as likely as the best share, all level-k 403 times less likely", id="trust"
        ),
        pytest.param(
            [-30] * 4, "all level-k is as likely as the best share, all trust exp(120) times less likely", id="level-k"
        ),
        pytest.param(
            [4] * 3, "all trust is as likely as the best share, all level-k 163,000 times less likely", id="thousands"
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
    assert decided(advantage_of_trust, len(advantage_of_trust)).reason == reason


def test_one_block_decides_nothing():
    verdict = decided([500.0], 1)

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


@pytest.mark.slow
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

    assert decide(densities, blocks_of(30, 4)).shares["trust"].value == pytest.approx(
        decide(turned, blocks_of(30, 4)).shares["trust"].value
    )
    assert decide(densities, blocks_of(30, 4)).against == pytest.approx(decide(turned, blocks_of(30, 4)).against)


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

    assert decide(densities, blocks_of(10, 4)).word == word
    assert decide(densities, blocks_of(10, 1)).word == "undecided"


def test_three_kinds_of_people_are_a_hybrid_of_their_shares():
    people = np.arange(40)
    densities = {
        "trust": np.where(people < 20, 0.0, -40.0),
        "level_k": np.where((people >= 20) & (people < 32), 0.0, -40.0),
        "qre": np.where(people >= 32, 0.0, -40.0),
    }
    verdict = decide(densities, np.arange(40) % 5)

    assert verdict.word == "hybrid"
    assert [share.value for share in verdict.shares.values()] == pytest.approx([0.5, 0.3, 0.2], abs=1e-6)
    assert all(share.low < share.value < share.high for share in verdict.shares.values())
    assert verdict.reason.count("times") == 3
    assert verdict.reason.endswith("less likely than the best shares")
