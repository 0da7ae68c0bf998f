"""What a decision is expected to earn, in points, by one who believes that the forecast is uniform between bounds."""

import numpy as np
import numpy.typing as npt

from forecast_sharing import uniform_sums
from forecast_sharing.game import Game

FloatArray = npt.NDArray[np.float64]


def newsvendor_capacity(low: FloatArray, high: FloatArray, game: Game) -> FloatArray:
    """Return the capacity of highest expected profit where the forecast is uniform from `low` to `high`, in units."""
    unknown = uniform_sums.quantile(game.critical_ratio, (high - low) / 2, game.noise_half_width)
    return game.mean_demand + (low + high) / 2 + unknown


def expected_receiver_profit(low: FloatArray, high: FloatArray, capacity: FloatArray, game: Game) -> FloatArray:
    """Return the receiver's expected profit: (n_beliefs, n_capacities)."""
    idle = uniform_sums.mean_idle_capacity(
        capacity - game.mean_demand, low[:, None], high[:, None], game.noise_half_width
    )
    margin = game.wholesale_price - game.production_cost
    return (margin - game.capacity_cost) * capacity - margin * idle


def expected_sender_profit(forecast: FloatArray, capacity: FloatArray, game: Game) -> FloatArray:
    """Return the sender's expected profit where each report leads to the capacity given: (n_forecasts, n_reports)."""
    margin = capacity - game.mean_demand - forecast[:, None]
    sales = capacity - uniform_sums.idle_capacity(margin, game.noise_half_width)
    return (game.retail_price - game.wholesale_price) * sales
