"""How right stated beliefs were, treatment by treatment."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.models.choice_problem import Role
from forecast_sharing.summary.clustered import Estimate, mean_of
from forecast_sharing.tables.counted_rounds import decided_by_robot

_BELIEFS = ["stated_capacity", "stated_forecast"]
_INTERVAL = ("stated_forecast_low", "stated_forecast_high", "forecast")


@dataclass(frozen=True)
class BeliefSummary:
    """Stated beliefs against what came true, over the rounds used of the sessions that asked; in units.

    `stated_capacity_error` is the mean of stated less built capacity, `stated_forecast_error` of stated less true
    forecast; `interval_share` is the share of stated ranges that hold the forecast, `interval_width` their mean
    width. The numbers of missing beliefs are of rounds in which the person stated none.
    """

    rounds_asked: int
    stated_capacity_error: Estimate
    stated_forecast_error: Estimate
    interval_share: float | None
    interval_width: float | None
    missing_capacity: int
    missing_forecast: int


def summarize_beliefs(rows: pd.DataFrame, used: pd.DataFrame) -> BeliefSummary | None:
    """Return how right beliefs were in the rounds used; None where nobody stated any.

    Parameters
    ----------
    rows : DataFrame
        All rounds of a treatment. A session asked for beliefs if anybody stated one in it.
    used : DataFrame
        Those of them that are described.

    """
    has_any = rows[_BELIEFS].notna().any(axis=1)
    if not has_any.any():
        return None
    asked = used[used["session_code"].isin(rows.loc[has_any, "session_code"])]
    inside = asked.dropna(subset=["stated_forecast"])
    low, high, truth = (inside[name].to_numpy(dtype=np.float64) for name in _INTERVAL)
    return BeliefSummary(
        rounds_asked=len(asked),
        stated_capacity_error=_error(asked, "stated_capacity", "capacity"),
        stated_forecast_error=_error(asked, "stated_forecast", "forecast"),
        interval_share=_mean((low <= truth) & (truth <= high)),
        interval_width=_mean(high - low),
        missing_capacity=_n_missing(asked, "stated_capacity", "sender"),
        missing_forecast=_n_missing(asked, "stated_forecast", "receiver"),
    )


def _n_missing(asked: pd.DataFrame, stated: str, role: Role) -> int:
    return int((asked[stated].isna() & ~decided_by_robot(asked, role)).sum())


def _error(asked: pd.DataFrame, stated: str, truth: str) -> Estimate:
    both = asked.dropna(subset=[stated, truth])
    if both.empty:
        return Estimate(None, note=f"no {stated} in the rounds used")
    blocks = both.groupby(["session_code", "block"], sort=False).ngroup().to_numpy()
    return mean_of((both[stated] - both[truth]).to_numpy(dtype=np.float64), blocks)


def _mean(values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> float | None:
    return float(values.mean()) if len(values) else None
