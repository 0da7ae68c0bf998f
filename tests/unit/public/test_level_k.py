from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from forecast_sharing import level_k, trust
from forecast_sharing.game import CELLS, Game

FORECASTS = np.arange(-150, 151)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("tie_break", ["smallest", "uniform", "largest"])
def test_level_0_tells_the_truth_and_believes_it(cell, tie_break):
    game = CELLS[cell]

    np.testing.assert_array_equal(level_k.sender_report(FORECASTS, 0, game, tie_break), FORECASTS)
    np.testing.assert_allclose(
        level_k.receiver_capacity(FORECASTS, 0, game, tie_break), game.full_trust_capacity(FORECASTS)
    )


# science of the four cells: mean of min(xi + Delta, 150) - xi over xi from -150 to 150, printed with one decimal.
@pytest.mark.parametrize(
    ("cell", "mean_inflation"), [("ch_uh", 96.0), ("ch_ul", 37.3), ("cl_uh", 28.5), ("cl_ul", 9.8)]
)
def test_mean_inflation_of_level_1(cell, mean_inflation):
    # The printed numbers are those of a continuous forecast: Delta - Delta**2 / 600.
    delta = CELLS[cell].minimal_lie()
    report = level_k.sender_report(np.linspace(-150, 150, 100_001), 1, CELLS[cell])

    assert np.mean(report - np.linspace(-150, 150, 100_001)) == pytest.approx(delta - delta**2 / 600, abs=1e-2)
    assert round(delta - delta**2 / 600, 1) == pytest.approx(mean_inflation, abs=0.051)


@pytest.mark.parametrize("cell", CELLS)
def test_level_1_sender_is_the_selfish_sender_who_expects_full_trust(cell):
    np.testing.assert_allclose(
        level_k.sender_report(FORECASTS, 1, CELLS[cell]), trust.sender_report(FORECASTS, 0, 1, CELLS[cell]), atol=1e-9
    )


@pytest.mark.parametrize(("level", "expected"), [(1, 40), (2, 80), (3, 120)])
def test_each_level_adds_a_minimal_lie(level, expected):
    assert level_k.sender_report(0, level, CELLS["ch_ul"]) == expected
    assert level_k.sender_report(140, level, CELLS["ch_ul"]) == 150


def test_level_1_receiver_takes_the_lie_off_and_pools_the_highest_report():
    # C_H U_L, minimal lie 40, full trust 235 + m. Report 100 means 60, so 295. The lowest forecast is reported as -110,
    # so -130 is never sent and taken for -150: 85. Report 150 pools 110 to 150: half-width 20 beside noise 25 at 0.2:
    # 20 > 2 * 25 * 0.2 = 10, so the root: 250 + 130 + sqrt(8 * 20 * 25 * 0.2) - 45.
    game = CELLS["ch_ul"]

    assert level_k.receiver_capacity(100, 1, game) == 295
    assert level_k.receiver_capacity(-130, 1, game) == 85
    assert level_k.receiver_capacity(150, 1, game) == pytest.approx(380 + np.sqrt(800) - 45)


def test_receiver_knows_nothing_once_every_sender_sends_the_highest_report():
    # Level 3 in C_H U_H would inflate by 360, more than the range of 300.
    assert level_k.receiver_capacity(150, 3, CELLS["ch_uh"]) == pytest.approx(CELLS["ch_uh"].babbling_capacity())


@pytest.mark.parametrize("cell", CELLS)
def test_largest_tie_break_always_sends_the_highest_report_and_is_met_by_babbling(cell):
    game = CELLS[cell]

    assert (level_k.sender_report(FORECASTS, 1, game, "largest") == 150).all()
    # Whole units with half of their probability at the ends are the trapezoidal rule, whose error in the probability is
    # 1 / (12 * 300 * 2e) at most (noise has a density of 1 / 2e); demand has a density of some 0.003 there.
    assert level_k.receiver_capacity(150, 1, game, "largest") == pytest.approx(game.babbling_capacity(), abs=1e-3)


@pytest.mark.parametrize(
    ("off_path_beliefs", "capacity"), [("lowest", 250 - 150 - 15), ("literal", 250 + 20 - 15), ("prior", 160)]
)
def test_beliefs_after_reports_never_sent(off_path_beliefs, capacity):
    # With the largest tie-break a level-1 sender never sends 20. C_H U_L: G^-1(0.2) = -15, babbling 160.
    assert level_k.receiver_capacity(20, 1, CELLS["ch_ul"], "largest", off_path_beliefs) == pytest.approx(capacity)


