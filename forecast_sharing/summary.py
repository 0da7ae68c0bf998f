"""Describe a table of rounds by treatment: inflation, slopes, capacity, efficiency and profits.

Intervals are cluster-robust by block, with t quantiles of one degree of freedom less than there are blocks: people of
one block meet each other, so only blocks are independent.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.belief_summary import BeliefSummary, summarize_beliefs
from forecast_sharing.estimates import Estimate, mean_of, slope_of
from forecast_sharing.game import Game
from forecast_sharing.round_checks import PARAMETERS

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TreatmentSummary:
    """What one treatment shows; means are over the rounds used, money in points per round, quantities in units."""

    treatment: str
    communication: bool
    sessions: int
    blocks: int
    pairs: int
    rounds: int
    rounds_used: int
    left_out: dict[str, int]
    inflation: Estimate
    report_on_forecast: Estimate
    capacity_on_report: Estimate
    mean_capacity: float | None
    mean_full_trust_capacity: float | None
    babbling_capacity: float
    efficiency: float | None
    mean_sender_profit: float | None
    mean_receiver_profit: float | None
    pooled: tuple[str, ...]  # rules of play in which the rounds differ and which the averages mix
    beliefs: BeliefSummary | None = None  # where they were asked

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers, words and None, ready for JSON."""
        return asdict(self)


def summarize(rounds: pd.DataFrame) -> list[TreatmentSummary]:
    """Return one summary per treatment, sessions without communication apart.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it.

    Returns
    -------
    list of TreatmentSummary
        By treatment name.

    """
    return [
        _summarize_treatment(treatment, rows, communication=communication)
        for treatment, communication, rows in by_treatment(rounds)
    ]


def by_treatment(rounds: pd.DataFrame) -> list[tuple[str, bool, pd.DataFrame]]:
    """Return treatment, whether its senders could report, and its rows with the reason for leaving each out.

    The column `left_out` is empty where a round is used, and else the first reason that applies.
    """
    if rounds.empty:
        return []
    communication = _could_report(rounds)
    described = rounds.assign(left_out=_reasons(rounds, communication))
    groups = described.groupby([described["treatment"], communication.rename("communication")], sort=True)
    return [(str(treatment), bool(could), rows) for (treatment, could), rows in groups]


def game_of(rows: pd.DataFrame) -> Game:
    """Return the game of the rows of one treatment; a treatment's name determines it."""
    return Game(**{name: rows[name].iloc[0] for name in PARAMETERS})


def efficiency(game: Game, forecast: FloatArray, capacity: FloatArray) -> float:
    r"""Return the share of the first best's expected profit that the capacities built bring about.

    .. math:: \sum_i E[\pi(K_i, \xi_i)] / \sum_i E[\pi(K^*(\xi_i), \xi_i)]

    with :math:`\pi = (r - c) \min(D, K) - c_K K` the profit of both and :math:`K^*` the first best (derived).
    A ratio of sums, so that rounds weigh by what is at stake in them; expectations are over the market noise, so that
    luck does not count.
    """
    best = game.expected_joint_profit(forecast, game.first_best_capacity(forecast))
    return float(np.sum(game.expected_joint_profit(forecast, capacity)) / np.sum(best))


def _could_report(rounds: pd.DataFrame) -> pd.Series:
    """Return, by row, whether the session had reports: any was made, or could have been before time ran out."""
    tried = rounds["report"].notna() | rounds["report_timed_out"].fillna(False).astype(bool)
    undecided = rounds["capacity"].isna().groupby(rounds["session_code"]).transform("all")
    # Nothing decided at all says nothing against reports.
    return tried.groupby(rounds["session_code"]).transform("any") | undecided


def _reasons(rounds: pd.DataFrame, communication: pd.Series) -> npt.NDArray[np.object_]:
    """Return why each row is left out, empty where it is used; the first reason that applies counts."""
    conditions = {
        "practice": rounds["is_practice"],
        "robot": rounds["sender_is_robot"] | rounds["receiver_is_robot"],
        "report timed out": rounds["report_timed_out"],
        "report missing": communication & rounds["report"].isna(),
        "capacity timed out": rounds["capacity_timed_out"],
        "capacity missing": rounds["capacity"].isna(),
        "forecast missing": rounds["forecast"].isna(),
    }
    masks = [condition.fillna(False).to_numpy(dtype=bool) for condition in conditions.values()]
    return np.select(masks, list(conditions), default="").astype(object)


def _summarize_treatment(treatment: str, rows: pd.DataFrame, *, communication: bool) -> TreatmentSummary:
    game = game_of(rows)
    used = rows[rows["left_out"] == ""]
    left_out = rows.loc[rows["left_out"] != "", "left_out"].value_counts(sort=False)
    return TreatmentSummary(
        treatment=treatment,
        communication=communication,
        sessions=int(rows["session_code"].nunique()),
        blocks=_n_distinct(rows, "block"),
        pairs=_n_distinct(rows, "pair_id"),
        rounds=len(rows),
        rounds_used=len(used),
        left_out={str(reason): int(count) for reason, count in sorted(left_out.items())},
        babbling_capacity=game.babbling_capacity(),
        pooled=tuple(
            name
            for name in ("matching", "roles", "feedback", "messages", "frame")
            if len(rows[name].drop_duplicates()) > 1
        ),
        beliefs=summarize_beliefs(rows, used),
        **_estimates(used, communication=communication),
        **_means(game, used, communication=communication),
    )


def _n_distinct(rows: pd.DataFrame, name: str) -> int:
    """Return how many different blocks or pairs there are; both are numbered within sessions."""
    return len(rows[["session_code", name]].drop_duplicates())


def _estimates(used: pd.DataFrame, *, communication: bool) -> dict[str, Estimate]:
    names = ("inflation", "report_on_forecast", "capacity_on_report")
    if not communication:
        return dict.fromkeys(names, Estimate(None, note="no inflation and no slopes, since there are no reports"))
    if used.empty:
        return dict.fromkeys(names, Estimate(None, note="no round can be used"))
    forecast, report, capacity = (_floats(used[name]) for name in ("forecast", "report", "capacity"))
    blocks = used.groupby(["session_code", "block"], sort=False).ngroup().to_numpy()
    return {
        "inflation": mean_of(report - forecast, blocks),
        "report_on_forecast": slope_of(report, forecast, "forecast", blocks),
        "capacity_on_report": slope_of(capacity, report, "report", blocks),
    }


def _means(game: Game, used: pd.DataFrame, *, communication: bool) -> dict[str, float | None]:
    if used.empty:
        return dict.fromkeys(
            ("mean_capacity", "mean_full_trust_capacity", "efficiency", "mean_sender_profit", "mean_receiver_profit")
        )
    capacity = _floats(used["capacity"])
    full_trust = float(game.full_trust_capacity(_floats(used["report"])).mean()) if communication else None
    return {
        "mean_capacity": float(capacity.mean()),
        "mean_full_trust_capacity": full_trust,
        "efficiency": efficiency(game, _floats(used["forecast"]), capacity),
        "mean_sender_profit": float(_floats(used["sender_payoff"]).mean()),
        "mean_receiver_profit": float(_floats(used["receiver_payoff"]).mean()),
    }


def _floats(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64)
