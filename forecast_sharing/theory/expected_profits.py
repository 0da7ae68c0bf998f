"""What a decision is expected to earn, in points, by one who has a belief about the forecast.

Closed forms where forecast and noise are uniform, quadrature where they are not.
"""

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand import quadrature_sums, uniform_sums
from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import Game

FloatArray = npt.NDArray[np.float64]


def newsvendor_capacity(belief: BelievedForecast, game: Game) -> FloatArray:
    """Return the capacity of highest expected profit under each belief, in units."""
    if game.is_uniform:
        half_width = (belief.high - belief.low) / 2
        unknown = uniform_sums.quantile(game.critical_ratio, half_width, game.noise_half_width)
        return game.mean_demand + (belief.low + belief.high) / 2 + unknown
    return game.mean_demand + quadrature_sums.quantile(game.critical_ratio, belief, game.noise)


def expected_receiver_profit(belief: BelievedForecast, capacity: FloatArray, game: Game) -> FloatArray:
    """Return the receiver's expected profit: (n_beliefs, n_capacities)."""
    margin, beliefs = capacity - game.mean_demand, belief.column()
    if game.is_uniform:
        idle = uniform_sums.mean_idle_capacity(margin, beliefs.low, beliefs.high, game.noise_half_width)
    else:
        idle = quadrature_sums.mean_excess(margin, beliefs, game.noise)
    price = game.wholesale_price - game.production_cost
    return (price - game.capacity_cost) * capacity - price * idle


def expected_sender_profit(forecast: FloatArray, capacity: FloatArray, game: Game) -> FloatArray:
    """Return the sender's expected profit where each report leads to the capacity given: (n_forecasts, n_reports)."""
    margin = capacity - game.mean_demand - forecast[:, None]
    return (game.retail_price - game.wholesale_price) * (capacity - game.noise.mean_excess(margin))
