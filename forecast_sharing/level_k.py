r"""The level-k model without noise: who best-responds to whom.

The level-0 sender tells the truth and the level-0 receiver believes it. The sender of level k best-responds to the
receiver of level k - 1, and the receiver of level k to the sender of level k. Nobody minds a lie.

The sender's profit is flat once capacity covers all demand, so a best response is a set, and which of its reports a
receiver expects (`tie_break`) is part of the model. So is what a receiver makes of a report that the sender of that
level never sends (`off_path_beliefs`). With the defaults both have closed forms, a ladder of minimal lies; others
are computed on whole units, where a forecast represents the unit around it, in which all forecasts are taken to be
equally likely.
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
    `receiver_capacity`. Where the best reports are computed on whole units, a forecast stands for the unit around it.
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
    forecasts = reports_of(game)
    belief, is_sent = _belief(level, game, options.tie_break, options.off_path_beliefs)
    received = report.astype(np.int64) - game.report_range[0]
    expected = is_sent[received]
    believed = belief[:, received]
    # Most forecasts are ruled out by a single report.
    possible = believed.any(axis=1)
    known = BelievedForecast.known(game.prior, forecasts[possible])
    profits = believed[possible].T @ expected_receiver_profit(known, capacity, game)
    if not expected.all():
        off_path = _belief_off_path(report[~expected], game, options.off_path_beliefs)
        profits[~expected] = expected_receiver_profit(off_path, capacity, game)
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
    belief, is_sent = _belief(level, game, tie_break, off_path_beliefs)
    edges, is_possible = cell_edges(game), belief > 0
    mean = belief.T @ ((edges[:-1] + edges[1:]) / 2)
    low = edges[np.argmax(is_possible, axis=0)]
    high = edges[len(is_possible) - np.argmax(is_possible[::-1], axis=0)]
    off_path = _belief_off_path(reports_of(game)[~is_sent], game, off_path_beliefs)
    low[~is_sent], high[~is_sent], mean[~is_sent] = off_path.low, off_path.high, off_path.mean
    return mean[column], low[column], high[column]


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


# A game and its options have few levels; the table of the highest needs those of all below.
@lru_cache(maxsize=64)
def _capacity_table(level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs) -> tuple[float, ...]:
    forecasts = reports_of(game)
    belief, is_sent = _belief(level, game, tie_break, off_path_beliefs)
    capacity = np.empty(len(forecasts))
    capacity[is_sent] = _newsvendor(belief[:, is_sent], cell_edges(game), game)
    if not is_sent.all():
        off_path = _belief_off_path(forecasts[~is_sent], game, off_path_beliefs)
        capacity[~is_sent] = newsvendor_capacity(off_path, game)
    return tuple(capacity)


def cell_edges(game: Game) -> FloatArray:
    """Return the bounds of the units around whole-unit forecasts."""
    return np.concatenate([[-game.forecast_half_width], reports_of(game)[:-1] + 0.5, [game.forecast_half_width]])


# A computer player asks for it in every round.
@lru_cache(maxsize=16)
def _belief(
    level: int, game: Game, tie_break: TieBreak, off_path_beliefs: OffPathBeliefs
) -> tuple[FloatArray, BoolArray]:
    """Return the probability of each whole-unit forecast (rows) after each report, and which reports are ever sent.

    The column of a report that is never sent holds zeros.
    """
    forecasts = reports_of(game)
    best = best_reports(forecasts, level, game, tie_break, off_path_beliefs)
    joint = expected_choice(best, forecasts, game, tie_break) * np.diff(game.prior.cdf(cell_edges(game)))[:, None]
    sent = joint.sum(axis=0)
    belief, is_sent = joint / np.where(sent > 0, sent, 1), sent > 0
    belief.flags.writeable = is_sent.flags.writeable = False
    return belief, is_sent


def _belief_off_path(report: FloatArray, game: Game, off_path_beliefs: OffPathBeliefs) -> BelievedForecast:
    low = np.full(len(report), -float(game.forecast_half_width))
    if off_path_beliefs == "literal":
        return BelievedForecast.known(game.prior, report)
    return BelievedForecast.between(game.prior, low, -low if off_path_beliefs == "prior" else low)


def _newsvendor(belief: FloatArray, edges: FloatArray, game: Game) -> FloatArray:
    """Return the critical quantile of demand for each column of probabilities of the cells between the edges."""
    reached = np.concatenate([np.zeros((1, belief.shape[1])), np.cumsum(belief, axis=0)])
    area = np.concatenate(
        [np.zeros((1, belief.shape[1])), np.cumsum((reached[1:] + reached[:-1]) / 2 * np.diff(edges)[:, None], axis=0)]
    )
    columns = np.arange(belief.shape[1])

    def probability(demand: FloatArray) -> FloatArray:
        e = game.noise_half_width
        if e == 0:
            return _interpolate(demand, edges, reached, area, columns)[0]
        if not game.is_uniform:
            excess = game.noise.mean_excess(demand - edges[:, None])
            return (belief * (excess[:-1] - excess[1:]) / np.diff(edges)[:, None]).sum(axis=0)
        above, below = (_interpolate(demand + shift, edges, reached, area, columns)[1] for shift in (e, -e))
        return (above - below) / (2 * e)

    half_width = game.forecast_half_width + game.noise_half_width
    low, high = np.full(len(columns), -half_width), np.full(len(columns), half_width)
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        too_low = probability(middle) < game.critical_ratio
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return game.mean_demand + (low + high) / 2


def _interpolate(
    forecast: FloatArray, edges: FloatArray, reached: FloatArray, area: FloatArray, columns: npt.NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Return the belief's distribution function at one forecast a column, and its integral up to there."""
    inside = np.clip(forecast, edges[0], edges[-1])
    cell = np.clip(np.searchsorted(edges, inside, side="right") - 1, 0, len(edges) - 2)
    step = inside - edges[cell]
    start = reached[cell, columns]
    rise = (reached[cell + 1, columns] - start) / (edges[cell + 1] - edges[cell])
    value = start + rise * step
    return value, area[cell, columns] + start * step + rise * step**2 / 2 + np.maximum(forecast - edges[-1], 0)
