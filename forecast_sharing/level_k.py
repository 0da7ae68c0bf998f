r"""The level-k model without noise: who best-responds to whom.

The level-0 sender tells the truth and the level-0 receiver believes it. The sender of level k best-responds to the
receiver of level k - 1, and the receiver of level k to the sender of level k. Nobody minds a lie.

The sender's profit is flat once capacity covers all demand, so a best response is a set, and which of its reports a
receiver expects (`tie_break`) is part of the model. So is what a receiver makes of a report that the sender of that
level never sends (`off_path_beliefs`). With the defaults both have closed forms, a ladder of minimal lies; others
are computed on whole units: forecasts are whole and known as such, and each has the probability of the unit around it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import Game
from forecast_sharing.theory.array_checks import as_given, broadcast, within
from forecast_sharing.theory.assumptions import OffPathBeliefs, Options, TieBreak, check_word
from forecast_sharing.theory.expected_profits import expected_receiver_profit, newsvendor_capacity

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Sales, of some 100 units, carry rounding errors of about 1e-13 units each; ties are within this.
TIE = 1e-9
# Sums of some 300 probabilities carry rounding errors of about 1e-14; where one is the critical ratio but for this, all
# capacities up to the next possible demand are best, and the smallest is built.
_CERTAIN = 1e-12
# Halvings of the range of demand, some 500 units, down to below 1e-10 units.
_N_HALVINGS = 45


def sender_report(
    forecast: npt.ArrayLike,
    level: npt.ArrayLike,
    game: Game,
    tie_break: TieBreak = "smallest",
    off_path_beliefs: OffPathBeliefs = "lowest",
) -> Any:
    r"""Return the report of a sender of this level, in units.

    With the defaults it is :math:`\min(\xi + k \Delta, \bar m)` with :math:`\Delta` the minimal lie and
    :math:`\bar m` the highest report (derived).

    Parameters
    ----------
    forecast : number or array
        :math:`\xi`, in units, within the game's bounds.
    level : whole number or array
        :math:`k \ge 0`; shapes broadcast.
    game : Game
        The game played.
    tie_break : {"smallest", "uniform", "largest"}
        The best report nearest to the truth, the mean of all best reports, or the highest of them.
    off_path_beliefs : {"lowest", "literal", "prior"}
        What the receivers of the levels below believe after reports that their senders never send.

    Returns
    -------
    float or array
        The forecast at level 0; within the range of reports at all others.

    Raises
    ------
    ValueError
        If a level, a forecast or a word is not as above.

    """
    forecasts, levels = _checked("forecast", forecast, level, game, tie_break, off_path_beliefs)
    reports = _by_level(np.empty_like(forecasts), _reports, forecasts, levels, game, tie_break, off_path_beliefs)
    return as_given(reports, forecast, level)


def receiver_capacity(
    report: npt.ArrayLike,
    level: npt.ArrayLike,
    game: Game,
    tie_break: TieBreak = "smallest",
    off_path_beliefs: OffPathBeliefs = "lowest",
) -> Any:
    r"""Return the capacity of a receiver of this level, in units.

    With the defaults the receiver takes :math:`k\Delta` off the report, believes in the lowest forecast where that
    would be below it, and after the highest report only knows that the forecast is one of those that are pooled there
    (derived).

    Parameters
    ----------
    report : number or array
        :math:`m`, in units, within the range of reports; whole units unless the words below are the defaults.
    level : whole number or array
        :math:`k \ge 0`; shapes broadcast.
    game, tie_break, off_path_beliefs
        As in `sender_report`; here they describe the sender of this level and what else the receiver believes.

    Returns
    -------
    float or array
        ``game.full_trust_capacity(report)`` at level 0.

    Raises
    ------
    ValueError
        If a level, a report or a word is not as above.

    """
    reports, levels = _checked("report", report, level, game, tie_break, off_path_beliefs)
    capacities = _by_level(np.empty_like(reports), _capacities, reports, levels, game, tie_break, off_path_beliefs)
    return as_given(capacities, report, level)


def believed_forecasts(
    report: npt.ArrayLike,
    level: npt.ArrayLike,
    game: Game,
    tie_break: TieBreak = "smallest",
    off_path_beliefs: OffPathBeliefs = "lowest",
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what a receiver of this level believes of the forecast after a report: its mean, lowest and highest.

    In units, arrays of the common shape of `report` and `level`; the arguments and errors are those of
    `receiver_capacity`.
    """
    reports, levels = _checked("report", report, level, game, tie_break, off_path_beliefs)
    shape = (3, *reports.shape)
    mean, low, high = _by_level(np.empty(shape), _believed, reports, levels, game, tie_break, off_path_beliefs)
    return mean, low, high


