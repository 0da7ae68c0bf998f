r"""The trust-embedded model without noise: what trust builds and what trustworthiness reports.

A receiver with trust :math:`\alpha` believes that the forecast is distributed as :math:`\alpha m + (1 - \alpha) \xi_T`,
with :math:`\xi_T` the prior truncated above at the report (or, as an option, the whole prior), and builds the
newsvendor quantile of demand under that belief. A sender with trustworthiness :math:`\beta` who believes that trust is
:math:`\hat\alpha` maximises :math:`(r - w) E[\min(D, K(m; \hat\alpha))] - \beta |m - \xi|`.

Optima are those of the continuum, so that they change smoothly with the parameters; people choose whole units, and
the models of choice live on whole units.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand import quadrature_sums, uniform_sums
from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import Game
from forecast_sharing.theory.array_checks import as_given, broadcast, within
from forecast_sharing.theory.assumptions import Prior, check_word
from forecast_sharing.theory.expected_profits import newsvendor_capacity

FloatArray = npt.NDArray[np.float64]

# Reports tried between the truth and the highest: at most four units apart in the games of the experiment, where the
# sender's profit bends over tens of units.
_N_TRIALS = 76
# A bracket of two trials is cut into eighths, and those of one into eighths again. Few steps with several reports each:
# what a step costs hardly depends on how many there are.
_CUTS = np.arange(1, 8)
# Steps of derivatives, in units and shares; the marginal value of a report is piecewise smooth, in points per unit.
_REPORT_STEP = 1e-4
_TRUST_STEP = 1e-6
_NO_BEND = 1e-9
# Profits, of at most some 10,000 points, carry rounding errors of about 1e-12 points each; ties are within this.
_TIE = 1e-8


def receiver_capacity(report: npt.ArrayLike, trust: npt.ArrayLike, game: Game, prior: Prior = "truncated") -> Any:
    r"""Return the capacity that suits a receiver with this trust best, in units (derived, closed form).

    .. math:: K(m; \alpha) = \mu + (l + h)/2 + Q(cr)

    with :math:`[l, h]` the bounds of the forecast that the receiver believes in and :math:`Q` the quantile of the sum
    of a uniform on :math:`\pm(h - l)/2` and the market noise.

    Parameters
    ----------
    report : number or array
        :math:`m`, in units, within the game's bounds of the forecast.
    trust : number or array
        :math:`\alpha`, from 0 to 1; shapes broadcast.
    game : Game
        The game played.
    prior : {"truncated", "untruncated"}
        Whether :math:`\xi_T` stops at the report.

    Returns
    -------
    float or array
        Within the bounds of demand and never falling as the report rises. At trust 1 it is
        ``game.full_trust_capacity(report)``; at trust 0 it still rises with the report, unless the prior is
        untruncated: then it is ``game.babbling_capacity()``.

    Raises
    ------
    ValueError
        If trust, a report or the prior is not as above.

    """
    reports, trusts = broadcast(report, trust)
    within("report", reports, -game.forecast_half_width, game.forecast_half_width)
    within("trust", trusts, 0, 1)
    return as_given(newsvendor_capacity(believed_forecast(reports, trusts, game, prior), game), report, trust)


def sender_report(
    forecast: npt.ArrayLike,
    trustworthiness: npt.ArrayLike,
    believed_trust: npt.ArrayLike,
    game: Game,
    prior: Prior = "truncated",
    precision: float = 1e-10,
) -> Any:
    r"""Return the report that suits a sender best, in units.

    Parameters
    ----------
    forecast : number or array
        :math:`\xi`, in units, within the game's bounds.
    trustworthiness : number or array
        :math:`\beta \ge 0`, in points per unit of inflation.
    believed_trust : number or array
        :math:`\hat\alpha`, from 0 to 1; shapes broadcast.
    game : Game
        The game played.
    prior : {"truncated", "untruncated"}
        Of the receiver that the sender expects.
    precision : float
        How far from the best the report may be, in units; the truth is exact.

    Returns
    -------
    float or array
        At least the forecast and at most the highest report (the forecast moved into the range of reports where it
        lies outside); of several best reports the nearest to the truth, which is the limit of small trustworthiness.

    Raises
    ------
    ValueError
        If a parameter, a forecast or the prior is not as above.

    Notes
    -----
    At believed trust 1 inflation is :math:`\Delta - 2e\beta/(r - w)`, not below 0 and capped at the highest report
    (derived). In general the objective can have two peaks, so reports are tried some units apart and the best is
    refined by halving where the marginal value of a unit of inflation changes its sign.

    """
    forecasts, costs, trusts = broadcast(forecast, trustworthiness, believed_trust)
    within("forecast", forecasts, -game.forecast_half_width, game.forecast_half_width)
    within("trustworthiness", costs, 0, np.inf)
    within("believed_trust", trusts, 0, 1)
    check_word("prior", prior)
    best = _best_reports(forecasts.ravel(), costs.ravel(), trusts.ravel(), game, prior, precision)
    return as_given(best.reshape(forecasts.shape), forecast, trustworthiness, believed_trust)


def sender_report_slopes(
    report: FloatArray, forecast: FloatArray, trustworthiness: float, believed_trust: float, game: Game, prior: Prior
) -> tuple[FloatArray, FloatArray]:
    """Return how fast the best report changes with trustworthiness and with believed trust.

    By the implicit function theorem, from the side of smaller reports: beyond the best report of a selfish sender the
    profit is flat. Zero where the report is the truth or the highest.
    """
    lowest, highest = game.report_range
    inside = (report > np.clip(forecast, lowest, highest)) & (report < highest)
    trusts = np.full_like(report, believed_trust)
    value = _marginal_value(report, forecast, trusts, game, prior)
    behind = np.maximum(report - _REPORT_STEP, -game.forecast_half_width)
    bend = (value - _marginal_value(behind, forecast, trusts, game, prior)) / _REPORT_STEP
    step = _TRUST_STEP if believed_trust < 0.5 else -_TRUST_STEP
    by_trust = (_marginal_value(behind, forecast, trusts + step, game, prior) - (value - bend * _REPORT_STEP)) / step
    responds = inside & (bend < -_NO_BEND)
    bend = np.where(responds, bend, -1)
    return np.where(responds, 1 / bend, 0), np.where(responds, -by_trust / bend, 0)


def believed_forecast(report: FloatArray, trust: npt.ArrayLike, game: Game, prior: Prior) -> BelievedForecast:
    """Return what a receiver with this trust believes of the forecast."""
    check_word("prior", prior)
    doubt = 1 - np.asarray(trust)
    # Written so that rounding cannot put the lower bound above the upper.
    low = report - doubt * np.maximum(report + game.forecast_half_width, 0)
    lowest = np.full_like(low, -game.forecast_half_width)
    if prior == "truncated":
        high = report + np.zeros_like(low)
        return BelievedForecast(game.prior, low, high, lowest, np.maximum(high, lowest))
    return BelievedForecast(game.prior, low, low + 2 * doubt * game.forecast_half_width, lowest, -lowest)


def bounds_slopes(report: FloatArray, game: Game, prior: Prior) -> tuple[FloatArray, FloatArray]:
    """Return how fast the ends of `believed_forecast` change with trust."""
    lower = report + game.forecast_half_width
    return lower, np.zeros_like(lower) if prior == "truncated" else report - game.forecast_half_width


def believed_mean_slope(report: FloatArray, game: Game, prior: Prior) -> FloatArray:
    """Return how fast the mean of `believed_forecast` changes with trust, in which it is a straight line."""
    return report - believed_forecast(report, 0, game, prior).mean


def capacity_slope_in_trust(report: FloatArray, trust: npt.ArrayLike, game: Game, prior: Prior) -> FloatArray:
    """Return how fast the receiver's capacity changes with trust, in units per unit of trust."""
    belief = believed_forecast(report, trust, game, prior)
    by_low, by_high = bounds_slopes(report, game, prior)
    if game.is_uniform:
        return _uniform_slope(belief, game, by_low, by_high)
    at = newsvendor_capacity(belief, game) - game.mean_demand
    return quadrature_sums.quantile_slope(at, belief, game.noise, by_low, by_high)


