"""Describe a table of rounds by treatment: inflation, slopes, capacity, efficiency and profits.

Intervals are clustered by block, as `clustered` says: people of one block meet each other, so only blocks are
independent.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.session.choices import HUMAN
from forecast_sharing.session.message_types import MESSAGE_TYPES
from forecast_sharing.summary.beliefs import BeliefSummary, summarize_beliefs
from forecast_sharing.summary.clustered import Estimate, mean_of, ratio_of, slope_of
from forecast_sharing.tables.counted_rounds import counterpart, decided_by_robot, robot_stands_in
from forecast_sharing.tables.round_checks import PARAMETERS
from forecast_sharing.tables.round_gaps import gaps

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_NO_ROUND = Estimate(None, note="no round can be used")


@dataclass(frozen=True)
class TreatmentSummary:
    """What one treatment shows; means are over the rounds used, money in points per round, quantities in units.

    Where people play with a computer by plan, each number is over the rounds in which a person decided it.
    """

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
    mean_capacity: Estimate
    mean_full_trust_capacity: float | None
    babbling_capacity: float
    efficiency: Estimate
    mean_sender_profit: Estimate
    mean_receiver_profit: Estimate
    pooled: tuple[str, ...]  # rules of play in which the rounds differ and which the averages mix
    beliefs: BeliefSummary | None = None  # where they were asked
    counterpart: str = HUMAN  # whom people play with by plan
    gaps: tuple[str, ...] = ()  # pairs and rounds of its sessions that are not in the table

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers, words and None, ready for JSON."""
        return asdict(self)


def summarize(rounds: pd.DataFrame) -> list[TreatmentSummary]:
    """Return one summary per treatment, sessions without communication and those with a computer by plan apart.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it.

    Returns
    -------
    list of TreatmentSummary
        By treatment name.

    """
    lacking = gaps(rounds)
    return [
        replace(
            _summarize_treatment(treatment, rows, communication=communication, partners=partners),
            gaps=tuple(str(gap) for gap in lacking if gap.session in set(rows["session_code"])),
        )
        for treatment, communication, partners, rows in by_treatment(rounds)
    ]


def by_treatment(rounds: pd.DataFrame) -> list[tuple[str, bool, str, pd.DataFrame]]:
    """Return treatment, whether its senders could report, whom people play with by plan, and its rows.

    The rows' column `left_out` is empty where a round is used, and else the first reason that applies.
    """
    if rounds.empty:
        return []
    described = with_reasons(rounds)
    keys = [described["treatment"], described["communication"], counterpart(rounds)]
    return [
        (str(treatment), bool(could), str(partners), rows)
        for (treatment, could, partners), rows in described.groupby(keys, sort=True)
    ]


def with_reasons(rounds: pd.DataFrame) -> pd.DataFrame:
    """Return rounds with whether senders could report, and why each is left out; empty where it is used."""
    communication = _could_report(rounds)
    return rounds.assign(communication=communication, left_out=_reasons(rounds, communication))


def decided_by_people(rows: pd.DataFrame, role: Role) -> pd.DataFrame:
    """Return the rows in which a person has this role."""
    return rows[~decided_by_robot(rows, role).to_numpy(dtype=bool)]


def game_of(rows: pd.DataFrame) -> Game:
    """Return the game of the rows of one treatment; which are of one game."""
    return Game(**{name: rows[name].iloc[0] for name in PARAMETERS})


def efficiency(game: Game, forecast: FloatArray, capacity: FloatArray, blocks: IntArray) -> Estimate:
    r"""Return the share of the first best's expected profit that the capacities built bring about.

    .. math:: \sum_i E[\pi(K_i, \xi_i)] / \sum_i E[\pi(K^*(\xi_i), \xi_i)]

    with :math:`\pi = (r - c) \min(D, K) - c_K K` the profit of both and :math:`K^*` the first best (derived).
    A ratio of sums, so that rounds weigh by what is at stake in them; expectations are over the market noise, so that
    luck does not count.
    """
    best = game.expected_joint_profit(forecast, game.first_best_capacity(forecast))
    return ratio_of(game.expected_joint_profit(forecast, capacity), best, blocks)


