from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from forecast_sharing.game import CELLS, Game

# Critical ratio: (75 - 60) / 75 and (75 - 15) / 75. Babbling, narrow and wide half-width a and b: below a / 2b = 0.25
# in the UH cells the quantile is -(a + b) + sqrt(8ab cr) = -225 + sqrt(18000) = -90.836; in the UL cells (a / 2b =
# 0.083) it is 2b (cr - 1/2) = -90. Full trust: e (2 cr - 1) = -45, -15, 45, 15 from 250. Minimal lie: e less that.
TABLE = {
    "ch_uh": (0.2, 250 - 225 + np.sqrt(18_000), 205, 120),
    "ch_ul": (0.2, 160, 235, 40),
    "cl_uh": (0.8, 250 + 225 - np.sqrt(18_000), 295, 30),
    "cl_ul": (0.8, 340, 265, 10),
}


@pytest.mark.parametrize("name", TABLE)
def test_benchmarks_of_the_four_cells(name):
    game, (critical_ratio, babbling, full_trust_at_zero, minimal_lie) = CELLS[name], TABLE[name]

    assert game.critical_ratio == critical_ratio
    assert game.babbling_capacity() == pytest.approx(babbling, abs=1e-8)
    assert game.full_trust_capacity(0) == full_trust_at_zero
    assert game.full_trust_capacity(-37) == full_trust_at_zero - 37
    assert game.minimal_lie() == minimal_lie


def test_babbling_rounds_to_the_two_decimals_of_the_table():
    assert [round(CELLS[name].babbling_capacity(), 2) for name in TABLE] == [159.16, 160.00, 340.84, 340.00]


def test_default_game_is_high_cost_and_high_uncertainty():
    assert Game() == CELLS["ch_uh"]


@pytest.mark.parametrize(
    ("demand", "capacity", "sender", "receiver"),
    [
        # Sold 200: (100 - 75) * 200 = 5000; 75 * 200 - 60 * 250 = 0.
        pytest.param(200, 250, 5_000, 0, id="more capacity than demand"),
        # Sold 150: 25 * 150 = 3750; 75 * 150 - 60 * 150 = 2250.
        pytest.param(300, 150, 3_750, 2_250, id="less capacity than demand"),
        # Sold 25: 625; 75 * 25 - 60 * 475 = 1875 - 28500.
        pytest.param(25, 475, 625, -26_625, id="the receiver's greatest loss"),
    ],
)
def test_profits_by_hand(demand, capacity, sender, receiver):
    game = CELLS["ch_uh"]

    assert game.sender_profit(demand, capacity) == sender
    assert game.receiver_profit(demand, capacity) == receiver


def test_receiver_pays_production_only_for_what_is_sold():
    game = Game(production_cost=5, capacity_cost=20)

    # Sold 100: (75 - 5) * 100 - 20 * 130 = 7000 - 2600.
    assert game.receiver_profit(100, 130) == 4_400


def test_profits_of_two_decimal_prices_are_exact():
    game = Game(retail_price=100.1, wholesale_price=75, production_cost=0, capacity_cost=60.1)

    # 25.1 * 3 = 75.3, where binary arithmetic alone gives 75.30000000000001 at best. 75 * 3 - 60.1 * 7 = -195.7.
    assert game.sender_profit(3, 7) == 75.3
    assert game.receiver_profit(3, 7) == -195.7


def test_demand_and_sales_by_hand():
    game = Game()

    assert game.demand(-150, -75) == 25
    assert game.demand(20, 10) == 280
    assert game.sales(280, 240) == 240
    assert game.sales(200, 240) == 200


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        pytest.param(100, 100, id="below all demand, all is sold"),
        # Demand is uniform on [175, 325]: 250 - (250 - 175)^2 / (4 * 75) = 250 - 18.75.
        pytest.param(250, 231.25, id="in the middle"),
        # 325 - 150^2 / 300 = 325 - 75.
        pytest.param(325, 250, id="at the highest demand, mean demand is sold"),
        pytest.param(400, 250, id="above all demand, mean demand is sold"),
    ],
)
def test_expected_sales_by_hand(capacity, expected):
    assert Game().expected_sales(0, capacity) == expected


