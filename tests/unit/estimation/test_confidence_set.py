"""The models of which the data cannot say that another predicts better, against arch and by hand."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest

from forecast_sharing.estimation.confidence_set import FEWEST_BLOCKS, confidence_set, p_values
from forecast_sharing.estimation.sign_flips import signs
from tests.golden import confidence_sets

RECORDED = json.loads(confidence_sets.RECORDED.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])
def test_the_bootstrap_of_arch_gives_the_p_values_of_arch(case):
    losses = np.array(case["losses"])
    drawn = np.array([[int(digit) for digit in one] for one in case["drawn"].split()])
    n_blocks = len(losses)
    counts = np.array([np.bincount(one, minlength=n_blocks) for one in drawn])

    assert p_values(losses, (counts - 1) / n_blocks) == pytest.approx(case["p_values"], abs=1e-12)


def densities(losses):
    """Return a model's density of each person, two in a block, whose losses by block sum to these."""
    return {f"m{number}": -np.repeat(column, 2) / 2 for number, column in enumerate(np.array(losses, dtype=float).T)}


def blocks(number):
    return np.repeat(np.arange(number), 2)


def test_a_model_that_is_worse_in_each_block_is_as_rare_as_equal_signs():
    # Of two models the worse has all signs one way in 2 of 2^6 ways.
    found = confidence_set(densities([[0, 1]] * 3 + [[0, 2]] * 3), blocks(6))

    assert found == {"m0": 1.0, "m1": pytest.approx(2 / 64)}


def test_no_p_value_is_below_that_of_an_earlier_step():
    # The third model is far away. Without it the second is worse in four blocks of six, by 1 each: so are sums of at
    # least 2 in either direction, which have 22 of 64 ways on each side.
    losses = [[0, 1, 100], [0, 1, 101], [0, 1, 99], [0, 1, 100], [1, 0, 102], [1, 0, 98]]

    found = confidence_set(densities(losses), blocks(6))

    assert found["m1"] == pytest.approx(44 / 64)
    assert found["m2"] < found["m1"] < found["m0"] == 1


@pytest.mark.parametrize(
    ("columns", "p"),
    [
        pytest.param([0, 0, 0], [1, 1, 1], id="all three"),
        pytest.param([0, 0, 1], [1, 1, 2 / 64], id="the best"),
        pytest.param([0, 1, 1], [1, 2 / 64, 2 / 64], id="the worst"),
    ],
)
def test_models_that_are_alike_have_the_same_p_value(columns, p):
    # As a hybrid and its only theory are; arch has no answer to the first two. The others differ by 1 to 6.
    common = np.array([3.7, -81.3, 12.1, 55.5, 0.3, 1e5])[:, None] / 3
    losses = common + np.arange(1, 7)[:, None] * np.array(columns)

    assert list(confidence_set(densities(losses), blocks(6)).values()) == pytest.approx(p)


def test_models_that_are_alike_leave_together():
    rng = np.random.default_rng(4)
    for _ in range(20):
        first, *_, last = confidence_set(densities(rng.normal(size=(6, 3))[:, [0, 1, 2, 0]]), blocks(6)).values()

        assert first == last


def test_what_all_models_lose_alike_changes_nothing():
    losses = np.random.default_rng(1).normal(size=(8, 4))
    moved = losses + np.random.default_rng(2).normal(scale=1e4, size=(8, 1))

    first, again = (confidence_set(densities(one), blocks(8)) for one in (losses, moved))

    assert first == pytest.approx(again)


def test_few_blocks_say_nothing():
    losses = [[0, 100]] * FEWEST_BLOCKS

    assert confidence_set(densities(losses[1:]), blocks(FEWEST_BLOCKS - 1)) is None
    assert confidence_set(densities(losses), blocks(FEWEST_BLOCKS))["m1"] <= 0.05


def test_good_models_are_thrown_out_no_more_often_than_promised():
    # Models lose alike, and differences are as likely one way as the other: with the same differences in size, of all
    # 64 ways in which their signs can fall at most a twentieth may throw a model out.
    rng = np.random.default_rng(3)
    for _ in range(5):
        losses = rng.standard_t(3, size=(6, 3)) * [1, 2, 5]
        thrown_out = sum(
            p_values(losses * np.array(one)[:, None], signs(6) / 6).min() <= 0.05 for one in product((1, -1), repeat=6)
        )

        assert thrown_out <= 0.05 * 64
