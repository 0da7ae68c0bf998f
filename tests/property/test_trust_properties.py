from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecast_sharing import trust
from forecast_sharing.game import Game
from forecast_sharing.theory.expected_profits import expected_receiver_profit, expected_sender_profit
from tests.strategies import games

shares = st.floats(0, 1)
priors = st.sampled_from(["truncated", "untruncated"])


@given(games(), st.data(), shares, priors)
def test_capacity_is_next_to_the_best_whole_unit(game: Game, data: st.DataObject, share: float, prior: str):
    report = data.draw(st.integers(*game.report_range))
    belief = trust.believed_forecast(np.array([float(report)]), share, game, prior)
    low, high = belief.low, belief.high
    # Expected profit by brute force: the mean over the belief (midpoints), of the closed form over the noise.
    middle = (np.arange(400) + 0.5) / 400
    forecasts = low + (high - low) * middle
    capacities = np.arange(game.capacity_range[0], game.capacity_range[1] + 1)
    sales = game.expected_sales(forecasts[:, None], capacities).mean(axis=0)
    profit = (game.wholesale_price - game.production_cost) * sales - game.capacity_cost * capacities

    best = capacities[np.argmax(profit)]
    capacity = trust.receiver_capacity(report, share, game, prior)

    # Profit is concave, so the best whole unit is a neighbour of the optimum; the midpoint rule moves it by no more
    # than its cells, (high - low) / 400 < 2 units wide.
    assert abs(best - capacity) <= 1 + (high - low)[0] / 400


@given(games(), st.data(), st.floats(0, 100), shares, priors)
def test_no_whole_unit_report_is_better_than_the_optimum(
    game: Game, data: st.DataObject, trustworthiness: float, believed_trust: float, prior: str
):
    forecast = data.draw(st.integers(*game.report_range))
    reports = np.arange(game.report_range[0], game.report_range[1] + 1)

    def value(report):
        capacity = trust.receiver_capacity(report, believed_trust, game, prior)
        profit = (game.retail_price - game.wholesale_price) * game.expected_sales(forecast, capacity)
        return profit - trustworthiness * np.abs(report - forecast)

    best = trust.sender_report(forecast, trustworthiness, believed_trust, game, prior)

    # Sales are rounded to eight decimals and multiplied by a margin of at most 90.
    assert value(best) >= value(reports).max() - 1e-5
    assert game.report_range[0] <= best <= game.report_range[1]
    assert best >= forecast


@given(games(), shares, priors)
def test_capacity_never_falls_as_the_report_rises(game: Game, share: float, prior: str):
    capacity = trust.receiver_capacity(np.arange(*game.report_range), share, game, prior)

    assert (np.diff(capacity) >= -1e-9).all()
    assert capacity.min() >= game.capacity_range[0] - 1
    assert capacity.max() <= game.capacity_range[1] + 1


@given(games(), st.data(), shares, priors)
def test_closed_form_profit_is_the_mean_of_profits(game: Game, data: st.DataObject, share: float, prior: str):
    report = float(data.draw(st.integers(*game.report_range)))
    capacity = np.array([float(data.draw(st.integers(*game.capacity_range)))])
    belief = trust.believed_forecast(np.array([report]), share, game, prior)
    forecasts = belief.low + (belief.high - belief.low) * (np.arange(20_000) + 0.5) / 20_000
    by_hand = (game.wholesale_price - game.production_cost) * np.mean(
        game.expected_sales(forecasts, capacity)
    ) - game.capacity_cost * capacity[0]

    profit = expected_receiver_profit(belief, capacity, game)[0, 0]

    # Midpoints err by a cell squared at the kinks, 600 / 20000, times a margin of at most 180.
    np.testing.assert_allclose(profit, by_hand, atol=0.2)


@given(games(), st.data())
def test_sender_profit_is_the_games(game: Game, data: st.DataObject):
    forecast = float(data.draw(st.integers(*game.report_range)))
    capacity = np.array([float(data.draw(st.integers(*game.capacity_range)))])

    profit = expected_sender_profit(np.array([forecast]), capacity, game)[0]

    expected = (game.retail_price - game.wholesale_price) * game.expected_sales(forecast, capacity)
    np.testing.assert_allclose(profit, expected, atol=1e-5)