def _capacity_slope_in_report(
    belief: BelievedForecast, capacity: FloatArray, trust: FloatArray, game: Game, prior: Prior
) -> FloatArray:
    if game.is_uniform:
        return _uniform_slope(belief, game, trust, np.ones_like(trust) if prior == "truncated" else trust)
    # The whole belief moves by the share of trust, and a truncated prior ends at the report.
    if prior == "untruncated":
        return trust + np.zeros_like(belief.low)
    at = capacity - game.mean_demand
    return trust + quadrature_sums.quantile_slope_in_highest(game.critical_ratio, at, belief, game.noise)


def _uniform_slope(belief: BelievedForecast, game: Game, by_low: FloatArray, by_high: FloatArray) -> FloatArray:
    half_width = (belief.high - belief.low) / 2
    spread = uniform_sums.quantile_slope(game.critical_ratio, half_width, game.noise_half_width)
    return (by_low + by_high) / 2 + spread * (by_high - by_low) / 2


def _best_reports(
    forecasts: FloatArray, costs: FloatArray, trusts: FloatArray, game: Game, prior: Prior, precision: float
) -> FloatArray:
    lowest, highest = game.report_range
    truth = np.clip(forecasts, lowest, highest)
    # In chunks that stay in the processor's cache; a million forecasts need no more memory than a thousand.
    chunks = [
        _search(truth[rows], forecasts[rows], costs[rows], trusts[rows], game, prior, precision)
        for rows in np.array_split(np.arange(len(forecasts)), max(1, len(forecasts) // 1_000))
    ]
    return np.concatenate(chunks) if chunks else np.empty(0)


def _search(
    truth: FloatArray,
    forecast: FloatArray,
    cost: FloatArray,
    trust: FloatArray,
    game: Game,
    prior: Prior,
    precision: float,
) -> FloatArray:
    lowest, highest = map(float, game.report_range)
    step = (highest - truth) / (_N_TRIALS - 1)
    trials = truth[:, None] + step[:, None] * np.arange(_N_TRIALS)
    belief = believed_forecast(trials, trust[:, None], game, prior)
    margin = newsvendor_capacity(belief, game) - game.mean_demand - forecast[:, None]
    price = game.retail_price - game.wholesale_price
    value = price * (margin - game.noise.mean_excess(margin))
    value -= cost[:, None] * np.abs(trials - forecast[:, None])
    # The first trial of those that tie, which is the nearest to the truth: reports start there and rise.
    first = np.argmax(value >= value.max(axis=1, keepdims=True) - _TIE, axis=1)
    below = truth + step * np.maximum(first - 1, 0)
    above = np.minimum(truth + step * (first + 1), highest)
    # One cut more than the precision takes.
    widest = 2 * (highest - lowest) / (_N_TRIALS - 1)
    n_cuts = int(np.ceil(np.log(widest / precision) / np.log(len(_CUTS) + 1))) + 1
    found = _refine(below, above, forecast, cost, trust, game, prior, n_cuts)
    # Cutting approaches an end without reaching it; anyone who never gains stays exactly at the lower end.
    return np.where(found - below < precision, below, found)


def _refine(
    below: FloatArray,
    above: FloatArray,
    forecast: FloatArray,
    cost: FloatArray,
    trust: FloatArray,
    game: Game,
    prior: Prior,
    n_cuts: int,
) -> FloatArray:
    """Return where another unit of inflation stops paying, between the two reports."""
    for _ in range(n_cuts):
        step = (above - below) / (len(_CUTS) + 1)
        cuts = below[:, None] + step[:, None] * _CUTS
        pays = _marginal_value(cuts, forecast[:, None], trust[:, None], game, prior) > cost[:, None]
        below = below + step * np.logical_and.accumulate(pays, axis=1).sum(axis=1)
        above = below + step
    return above


def _marginal_value(
    report: FloatArray, forecast: FloatArray, trust: FloatArray, game: Game, prior: Prior
) -> FloatArray:
    belief = believed_forecast(report, trust, game, prior)
    capacity = newsvendor_capacity(belief, game)
    unmet = 1 - game.noise.cdf(capacity - game.mean_demand - forecast)
    rise = _capacity_slope_in_report(belief, capacity, trust, game, prior)
    return (game.retail_price - game.wholesale_price) * unmet * rise
