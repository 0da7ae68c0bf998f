"""The decisions that are estimated, one by one and in their order, with what came of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.estimation.decisions import Sample, is_used
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.tables.round_checks import PARAMETERS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Observed:
    """Decisions of one role in one treatment, by person and then in the order of rounds.

    Parameters
    ----------
    treatment, game, role
        Where they were made.
    person : (n,) array of int
        Position in the sample's people.
    round_number : (n,) array of int
        As in the table.
    forecast, report, capacity : (n,) arrays
        In units; NaN where a capacity was not built.
    payoff : (n,) array
        What the decider earned, in points; NaN where the round did not come to its end.

    """

    treatment: str
    game: Game
    role: Role
    person: IntArray
    round_number: IntArray
    forecast: FloatArray
    report: FloatArray
    capacity: FloatArray
    payoff: FloatArray

    @property
    def states(self) -> FloatArray:
        """Return what the decider saw."""
        return self.forecast if self.role == "sender" else self.report

    @property
    def actions(self) -> FloatArray:
        """Return what was decided."""
        return self.report if self.role == "sender" else self.capacity


def observed(rounds: pd.DataFrame, sample: Sample) -> tuple[Observed, ...]:
    """Return the decisions of the table from which the sample was collected, by role and treatment."""
    positions = {(person.session, person.code): number for number, person in enumerate(sample.people)}
    return tuple(
        _of(str(treatment), role, rows, positions)
        for role in ROLES
        for treatment, rows in rounds[is_used(rounds, role)].groupby("treatment", sort=True)
    )


def _of(treatment: str, role: Role, rows: pd.DataFrame, positions: dict[tuple[str, str], int]) -> Observed:
    person = [
        positions[key] for key in zip(rows["session_code"].astype(str), rows[f"{role}_code"].astype(str), strict=True)
    ]
    # Chance is dealt out in this order, so that no number depends on that of the rows.
    order = np.lexsort((rows["round_number"].to_numpy(dtype=np.int64), person))
    numbers = {
        name: rows[name].to_numpy(dtype=np.float64, na_value=np.nan)[order]
        for name in ("forecast", "report", "capacity", f"{role}_payoff")
    }
    return Observed(
        treatment,
        Game(**{name: rows[name].iloc[0] for name in PARAMETERS}),
        role,
        np.array(person, dtype=np.int64)[order],
        rows["round_number"].to_numpy(dtype=np.int64)[order],
        *numbers.values(),
    )
