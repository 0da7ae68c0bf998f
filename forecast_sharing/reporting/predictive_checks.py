"""Predictive checks: what people did, beside what people drawn from each fitted theory would have done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from forecast_sharing.estimation.observed import Observed

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_BAND = (5, 50, 95)
_QUANTILES = (10, 50, 90)
# A line through two points is exact and says nothing of the person.
_FEWEST_FOR_A_SLOPE = 3
# People's numbers are sums of the same terms in another order.
_ROUNDING = 1e-9


class Words(NamedTuple):
    """What a statistic is called, and what a theory gets wrong whose people have too little or too much of it."""

    label: str
    too_low: str
    too_high: str
    is_share: bool = False


STATISTICS: dict[str, Words] = {
    "true_reports": Words(
        "Exactly true reports", "too few exactly true reports", "too many exactly true reports", is_share=True
    ),
    **{
        f"inflation_{q}": Words(
            f"Inflation, {q}% quantile",
            f"a {q}% quantile of inflation that is too low",
            f"a {q}% quantile of inflation that is too high",
        )
        for q in _QUANTILES
    },
    "highest_reports": Words(
        "Reports at the top", "too few reports at the top", "too many reports at the top", is_share=True
    ),
    "inflation_change": Words(
        "Inflation, last third less first",
        "inflation that rises too little over the rounds",
        "inflation that rises too much over the rounds",
    ),
    "report_slope_mean": Words(
        "Slope of report on forecast, mean",
        "reports that follow forecasts too little",
        "reports that follow forecasts too closely",
    ),
    "report_slope_sd": Words(
        "Slope of report on forecast, sd of people", "senders who are too much alike", "senders who differ too much"
    ),
    "capacity_slope_mean": Words(
        "Slope of capacity on report, mean",
        "capacities that follow reports too little",
        "capacities that follow reports too closely",
    ),
    "capacity_slope_sd": Words(
        "Slope of capacity on report, sd of people", "receivers who are too much alike", "receivers who differ too much"
    ),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One statistic of the people beside its median and 90% band among data sets drawn under one theory."""

    theory: str
    statistic: str
    observed: float
    median: float
    low: float
    high: float

    @property
    def is_inside(self) -> bool:
        """Return whether the people are inside the band."""
        slack = _ROUNDING * max(abs(self.low), abs(self.high))
        return self.low - slack <= self.observed <= self.high + slack

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {**asdict(self), "inside": self.is_inside}


def checks(pieces: Sequence[Observed], drawn: Mapping[str, Sequence[IntArray]]) -> list[Check]:
    """Return every statistic under every theory.

    Parameters
    ----------
    pieces : sequence of Observed
        What people decided.
    drawn : mapping
        By theory: for each piece, (n_draws, n) decisions of drawn people.

    """
    observed = statistics(pieces, [piece.actions[None] for piece in pieces])
    found = []
    for theory, decisions in drawn.items():
        for name, values in statistics(pieces, decisions).items():
            low, median, high = map(float, np.percentile(values, _BAND))
            found.append(Check(theory, name, float(observed[name][0]), median, low, high))
    return found


def statistics(
    pieces: Sequence[Observed], actions: Sequence[npt.NDArray[np.float64] | IntArray]
) -> dict[str, FloatArray]:
    """Return each statistic of several data sets, by name; those of a role that nobody had are left out.

    Parameters
    ----------
    pieces : sequence of Observed
        Who saw what; people in a treatment count as people.
    actions : sequence of (n_draws, n) arrays
        What was decided there.

    """
    both = list(zip(pieces, actions, strict=True))
    sent = [(piece, chosen) for piece, chosen in both if piece.role == "sender"]
    built = [(piece, chosen) for piece, chosen in both if piece.role == "receiver"]
    found: dict[str, FloatArray] = {}
    if sent:
        found |= _of_reports(sent)
    for name, some in (("report", sent), ("capacity", built)):
        slopes = [_slopes(piece, chosen) for piece, chosen in some]
        by_person = np.concatenate(slopes, axis=1) if slopes else np.empty((0, 0))
        if by_person.shape[1] > 1:
            found |= {f"{name}_slope_mean": by_person.mean(axis=1), f"{name}_slope_sd": by_person.std(axis=1, ddof=1)}
    return {name: found[name] for name in STATISTICS if name in found}


def _of_reports(sent: Sequence[tuple[Observed, npt.NDArray[Any]]]) -> dict[str, FloatArray]:
    inflation = np.concatenate([reports - piece.forecast for piece, reports in sent], axis=1)
    at_top = np.concatenate([reports == piece.game.report_range[1] for piece, reports in sent], axis=1)
    quantiles = np.percentile(inflation, _QUANTILES, axis=1)
    found = {
        "true_reports": (inflation == 0).mean(axis=1),
        **{f"inflation_{q}": values for q, values in zip(_QUANTILES, quantiles, strict=True)},
        "highest_reports": at_top.mean(axis=1),
    }
    third = np.concatenate([_thirds(piece.person) for piece, _ in sent])
    if (third == 1).any():
        found["inflation_change"] = inflation[:, third == 3].mean(axis=1) - inflation[:, third == 1].mean(axis=1)
    return found


def _thirds(person: IntArray) -> IntArray:
    """Return 1 for each person's first third of rounds, 3 for the last and 2 for what is left between."""
    _, begin, size = np.unique(person, return_index=True, return_counts=True)
    rank, n = np.arange(len(person)) - np.repeat(begin, size), np.repeat(size, size)
    return np.select([rank < n // 3, rank >= n - n // 3], [1, 3], default=2)


def _slopes(piece: Observed, actions: npt.NDArray[Any]) -> FloatArray:
    """Return each person's least-squares slope of action on state, (n_draws, n_people), where there is one."""
    _, person, size = np.unique(piece.person, return_inverse=True, return_counts=True)
    deviation = piece.states - (np.bincount(person, piece.states) / size)[person]
    spread = np.bincount(person, deviation**2)
    has_slope = (size >= _FEWEST_FOR_A_SLOPE) & (spread > 0)
    weight = deviation / np.where(has_slope, spread, 1)[person]
    sums = csr_array((weight, (person, np.arange(len(person)))), shape=(len(size), len(person)))
    return np.asarray((sums @ actions.T).T[:, has_slope], dtype=np.float64)