def best_reports(
    forecast: FloatArray, level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs
) -> BoolArray:
    """Return which whole-unit reports are best for a sender of this level, at least 1: (n_forecasts, n_reports)."""
    capacity = receiver_capacity(reports_of(game), level - 1, game, tie_break, off_path_beliefs)
    sales = game.expected_sales(np.asarray(forecast)[:, None], capacity)
    return sales >= sales.max(axis=1, keepdims=True) - TIE


def receiver_profits(report: FloatArray, capacity: FloatArray, level: int, game: Game, options: Options) -> FloatArray:
    """Return the profit, in points, that a receiver of this level expects: (n_reports, n_capacities)."""
    if level == 0:
        return expected_receiver_profit(BelievedForecast.known(game.prior, report), capacity, game)
    if _has_closed_form(options.tie_break, options.off_path_beliefs):
        return expected_receiver_profit(_ladder_belief(report, level, game), capacity, game)
    received = report.astype(np.int64) - game.report_range[0]
    believed = _belief(level, game, options.tie_break, options.off_path_beliefs)[:, received]
    # Most forecasts are ruled out by a single report.
    possible = believed.any(axis=1)
    return np.asarray(believed[possible].T @ _profits_by_forecast(game, tuple(capacity))[possible])


# All levels and options need the same.
@lru_cache(maxsize=4)
def _profits_by_forecast(game: Game, capacity: tuple[float, ...]) -> FloatArray:
    """Return the profit, in points, of each capacity where the forecast is known: (n_forecasts, n_capacities)."""
    profits = expected_receiver_profit(BelievedForecast.known(game.prior, reports_of(game)), np.array(capacity), game)
    profits.flags.writeable = False
    return profits


def reports_of(game: Game) -> FloatArray:
    """Return all reports, in whole units."""
    lowest, highest = game.report_range
    return np.arange(lowest, highest + 1, dtype=np.float64)


def _checked(
    name: str, quantity: npt.ArrayLike, level: npt.ArrayLike, game: Game, tie_break: str, off_path_beliefs: str
) -> list[FloatArray]:
    quantities, levels = broadcast(quantity, level)
    check_word("tie_break", tie_break)
    check_word("off_path_beliefs", off_path_beliefs)
    within(name, quantities, -game.forecast_half_width, game.forecast_half_width)
    within("level", levels, 0, np.inf)
    if (levels != np.floor(levels)).any():
        raise ValueError(f"level must be a whole number, not {float(levels[levels != np.floor(levels)].flat[0])!r}")
    return [quantities, levels]


def _by_level(
    found: FloatArray, compute: Callable[..., Any], quantities: FloatArray, levels: FloatArray, *arguments: Any
) -> FloatArray:
    """Return `found`, filled with what `compute` gives for the quantities of each level along its last axes."""
    for k in np.unique(levels):
        rows = levels == k
        found[..., rows] = compute(quantities[rows], int(k), *arguments)
    return found


def _has_closed_form(tie_break: str, off_path_beliefs: str) -> bool:
    return tie_break == "smallest" and off_path_beliefs == "lowest"


def _reports(
    forecast: FloatArray, level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs
) -> FloatArray:
    if level == 0:
        return forecast
    lowest, highest = game.report_range
    if _has_closed_form(tie_break, off_path_beliefs):
        return np.clip(forecast + level * game.minimal_lie(), lowest, highest)
    chosen = expected_choice(
        best_reports(forecast, level, game, tie_break, off_path_beliefs), forecast, game, tie_break
    )
    return chosen @ reports_of(game)


def expected_choice(best: BoolArray, forecast: FloatArray, game: Game, tie_break: TieBreak) -> FloatArray:
    """Return with which probability each report is expected from a sender with this forecast."""
    if tie_break == "uniform":
        return best / best.sum(axis=1, keepdims=True)
    reports = reports_of(game)
    distance = np.abs(reports - forecast[:, None]) if tie_break == "smallest" else -reports + np.zeros_like(best)
    chosen = np.argmin(np.where(best, distance, np.inf), axis=1)
    return (np.arange(len(reports)) == chosen[:, None]).astype(np.float64)


def _capacities(
    report: FloatArray, level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs
) -> FloatArray:
    if level == 0:
        return np.asarray(game.full_trust_capacity(report))
    if _has_closed_form(tie_break, off_path_beliefs):
        return newsvendor_capacity(_ladder_belief(report, level, game), game)
    column = _positions(report, game)
    return np.array(_capacity_table(level, game, tie_break, off_path_beliefs))[column]


