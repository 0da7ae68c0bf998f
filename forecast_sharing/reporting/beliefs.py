"""Stated beliefs beside what each fitted theory says that the person believed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.summary.treatments import game_of
from forecast_sharing.tables.counted_rounds import decided_by_robot, robot_stands_in
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]
Nearer = Literal["trust", "level_k", "alike"]

# People state whole units: theories whose mean distances differ by less are equally near.
_ALIKE = 1.0  # units
_STATED = {"sender": "stated_capacity", "receiver": "stated_forecast"}


@dataclass(frozen=True, eq=False)
class PersonBeliefs:
    """One person's stated beliefs in one role, in units.

    Parameters
    ----------
    session, code, role
        Who.
    stated, trust, level_k : (n_rounds,) arrays
        What was stated, and what the person's fitted theories say: a capacity of a sender, a forecast of a receiver.
    interval_share : float or None
        Share of a receiver's stated ranges that hold the true forecast.

    """

    session: str
    code: str
    role: Role
    stated: FloatArray = field(repr=False)
    trust: FloatArray = field(repr=False)
    level_k: FloatArray = field(repr=False)
    interval_share: float | None

    @property
    def distances(self) -> dict[str, float]:
        """Return the mean absolute difference of what was stated from what each theory says."""
        return {name: float(np.abs(self.stated - getattr(self, name)).mean()) for name in ("trust", "level_k")}

    @property
    def nearer(self) -> Nearer:
        """Return which theory is nearer; alike where their distances differ by less than a unit."""
        trust, level = self.distances["trust"], self.distances["level_k"]
        if abs(trust - level) < _ALIKE:
            return "alike"
        return "trust" if trust < level else "level_k"

    def as_row(self) -> dict[str, Any]:
        """Return one flat row, its names as in people.csv."""
        return {
            "belief_n": len(self.stated),
            "belief_mean_stated": float(self.stated.mean()),
            "belief_mean_trust": float(self.trust.mean()),
            "belief_mean_level_k": float(self.level_k.mean()),
            "belief_distance_trust": self.distances["trust"],
            "belief_distance_level_k": self.distances["level_k"],
            "belief_nearer": self.nearer,
            "belief_interval_share": self.interval_share,
        }


def beliefs_of_people(rounds: pd.DataFrame, people: Sequence[PersonFit], options: Options) -> list[PersonBeliefs]:
    """Return the stated beliefs of all people who stated any after a report; empty where none were asked.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it. Practice rounds do not count.
    people : sequence of PersonFit
        From `people.fit_people`.
    options : Options
        As for the fits.

    """
    fits = {(one.session, one.code, one.role): one for one in people}
    found = []
    for role in ROLES:
        counted = rounds[_counts(rounds, role)]
        for (session, code), rows in counted.groupby(["session_code", f"{role}_code"], sort=True):
            person = fits.get((str(session), str(code), role))
            if person is not None:
                found.append(_of_person(rows, person, options))
    return found


def _counts(rounds: pd.DataFrame, role: Role) -> npt.NDArray[np.bool_]:
    is_other = rounds["is_practice"].fillna(False) | decided_by_robot(rounds, role) | robot_stands_in(rounds)
    counts = rounds[_STATED[role]].notna() & rounds["report"].notna() & ~is_other
    return counts.to_numpy(dtype=bool)


def _of_person(rows: pd.DataFrame, person: PersonFit, options: Options) -> PersonBeliefs:
    role = person.role
    trust, level = Trust(role, options), LevelK(role, options, level=person.level_k.level)
    share = None
    if role == "receiver":
        truth = rows["forecast"]
        share = float(((rows["stated_forecast_low"] <= truth) & (truth <= rows["stated_forecast_high"])).mean())
    return PersonBeliefs(
        person.session,
        person.code,
        role,
        rows[_STATED[role]].to_numpy(dtype=np.float64),
        _predicted(rows, trust, person.trust.fit.params),
        _predicted(rows, level, person.level_k.fit.params),
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
