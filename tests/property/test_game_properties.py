from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecast_sharing.game import CELLS, Game
from tests.strategies import games

units = st.integers(0, 1_000)


def _exactly(number: float) -> Fraction:
    return Fraction(str(number))


@given(games(), units, units)
def test_profits_are_exact(game: Game, demand: int, capacity: int):
    sold = min(demand, capacity)
    retail, wholesale = _exactly(game.retail_price), _exactly(game.wholesale_price)
    production, capacity_cost = _exactly(game.production_cost), _exactly(game.capacity_cost)

    assert game.sender_profit(demand, capacity) == float((retail - wholesale) * sold)
    assert game.receiver_profit(demand, capacity) == float((wholesale - production) * sold - capacity_cost * capacity)


@given(games(), units, units)
def test_profits_add_up_to_the_joint_profit(game: Game, demand: int, capacity: int):
    joint = (game.retail_price - game.production_cost) * min(demand, capacity) - game.capacity_cost * capacity

    np.testing.assert_allclose(
        game.sender_profit(demand, capacity) + game.receiver_profit(demand, capacity), joint, atol=1e-6
    )


@given(games(), st.floats(0.001, 0.999))
def test_demand_quantile_inverts_the_distribution(game: Game, probability: float):
    # P(xi + eps <= s) is the mean of the forecast's distribution over the noise, integrated by midpoints.
    n_cells = 20_000
    noise = game.noise_half_width * (2 * (np.arange(n_cells) + 0.5) / n_cells - 1)
    distance = game.demand_quantile(probability) - game.mean_demand - noise
    reached = np.clip((distance / game.forecast_half_width + 1) / 2, 0, 1).mean()

    np.testing.assert_allclose(reached, probability, atol=1e-6)


@given(games(), st.integers(-300, 300), units)
def test_expected_sales_are_the_mean_of_sales(game: Game, forecast: int, capacity: int):
    n_cells = 20_000
    noise = game.noise_half_width * (2 * (np.arange(n_cells) + 0.5) / n_cells - 1)
    mean_sales = game.sales(game.demand(forecast, noise), capacity).mean()

    # The midpoint rule is off by less than half a cell at the kink: 600 / 20000 squared, at most.
    np.testing.assert_allclose(game.expected_sales(forecast, capacity), mean_sales, atol=1e-3)


@given(games(), st.integers(-150, 150), st.floats(-600, 600))
def test_no_capacity_beats_the_first_best(game: Game, forecast: int, shift: float):
    best = game.first_best_capacity(forecast)
    other = max(best + shift, 0)

    assert game.expected_joint_profit(forecast, best) >= game.expected_joint_profit(forecast, other) - 1e-5


@given(games(), st.integers(-150, 150), st.floats(-600, 600))
def test_no_capacity_beats_full_trust_when_the_report_is_true(game: Game, forecast: int, shift: float):
    def expected_profit(capacity: float) -> float:
        margin = game.wholesale_price - game.production_cost
        return margin * game.expected_sales(forecast, capacity) - game.capacity_cost * capacity

    trusting = game.full_trust_capacity(forecast)

    assert expected_profit(trusting) >= expected_profit(max(trusting + shift, 0)) - 1e-5


@given(games())
def test_full_trust_after_the_minimal_lie_covers_all_demand(game: Game):
    np.testing.assert_allclose(
        game.full_trust_capacity(game.minimal_lie()), game.mean_demand + game.noise_half_width, atol=1e-6
    )


@given(games())
def test_a_composed_name_tells_two_games_apart(game: Game):
    for name, cell in CELLS.items():
        assert (game.treatment == name) == (game == cell)
    assert game.treatment != Game(mean_demand=game.mean_demand + 1_000).treatment
