"""Stated beliefs beside what each fitted theory says that the person believed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import IS, ROLES, Role
from forecast_sharing.summary.treatments import game_of
from forecast_sharing.tables.counted_rounds import decided_by_robot, robot_stands_in

FloatArray = npt.NDArray[np.float64]

ALIKE = "alike"
# People state whole units: theories whose mean distances differ by less are equally near.
_ALIKE = 1.0  # units


@dataclass(frozen=True, eq=False)
class PersonBeliefs:
    """One person's stated beliefs in one role, in units.

    Parameters
    ----------
    session, code, role
        Who.
    stated : (n_rounds,) array
        What was stated: a capacity by a sender, a forecast by a receiver.
    predicted : dict of (n_rounds,) arrays
        What the person's fitted theories say, by name.
    interval_share : float or None
        Share of a receiver's stated ranges that hold the true forecast.

    """

    session: str
    code: str
    role: Role
    stated: FloatArray = field(repr=False)
    predicted: dict[str, FloatArray] = field(repr=False)
    interval_share: float | None

    @property
    def distances(self) -> dict[str, float]:
        """Return the mean absolute difference of what was stated from what each theory says."""
        return {name: float(np.abs(self.stated - said).mean()) for name, said in self.predicted.items()}

    @property
    def nearer(self) -> str:
        """Return which theory is nearest; alike where the best two differ by less than a unit."""
        distances = self.distances
        first, second, *_ = sorted(distances, key=lambda name: distances[name])
        return ALIKE if distances[second] - distances[first] < _ALIKE else first

    def as_row(self) -> dict[str, Any]:
        """Return one flat row, its names as in people.csv."""
        return {
            "belief_n": len(self.stated),
            "belief_mean_stated": float(self.stated.mean()),
            **{f"belief_mean_{name}": float(said.mean()) for name, said in self.predicted.items()},
            **{f"belief_distance_{name}": distance for name, distance in self.distances.items()},
            "belief_nearer": self.nearer,
            "belief_interval_share": self.interval_share,
        }


def beliefs_of_people(rounds: pd.DataFrame, people: Sequence[PersonFit]) -> list[PersonBeliefs]:
    """Return the stated beliefs of all people who stated any after a report; empty where none were asked.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it. Practice rounds do not count.
    people : sequence of PersonFit
        From `individual_fits.fit_people`.

    """
    fits = {(one.session, one.code, one.role): one for one in people}
    found = []
    for role in ROLES:
        counted = rounds[_counts(rounds, role)]
        for (session, code), rows in counted.groupby(["session_code", f"{role}_code"], sort=True):
            person = fits.get((str(session), str(code), role))
            if person is not None:
                found.append(_of_person(rows, person))
    return found


def _counts(rounds: pd.DataFrame, role: Role) -> npt.NDArray[np.bool_]:
    is_other = rounds["is_practice"].fillna(False) | decided_by_robot(rounds, role) | robot_stands_in(rounds)
    counts = rounds[IS[role].stated].notna() & rounds["report"].notna() & ~is_other
    return counts.to_numpy(dtype=bool)


def _of_person(rows: pd.DataFrame, person: PersonFit) -> PersonBeliefs:
    role = person.role
    share = None
    if role == "receiver":
        truth = rows["forecast"]
        share = float(((rows["stated_forecast_low"] <= truth) & (truth <= rows["stated_forecast_high"])).mean())
    return PersonBeliefs(
        person.session,
        person.code,
        role,
        rows[IS[role].stated].to_numpy(dtype=np.float64),
        {name: _predicted(rows, one.fit.model, one.fit.params) for name, one in person.theories.items()},
        share,
    )


def _predicted(rows: pd.DataFrame, model: ChoiceModel, params: dict[str, float]) -> FloatArray:
    predicted = np.empty(len(rows))
    for treatment in rows["treatment"].unique():
        of_treatment = (rows["treatment"] == treatment).to_numpy(dtype=bool)
        same_game = rows[of_treatment]
        game = game_of(same_game)
        own = np.array([params[parameter.name] for parameter in model.own_parameters(game)])
        believed, _ = model.belief(game, same_game["report"].to_numpy(dtype=np.float64))(own)
        predicted[of_treatment] = believed
    return predicted