def test_first_best_capacity_by_hand():
    # (100 - 60) / 100 = 0.4: 250 + 20 + 75 * (0.8 - 1) = 255. (100 - 15) / 100 = 0.85: 270 + 25 * 0.7 = 287.5.
    assert CELLS["ch_uh"].first_best_capacity(20) == 255
    assert CELLS["cl_ul"].first_best_capacity(20) == 287.5


def test_expected_joint_profit_by_hand():
    # 100 * 231.25 - 60 * 250.
    assert Game().expected_joint_profit(0, 250) == 8_125


def test_ranges_are_whole_units_within_the_bounds():
    assert Game().report_range == (-150, 150)
    assert Game().capacity_range == Game().demand_range == (25, 475)
    assert Game(forecast_half_width=10.5, noise_half_width=2.2).report_range == (-10, 10)
    assert Game(forecast_half_width=10.5, noise_half_width=2.2).demand_range == (238, 262)


def test_game_without_noise_has_no_minimal_lie():
    game = Game(noise_half_width=0)

    assert game.minimal_lie() == 0
    assert game.expected_sales(10, 300) == 260
    # Only the forecast is uncertain: 250 + 300 * (0.2 - 0.5).
    assert game.babbling_capacity() == 160


def test_arrays_give_arrays_and_numbers_give_numbers():
    game = Game()
    profits = game.receiver_profit(np.array([[200], [300]]), np.array([250, 150]))

    np.testing.assert_array_equal(profits, [[0, 2_250], [3_750, 2_250]])
    assert type(game.receiver_profit(200, 250)) is float
    assert type(game.full_trust_capacity(np.int64(3))) is float


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        *[pytest.param({}, "ch_uh", id="default")],
        *[pytest.param(dataclasses.asdict(game), name, id=name) for name, game in CELLS.items()],
        pytest.param({"capacity_cost": 60.0, "noise_half_width": 25.0}, "ch_ul", id="floats that are whole"),
        pytest.param({"capacity_cost": 30, "noise_half_width": 50}, "cost30_noise50", id="other cost and noise"),
        pytest.param({"wholesale_price": 80}, "cost60_noise75_wholesale80", id="a cell but for the price"),
        pytest.param(
            {"mean_demand": 300.5, "retail_price": 120}, "cost60_noise75_mean300.5_retail120", id="two others"
        ),
    ],
)
def test_treatment_names_never_lie(changes, name):
    assert Game(**changes).treatment == name


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"forecast_half_width": 0}, "forecast_half_width must be greater than 0, not 0"),
        ({"noise_half_width": -1}, "noise_half_width must be at least 0, not -1"),
        ({"mean_demand": 224}, r"mean_demand must be at least .*\(225\).* not 224"),
        ({"production_cost": -0.5}, "production_cost must be at least 0, not -0.5"),
        ({"wholesale_price": 0}, r"wholesale_price must be greater than production_cost \(0\), not 0"),
        ({"retail_price": 75}, r"retail_price must be greater than wholesale_price \(75\), not 75"),
        ({"capacity_cost": 0}, r"capacity_cost must be greater than 0 and less than .*\(75\), not 0"),
        ({"capacity_cost": 75}, r"capacity_cost must be .* not 75"),
        ({"mean_demand": float("nan")}, "mean_demand must be finite, not nan"),
        ({"mean_demand": float("inf")}, "mean_demand must be finite, not inf"),
        ({"capacity_cost": "60"}, "capacity_cost must be a number, not '60'"),
        ({"capacity_cost": None}, "capacity_cost must be a number, not None"),
        ({"capacity_cost": True}, "capacity_cost must be a number, not True"),
    ],
)
def test_wrong_parameters_are_refused_with_rule_and_value(changes, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Game(**changes)


def test_a_missing_decision_is_not_paid():
    with pytest.raises(TypeError, match="must be a number or an array of numbers, not None"):
        Game().sender_profit(200, None)


def test_games_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Game().capacity_cost = 1