def test_uniform_tie_break_is_the_mean_of_best_reports():
    # Forecast 0 in C_H U_L: the best reports are 40 to 150.
    assert level_k.sender_report(0, 1, CELLS["ch_ul"], "uniform") == pytest.approx(95)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_recursion_over_whole_units_agrees_with_the_closed_form(cell, level, monkeypatch):
    game = CELLS[cell]
    report, capacity = level_k.sender_report(FORECASTS, level, game), level_k.receiver_capacity(FORECASTS, level, game)
    level_k._capacity_table.cache_clear()
    monkeypatch.setattr(level_k, "_has_closed_form", lambda *_words: False)

    np.testing.assert_allclose(level_k.sender_report(FORECASTS, level, game), report)
    # The unit around a forecast is taken for its middle, so pools and the outermost units differ by less than half.
    np.testing.assert_allclose(level_k.receiver_capacity(FORECASTS, level, game), capacity, atol=0.5)
    level_k._capacity_table.cache_clear()


@pytest.mark.parametrize("off_path_beliefs", ["lowest", "literal", "prior"])
@pytest.mark.parametrize("cell", CELLS)
def test_without_noise_the_smallest_lie_is_none(cell, off_path_beliefs):
    game = replace(CELLS[cell], noise_half_width=0)

    for level in range(5):
        reports = level_k.sender_report(FORECASTS, level, game, "smallest", off_path_beliefs)
        capacities = level_k.receiver_capacity(FORECASTS, level, game, "smallest", off_path_beliefs)
        np.testing.assert_array_equal(reports, FORECASTS)
        np.testing.assert_allclose(capacities, 250 + FORECASTS, atol=1e-9)


# Ratios that cumulated probabilities of twentieths meet exactly, and such that they pass over.
@pytest.mark.parametrize("ratio", [Fraction(1, 5), Fraction(1, 4), Fraction(3, 4), Fraction(4, 5)], ids=str)
@pytest.mark.parametrize("tie_break", ["smallest", "uniform", "largest"])
@pytest.mark.parametrize("off_path_beliefs", ["lowest", "literal", "prior"])
def test_without_noise_levels_are_those_of_a_search_in_whole_numbers(ratio, tie_break, off_path_beliefs):
    cost = 75 * float(1 - ratio)
    game = Game(mean_demand=9, forecast_half_width=5, noise_half_width=0, wholesale_price=75, capacity_cost=cost)
    forecasts = range(-5, 6)
    prior = {x: Fraction(1, 20 if abs(x) == 5 else 10) for x in forecasts}

    def best_capacity(belief):
        def profit(capacity):
            sales = sum(share * min(9 + x, capacity) for x, share in belief.items())
            return sales - (1 - ratio) * capacity * sum(belief.values())

        return max(range(4, 15), key=lambda capacity: (profit(capacity), -capacity))

    def reports_sent(forecast, capacities):
        sales = {m: min(9 + forecast, capacity) for m, capacity in capacities.items()}
        best = [m for m in forecasts if sales[m] == max(sales.values())]
        if tie_break == "uniform":
            return best
        return [max(best)] if tie_break == "largest" else [min(best, key=lambda m: abs(m - forecast))]

    off_path = {m: {"lowest": {-5: 1}, "literal": {m: 1}, "prior": prior}[off_path_beliefs] for m in forecasts}
    capacities = {m: 9 + m for m in forecasts}
    for level in range(1, 5):
        sent = {x: reports_sent(x, capacities) for x in forecasts}
        beliefs = {m: {x: prior[x] / len(sent[x]) for x in forecasts if m in sent[x]} for m in forecasts}
        capacities = {m: best_capacity(belief or off_path[m]) for m, belief in beliefs.items()}

        at = np.array(forecasts)
        reports = level_k.sender_report(at, level, game, tie_break, off_path_beliefs)
        built = level_k.receiver_capacity(at, level, game, tie_break, off_path_beliefs)
        np.testing.assert_allclose(reports, [np.mean(sent[x]) for x in forecasts])
        np.testing.assert_allclose(built, list(capacities.values()), atol=1e-9)


def test_levels_broadcast_and_numbers_stay_numbers():
    assert level_k.sender_report(FORECASTS[:, None], np.arange(4), Game()).shape == (301, 4)
    assert isinstance(level_k.receiver_capacity(0, 1, Game()), float)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: level_k.sender_report(0, 1.5, Game()), "level must be a whole number, not 1.5", id="half"),
        pytest.param(lambda: level_k.sender_report(0, -1, Game()), "level must be at least 0", id="negative"),
        pytest.param(lambda: level_k.sender_report(0, 1, Game(), "none"), "tie_break must be one of", id="tie"),
        pytest.param(
            lambda: level_k.sender_report(0, 1, Game(), off_path_beliefs="none"),
            "off_path_beliefs must be",
            id="unsent",
        ),
        pytest.param(lambda: level_k.receiver_capacity(200, 1, Game()), "report must be from -150", id="report"),
        pytest.param(
            lambda: level_k.receiver_capacity(0.5, 1, Game(), "largest"), "report must be a whole number", id="fraction"
        ),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