def _believed(
    report: FloatArray, level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs
) -> tuple[FloatArray, FloatArray, FloatArray]:
    if level == 0 or _has_closed_form(tie_break, off_path_beliefs):
        ladder = _ladder_belief(report, level, game)
        return ladder.mean, ladder.low, ladder.high
    column = _positions(report, game)
    mean, low, high = mean_and_range(_belief(level, game, tie_break, off_path_beliefs)[:, column], game)
    return mean, low, high


def mean_and_range(belief: FloatArray, game: Game) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the mean, lowest and highest of the whole-unit forecasts (rows) that each column holds possible."""
    forecasts, is_possible = reports_of(game), belief > 0
    low = forecasts[np.argmax(is_possible, axis=0)]
    high = forecasts[::-1][np.argmax(is_possible[::-1], axis=0)]
    return belief.T @ forecasts, low, high


def _positions(report: FloatArray, game: Game) -> npt.NDArray[np.int64]:
    """Return where whole-unit reports are among all reports."""
    if (report != np.round(report)).any():
        raise ValueError(
            f"report must be a whole number with these options, not {report[report != np.round(report)][0]!r}"
        )
    return report.astype(np.int64) - int(game.report_range[0])


def _ladder_belief(report: FloatArray, level: int, game: Game) -> BelievedForecast:
    """Return what a receiver of this level believes of the forecast, with the defaults."""
    shift = level * game.minimal_lie()
    lowest, highest = -game.forecast_half_width, game.report_range[1]
    revealed = np.maximum(report - shift, lowest)
    # Every forecast that would have led further is reported as the highest.
    is_pool = (report >= highest) & (shift > 0)
    return BelievedForecast.between(
        game.prior,
        np.where(is_pool, np.maximum(highest - shift, lowest), revealed),
        np.where(is_pool, game.forecast_half_width, revealed),
    )


# A game has few levels and a dozen sets of options; the table of the highest level needs those of all below.
@lru_cache(maxsize=512)
def _capacity_table(level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs) -> tuple[float, ...]:
    return tuple(_newsvendor(_belief(level, game, tie_break, off_path_beliefs), game))


def whole_unit_prior(game: Game) -> FloatArray:
    """Return the probability of each whole-unit forecast: that of the unit around it, within the bounds."""
    bound = game.forecast_half_width
    edges = np.concatenate([[-bound], reports_of(game)[:-1] + 0.5, [bound]])
    return np.diff(game.prior.cdf(edges))


# A computer player asks for it in every round. Some 700 kB each.
@lru_cache(maxsize=64)
def _belief(level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs) -> FloatArray:
    """Return the probability of each whole-unit forecast (rows) after each report."""
    forecasts, prior = reports_of(game), whole_unit_prior(game)
    best = best_reports(forecasts, level, game, tie_break, off_path_beliefs)
    joint = expected_choice(best, forecasts, game, tie_break) * prior[:, None]
    is_sent = joint.any(axis=0)
    joint[:, ~is_sent] = _belief_off_path(prior, off_path_beliefs)[:, ~is_sent]
    belief = np.asarray(joint / joint.sum(axis=0))
    belief.flags.writeable = False
    return belief


def _belief_off_path(prior: FloatArray, off_path_beliefs: OffPathBeliefs) -> FloatArray:
    """Return what is believed of each whole-unit forecast (rows) after each report that is never sent."""
    if off_path_beliefs == "literal":
        return np.eye(len(prior))
    if off_path_beliefs == "prior":
        return np.repeat(prior[:, None], len(prior), axis=1)
    return np.repeat(np.eye(len(prior))[:, :1], len(prior), axis=1)


def _newsvendor(belief: FloatArray, game: Game) -> FloatArray:
    """Return the critical quantile of demand, the lowest of several, for each column of probabilities of forecasts."""
    forecasts, columns = reports_of(game), np.arange(belief.shape[1])
    none = np.zeros((1, belief.shape[1]))
    probability_below = np.concatenate([none, np.cumsum(belief, axis=0)])
    sum_below = np.concatenate([none, np.cumsum(belief * forecasts[:, None], axis=0)])

    def probability(demand: FloatArray) -> FloatArray:
        e = game.noise_half_width
        if e == 0:
            return probability_below[np.searchsorted(forecasts, demand, side="right"), columns]
        if not game.is_uniform:
            return (belief * game.noise.cdf(demand - forecasts[:, None])).sum(axis=0)
        return (mean_excess(demand + e) - mean_excess(demand - e)) / (2 * e)

    def mean_excess(level: FloatArray) -> FloatArray:
        at = np.searchsorted(forecasts, level, side="right")
        return level * probability_below[at, columns] - sum_below[at, columns]

    half_width = game.forecast_half_width + game.noise_half_width
    low, high = np.full(len(columns), -half_width), np.full(len(columns), half_width)
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        too_low = probability(middle) < game.critical_ratio - _CERTAIN
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return game.mean_demand + high
