r"""What decisions are worth beside the best response to the others as they were.

Values are expected profits over the market noise, so that luck does not count. A receiver's capacity is worth what it
earns at the true forecast. A sender's report is worth what it earns from capacities built after reports near it,
weighed by a normal kernel whose standard deviation is a thirtieth of the range of reports (ten units in the ready-made
treatments). The best response is learnt from one half of the rounds, even or odd, and its worth taken in the other, so
that it is not credited with the chance that chose it: a receiver's is the capacity of highest mean profit at forecasts
behind reports near the one seen, a sender's the report of highest worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.observed import Observed
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Role

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Of the range of reports: how many standard deviations of the kernel it has.
_N_BANDWIDTHS = 30


@dataclass(frozen=True, slots=True)
class Earnings:
    """Mean points per round of one role in one treatment.

    Parameters
    ----------
    treatment, role, n_obs
        Whose, and over how many rounds.
    earned : float or None
        As paid; None where no round came to its end.
    expected : float
        What people's decisions are worth.
    best_response : float or None
        What the best response is worth; None where one half of the rounds is empty.
    by_theory : dict
        What the decisions of people drawn from each fitted theory are worth, in the same rounds.

    """

    treatment: str
    role: Role
    n_obs: int
    earned: float | None
    expected: float
    best_response: float | None
    by_theory: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)


def earnings(pieces: Sequence[Observed], drawn: Mapping[str, Sequence[IntArray]]) -> list[Earnings]:
    """Return what people earned and could have earned, a piece each, of those in which rounds came to their end.

    Parameters
    ----------
    pieces : sequence of Observed
        What people decided.
    drawn : mapping
        By theory: for each piece, (n_draws, n) decisions of drawn people.

    """
    found = []
    for number, piece in enumerate(pieces):
        is_whole = np.isfinite(piece.capacity)
        if is_whole.any():
            decisions = {theory: some[number][:, is_whole] for theory, some in drawn.items()}
            found.append(_earnings(piece, is_whole, decisions))
    return found


def _earnings(piece: Observed, is_whole: npt.NDArray[np.bool_], decisions: Mapping[str, IntArray]) -> Earnings:
    payoff = piece.payoff[is_whole & np.isfinite(piece.payoff)]
    rounds = Rounds(piece.game, *(values[is_whole] for values in (piece.forecast, piece.report, piece.capacity)))
    half = piece.round_number[is_whole] % 2
    worth = sender_worth if piece.role == "sender" else receiver_worth
    best = best_reports if piece.role == "sender" else best_capacities
    n = len(half)
    own, best_response = np.zeros(n), np.zeros(n)
    of_theories = {theory: np.zeros(n) for theory in decisions}
    for number in (0, 1):
        here, there = half == number, half != number
        if not here.any():
            continue
        now, other = rounds.where(here), rounds.where(there)
        own[here] = worth(now, piece.actions[is_whole][None, here])[0]
        for theory, chosen in decisions.items():
            of_theories[theory][here] = worth(now, chosen[:, here]).mean(axis=0)
        if there.any():
            best_response[here] = worth(now, best(other, now)[None])[0]
    return Earnings(
        piece.treatment,
        piece.role,
        n,
        float(payoff.mean()) if len(payoff) else None,
        float(own.mean()),
        float(best_response.mean()) if len(np.unique(half)) > 1 else None,
        {theory: float(values.mean()) for theory, values in of_theories.items()},
    )


@dataclass(frozen=True, eq=False)
class Rounds:
    """Rounds of one game: forecasts, reports and capacities, in units."""

    game: Game
    forecast: FloatArray
    report: FloatArray
    capacity: FloatArray

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Rounds":
        """Return the chosen rounds."""
        return Rounds(self.game, self.forecast[chosen], self.report[chosen], self.capacity[chosen])


def receiver_worth(rounds: Rounds, capacity: npt.NDArray[Any]) -> FloatArray:
    """Return the expected profit of capacities at the forecasts of the rounds: (n_draws, n), as `capacity`."""
    forecasts, row = np.unique(rounds.forecast, return_inverse=True)
    lowest = rounds.game.capacity_range[0]
    table = _receiver_profits(rounds.game, forecasts)
    return table[row, np.asarray(capacity, dtype=np.int64) - lowest]


def sender_worth(rounds: Rounds, report: npt.NDArray[Any]) -> FloatArray:
    """Return what reports would have earned at the forecasts of the rounds: (n_draws, n), as `report`."""
    forecasts, row = np.unique(rounds.forecast, return_inverse=True)
    lowest = rounds.game.report_range[0]
    return _report_values(rounds, forecasts)[row, np.asarray(report, dtype=np.int64) - lowest]


def best_capacities(learnt: Rounds, rounds: Rounds) -> FloatArray:
    """Return the best capacity after each report of the rounds, by what is learnt from others."""
    game = learnt.game
    reports, row = np.unique(rounds.report, return_inverse=True)
    forecasts, column = np.unique(learnt.forecast, return_inverse=True)
    known, place = np.unique(learnt.report, return_inverse=True)
    count = np.zeros((len(known), len(forecasts)))
    np.add.at(count, (place, column), 1)
    values = _kernel(game, reports, known) @ count @ _receiver_profits(game, forecasts)
    return (game.capacity_range[0] + np.argmax(values, axis=1).astype(np.float64))[row]


def best_reports(learnt: Rounds, rounds: Rounds) -> FloatArray:
    """Return the best report at each forecast of the rounds, by what is learnt from others; the lowest of several."""
    forecasts, row = np.unique(rounds.forecast, return_inverse=True)
    values = _report_values(learnt, forecasts)
    return (learnt.game.report_range[0] + np.argmax(values, axis=1).astype(np.float64))[row]


def _receiver_profits(game: Game, forecasts: FloatArray) -> FloatArray:
    """Return expected profits of all capacities: (n_forecasts, n_capacities)."""
    lowest, highest = game.capacity_range
    capacities = np.arange(lowest, highest + 1, dtype=np.float64)
    sales = game.expected_sales(forecasts[:, None], capacities)
    return np.asarray((game.wholesale_price - game.production_cost) * sales - game.capacity_cost * capacities)


def _report_values(rounds: Rounds, forecasts: FloatArray) -> FloatArray:
    """Return expected profits of all reports, by the capacities after reports near them: (n_forecasts, n_reports)."""
    game = rounds.game
    capacities, place = np.unique(rounds.capacity, return_inverse=True)
    known, column = np.unique(rounds.report, return_inverse=True)
    count = np.zeros((len(capacities), len(known)))
    np.add.at(count, (place, column), 1)
    lowest, highest = game.report_range
    weight = count @ _kernel(game, known, np.arange(lowest, highest + 1, dtype=np.float64))
    margin = game.retail_price - game.wholesale_price
    return np.asarray(margin * (game.expected_sales(forecasts[:, None], capacities) @ (weight / weight.sum(axis=0))))


def _kernel(game: Game, reports: FloatArray, others: FloatArray) -> FloatArray:
    """Return how much reports say of others: never nothing, for the farthest are 30 standard deviations away."""
    lowest, highest = game.report_range
    bandwidth = max(highest - lowest, 1) / _N_BANDWIDTHS
    return np.asarray(np.exp(-0.5 * ((reports[:, None] - others) / bandwidth) ** 2))
