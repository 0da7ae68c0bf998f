r"""What an outcome needs to know of each round, so that any set of rounds can be estimated by adding up.

Every outcome is a coefficient of least squares: a mean that of a constant, a slope that of a regressor beside a
constant, a ratio of sums that of parts on wholes. It needs :math:`X'X` and :math:`X'y` of the rounds, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.summary.treatments import game_of
from forecast_sharing.tables.counted_rounds import decided_by_robot
from forecast_sharing.tables.round_checks import PARAMETERS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Moments:
    """Of rounds, or sums over some: (..., n_coefficients, n_coefficients) and (..., n_coefficients).

    Zero where nothing is used. The last coefficient is the outcome.
    """

    information: FloatArray
    cross: FloatArray

    def where(self, chosen: BoolArray) -> "Moments":
        """Return the sum over the chosen of the last axis before coefficients: (..., n) in and (...,) out."""
        return Moments(
            np.einsum("...s,...sij->...ij", chosen, self.information), np.einsum("...s,...si->...i", chosen, self.cross)
        )

    @property
    def is_there(self) -> BoolArray:
        """Return where anything is used."""
        return np.asarray(self.information[..., 0, 0] > 0)


def moments_of(outcome: str, used: pd.DataFrame) -> Moments:
    r"""Return what each round says of an outcome, one of `outcomes.OUTCOMES`.

    Parameters
    ----------
    outcome : str
        Its name.
    used : DataFrame
        Rounds that are used, from `treatments.with_reasons`.

    Notes
    -----
    Trust is the share of the way from the capacity without a report to that of full trust,

    .. math:: \sum_i (K_i - K_0)(K^1(r_i) - K_0) / \sum_i (K^1(r_i) - K_0)^2

    with :math:`K_0` what a receiver builds who hears nothing and :math:`K^1(r)` one who takes the report for the
    forecast: a regression through the origin (derived). The slope of the capacity on the report asks only how
    capacities move with reports; this one also whether they are as high as reports say.
    """
    role, needs_report, terms = _OUTCOMES[outcome]
    counts = ~decided_by_robot(used, role).to_numpy(dtype=bool)
    if needs_report:
        counts &= used["communication"].to_numpy(dtype=bool)
    information, cross = terms(used[counts])
    n_coefficients = cross.shape[1]
    whole = Moments(np.zeros((len(used), n_coefficients, n_coefficients)), np.zeros((len(used), n_coefficients)))
    whole.information[counts], whole.cross[counts] = information, cross
    return whole


_Terms = Callable[[pd.DataFrame], tuple[FloatArray, FloatArray]]


def _least_squares(outcome: FloatArray, *regressors: FloatArray) -> tuple[FloatArray, FloatArray]:
    design = np.column_stack(regressors)
    return design[:, :, None] * design[:, None], design * outcome[:, None]


def _mean(name: str) -> _Terms:
    return lambda rows: _least_squares(_floats(rows, name), np.ones(len(rows)))


def _slope(outcome: str, regressor: str) -> _Terms:
    def terms(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        values = _floats(rows, regressor)
        # About any one centre the slope is the same.
        return _least_squares(_floats(rows, outcome), np.ones(len(rows)), values - (values.mean() if len(rows) else 0))

    return terms


def _inflation(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    return _least_squares(_floats(rows, "report") - _floats(rows, "forecast"), np.ones(len(rows)))


def _trust(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    without = _by_game(rows, lambda game, some: np.full(len(some), game.babbling_capacity()))
    full = _by_game(rows, lambda game, some: game.full_trust_capacity(_floats(some, "report")))
    return _least_squares(_floats(rows, "capacity") - without, full - without)


def _efficiency(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    def reached(game: Game, some: pd.DataFrame) -> FloatArray:
        return np.asarray(game.expected_joint_profit(_floats(some, "forecast"), _floats(some, "capacity")))

    def most(game: Game, some: pd.DataFrame) -> FloatArray:
        forecast = _floats(some, "forecast")
        return np.asarray(game.expected_joint_profit(forecast, game.first_best_capacity(forecast)))

    return _by_game(rows, most)[:, None, None], _by_game(rows, reached)[:, None]


# Who decides, whether there must be a report, and what is added up.
_OUTCOMES: dict[str, tuple[Role, bool, _Terms]] = {
    "inflation": ("sender", True, _inflation),
    "report_on_forecast": ("sender", True, _slope("report", "forecast")),
    "capacity_on_report": ("receiver", True, _slope("capacity", "report")),
    "trust_in_reports": ("receiver", True, _trust),
    "capacity": ("receiver", False, _mean("capacity")),
    "efficiency": ("receiver", False, _efficiency),
    "sender_profit": ("sender", False, _mean("sender_payoff")),
    "receiver_profit": ("receiver", False, _mean("receiver_payoff")),
}


def _by_game(rows: pd.DataFrame, of_game: Callable[[Game, pd.DataFrame], FloatArray]) -> FloatArray:
    """Return what a function of game and rounds gives, in the order of the rows."""
    found = np.empty(len(rows))
    for positions in rows.groupby(PARAMETERS, sort=False, dropna=False).indices.values():
        some = rows.iloc[positions]
        found[positions] = of_game(game_of(some), some)
    return found


def _floats(rows: pd.DataFrame, name: str) -> FloatArray:
    return rows[name].to_numpy(dtype=np.float64)