def _could_report(rounds: pd.DataFrame) -> pd.Series:
    """Return, by row, whether the session had messages, as its setting says."""
    sends = rounds["messages"].map({name: message.sends for name, message in MESSAGE_TYPES.items()})
    return sends.astype("boolean").fillna(_seems_to_report(rounds)).astype(bool)


def _seems_to_report(rounds: pd.DataFrame) -> pd.Series:
    """Return, by row, whether a report was made in the session, or could have been before time ran out.

    For files of the time before the column `messages` existed.
    """
    tried = rounds["report"].notna() | rounds["report_timed_out"].fillna(False).astype(bool)
    undecided = rounds["capacity"].isna().groupby(rounds["session_code"]).transform("all")
    # Nothing decided at all says nothing against reports.
    return tried.groupby(rounds["session_code"]).transform("any") | undecided


def _reasons(rounds: pd.DataFrame, communication: pd.Series) -> npt.NDArray[np.object_]:
    """Return why each row is left out, empty where it is used; the first reason that applies counts."""
    conditions = {
        "practice": rounds["is_practice"],
        "robot": robot_stands_in(rounds),
        "report timed out": rounds["report_timed_out"],
        "report missing": communication & rounds["report"].isna(),
        "capacity timed out": rounds["capacity_timed_out"],
        "capacity missing": rounds["capacity"].isna(),
        "forecast missing": rounds["forecast"].isna(),
    }
    masks = [condition.fillna(False).to_numpy(dtype=bool) for condition in conditions.values()]
    return np.select(masks, list(conditions), default="").astype(object)


def _summarize_treatment(treatment: str, rows: pd.DataFrame, *, communication: bool, partners: str) -> TreatmentSummary:
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
        counterpart=partners,
        mean_full_trust_capacity=_full_trust_capacity(game, used) if communication else None,
        **_of_reports(used, communication=communication),
        **_of_outcomes(game, used),
    )


def _n_distinct(rows: pd.DataFrame, name: str) -> int:
    """Return how many different blocks or pairs there are; both are numbered within sessions."""
    return len(rows[["session_code", name]].drop_duplicates())


def _of_reports(used: pd.DataFrame, *, communication: bool) -> dict[str, Estimate]:
    names = ("inflation", "report_on_forecast", "capacity_on_report")
    if not communication:
        return dict.fromkeys(names, Estimate(None, note="no inflation and no slopes, since there are no reports"))
    sent, built = decided_by_people(used, "sender"), decided_by_people(used, "receiver")
    estimates = dict.fromkeys(names, _NO_ROUND)
    if not sent.empty:
        forecast, report = (_floats(sent[name]) for name in ("forecast", "report"))
        estimates["inflation"] = mean_of(report - forecast, _blocks(sent))
        estimates["report_on_forecast"] = slope_of(report, forecast, "forecast", _blocks(sent))
    if not built.empty:
        report, capacity = (_floats(built[name]) for name in ("report", "capacity"))
        estimates["capacity_on_report"] = slope_of(capacity, report, "report", _blocks(built))
    return estimates


def _blocks(rows: pd.DataFrame) -> IntArray:
    return rows.groupby(["session_code", "block"], sort=False).ngroup().to_numpy()


def _of_outcomes(game: Game, used: pd.DataFrame) -> dict[str, Estimate]:
    estimates = dict.fromkeys(("mean_capacity", "efficiency", "mean_sender_profit", "mean_receiver_profit"), _NO_ROUND)
    sent, built = decided_by_people(used, "sender"), decided_by_people(used, "receiver")
    if not sent.empty:
        estimates["mean_sender_profit"] = mean_of(_floats(sent["sender_payoff"]), _blocks(sent))
    if not built.empty:
        capacity, blocks = _floats(built["capacity"]), _blocks(built)
        estimates["mean_capacity"] = mean_of(capacity, blocks)
        estimates["efficiency"] = efficiency(game, _floats(built["forecast"]), capacity, blocks)
        estimates["mean_receiver_profit"] = mean_of(_floats(built["receiver_payoff"]), blocks)
    return estimates


def _full_trust_capacity(game: Game, used: pd.DataFrame) -> float | None:
    """Return the mean capacity of receivers who take each report for the forecast."""
    built = decided_by_people(used, "receiver")
    return None if built.empty else float(game.full_trust_capacity(_floats(built["report"])).mean())


def _floats(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64)
