from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from forecast_sharing import level_k
from forecast_sharing.game import Game
from tests.strategies import games

tie_breaks = st.sampled_from(["smallest", "uniform", "largest"])
beliefs = st.sampled_from(["lowest", "literal", "prior"])


@given(games(), st.data(), st.integers(1, 3))
def test_report_of_a_level_is_the_smallest_lie_among_the_best(game: Game, data: st.DataObject, level: int):
    forecast = data.draw(st.integers(*game.report_range))
    reports = np.arange(game.report_range[0], game.report_range[1] + 1)
    sales = game.expected_sales(forecast, level_k.receiver_capacity(reports, level - 1, game))
    best = reports[sales >= sales.max() - 1e-9]

    report = level_k.sender_report(forecast, level, game)

    # The minimal lie need not be whole: the best whole unit is the next one above it.
    smallest = best[np.argmin(np.abs(best - forecast))]
    assert report - 1e-6 <= smallest < report + 1


@given(games(), st.integers(0, 3), tie_breaks, beliefs)
def test_capacities_stay_within_demand(game: Game, level: int, tie_break: str, off_path_beliefs: str):
    # Recursion over whole units needs some units.
    assume(game.forecast_half_width >= 2)
    reports = np.arange(game.report_range[0], game.report_range[1] + 1)

    capacity = level_k.receiver_capacity(reports, level, game, tie_break, off_path_beliefs)

    assert capacity.min() >= game.capacity_range[0] - 1e-6
    assert capacity.max() <= game.capacity_range[1] + 1e-6


@given(games(), st.data(), st.integers(1, 2), tie_breaks, beliefs)
def test_best_reports_are_best_by_brute_force(
    game: Game, data: st.DataObject, level: int, tie_break: str, off_path_beliefs: str
):
    forecast = float(data.draw(st.integers(*game.report_range)))
    reports = np.arange(game.report_range[0], game.report_range[1] + 1)
    capacity = level_k.receiver_capacity(reports, level - 1, game, tie_break, off_path_beliefs)
    sales = game.expected_sales(forecast, capacity)

    best = level_k.best_reports(np.array([forecast]), level, game, tie_break, off_path_beliefs)[0]

    assert sales[best].min() >= sales.max() - 1e-8
    assert not best[sales < sales.max() - 1e-8].any()
    assert level_k.sender_report(forecast, level, game, tie_break, off_path_beliefs) <= game.report_range[1]
