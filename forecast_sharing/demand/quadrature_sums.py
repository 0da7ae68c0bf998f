r"""A believed forecast and the market noise of any distributions: quantile, expected excess, what they change with.

For uniform distributions `uniform_sums` has the same in closed form. Here every expectation is an integral over the
part of the prior that is believed in, by Gauss-Legendre between the places where the noise's formulas change; all of
it is derived.
"""

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.demand.distributions import Distribution

FloatArray = npt.NDArray[np.float64]

# Newton's steps, kept between two bounds and halving where they leave them; ten are usual.
_N_STEPS = 60
_PRECISE = 1e-11
# Below this width, in units, a part of the prior is as good as uniform; above it, differences keep six digits.
_NARROW = 1e-3


def mean_excess(margin: FloatArray, belief: BelievedForecast, noise: Distribution) -> FloatArray:
    """Return by how much capacity exceeds demand on average; `margin` is capacity less mean demand."""
    _, forecasts, weights = belief.nodes(margin, noise)
    return (weights * noise.mean_excess(margin[..., None] - forecasts)).sum(axis=-1)


def mean_excess_slope(
    margin: FloatArray, belief: BelievedForecast, noise: Distribution, by_low: FloatArray, by_high: FloatArray
) -> FloatArray:
    """Return how fast `mean_excess` changes with a parameter that moves the ends of the belief so fast."""
    part, forecasts, weights = belief.nodes(margin, noise)
    moves = _moves(part, belief, by_low, by_high)
    return -(weights * moves * noise.cdf(margin[..., None] - forecasts)).sum(axis=-1)


def quantile(probability_wanted: float, belief: BelievedForecast, noise: Distribution) -> FloatArray:
    """Return the quantile of the believed forecast and the noise together, in units."""
    if noise.half_width == 0:
        return _forecast_at(_part_quantile(probability_wanted, belief), belief)
    low = np.array(belief.low - noise.half_width, dtype=np.float64)
    high = np.array(belief.high + noise.half_width, dtype=np.float64)
    at = (low + high) / 2
    for _ in range(_N_STEPS):
        _, forecasts, weights = belief.nodes(at, noise)
        beyond = at[..., None] - forecasts
        excess = (weights * noise.cdf(beyond)).sum(axis=-1) - probability_wanted
        density = (weights * noise.density(beyond)).sum(axis=-1)
        low, high = np.where(excess < 0, at, low), np.where(excess < 0, high, at)
        step = at - excess / np.where(density > 0, density, 1)
        is_kept = (density > 0) & (step >= low) & (step <= high)
        at, before = np.where(is_kept, step, (low + high) / 2), at
        if np.all(np.abs(at - before) < _PRECISE):
            break
    return at


def quantile_slope(
    at: FloatArray, belief: BelievedForecast, noise: Distribution, by_low: FloatArray, by_high: FloatArray
) -> FloatArray:
    r"""Return how fast `quantile`, given as `at`, changes with a parameter that moves the ends of the belief so fast.

    The mean of the move over the forecasts that lead to this demand.
    """
    if noise.half_width == 0:
        return _moves(_part_at(at, belief)[..., None], belief, by_low, by_high)[..., 0]
    part, forecasts, weights = belief.nodes(at, noise)
    likely = weights * noise.density(at[..., None] - forecasts)
    return (likely * _moves(part, belief, by_low, by_high)).sum(axis=-1) / likely.sum(axis=-1)


def quantile_slope_in_highest(
    probability_wanted: float, at: FloatArray, belief: BelievedForecast, noise: Distribution
) -> FloatArray:
    r"""Return how fast `quantile`, given as `at`, changes as more of the prior is let in at its upper end.

    :math:`(p - G(q - h)) f(t) / (F(t) - F(s)) / \eta(q)` with :math:`[s, t]` the part of the prior, :math:`h` the
    highest believed forecast and :math:`\eta` the density of demand; taken as zero for a part without width.
    """
    prior, width = belief.prior, belief.highest - belief.lowest
    is_narrow = width < _NARROW
    if noise.half_width == 0:
        shrink = (belief.high - belief.low) / np.where(is_narrow, 1, width)
        here = _part_quantile(probability_wanted, belief)
        return shrink * probability_wanted * prior.density(belief.highest) / prior.density(here)
    let_in = prior.density(belief.highest) / np.where(
        is_narrow, 1, prior.cdf(belief.highest) - prior.cdf(belief.lowest)
    )
    _, forecasts, weights = belief.nodes(at, noise)
    density = (weights * noise.density(at[..., None] - forecasts)).sum(axis=-1)
    slope = (probability_wanted - noise.cdf(at - belief.high)) * let_in / density
    return np.where(is_narrow, 0, slope)


def _moves(part: FloatArray, belief: BelievedForecast, by_low: FloatArray, by_high: FloatArray) -> FloatArray:
    """Return how fast the believed forecast at each node moves, between the moves of the two ends."""
    width = np.asarray(belief.highest - belief.lowest)[..., None]
    share = np.where(width > 0, (part - np.asarray(belief.lowest)[..., None]) / np.where(width > 0, width, 1), 0)
    return np.asarray(by_low)[..., None] * (1 - share) + np.asarray(by_high)[..., None] * share


def _part_quantile(probability_wanted: float, belief: BelievedForecast) -> FloatArray:
    below, above = belief.prior.cdf(belief.lowest), belief.prior.cdf(belief.highest)
    return belief.prior.quantile(below + probability_wanted * (above - below))


def _forecast_at(part: FloatArray, belief: BelievedForecast) -> FloatArray:
    return _between(part, belief.lowest, belief.highest, belief.low, belief.high)


def _part_at(forecast: FloatArray, belief: BelievedForecast) -> FloatArray:
    return _between(forecast, belief.low, belief.high, belief.lowest, belief.highest)


def _between(
    value: FloatArray, low: FloatArray, high: FloatArray, to_low: FloatArray, to_high: FloatArray
) -> FloatArray:
    share = np.where(high > low, (value - low) / np.where(high > low, high - low, 1), 0)
    return to_low + share * (to_high - to_low)
