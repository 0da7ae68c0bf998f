"""What was to be decided: a role in a game, and what its decider saw each time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.theory.array_checks import within
from forecast_sharing.theory.assumptions import check_word

FloatArray = npt.NDArray[np.float64]
Role = Literal["sender", "receiver"]
ROLES: tuple[Role, Role] = ("sender", "receiver")


@dataclass(frozen=True, slots=True)
class RoleColumns:
    """What somebody in a role sees, decides and states, by the names of columns; `people` are those in the role."""

    seen: str
    decision: str
    stated: str
    people: str

    @property
    def stated_of(self) -> str:
        """Return what a stated belief is about."""
        return self.stated.removeprefix("stated_")


IS: dict[Role, RoleColumns] = {
    "sender": RoleColumns("forecast", "report", "stated_capacity", "Senders"),
    "receiver": RoleColumns("report", "capacity", "stated_forecast", "Receivers"),
}


@dataclass(frozen=True, eq=False)
class Design:
    """Decisions of one role in one game.

    Parameters
    ----------
    game : Game
        The game played.
    role : {"sender", "receiver"}
        Who decides.
    states : (n_obs,) array
        What was seen, in units: the forecast by a sender, the report by a receiver.

    Raises
    ------
    ValueError
        If the role is another or a state is outside the game's bounds.

    """

    game: Game
    role: Role
    states: FloatArray

    def __post_init__(self) -> None:
        """Check the states."""
        check_word("role", self.role, ROLES)
        states = np.array(self.states, dtype=np.float64).reshape(-1)
        if self.role == "sender":
            within("forecast", states, -self.game.forecast_half_width, self.game.forecast_half_width)
        else:
            within("report", states, *self.game.report_range)
            if (states != np.round(states)).any():
                raise ValueError(f"report must be a whole number, not {float(states[states != np.round(states)][0])!r}")
        states.flags.writeable = False
        object.__setattr__(self, "states", states)

    @property
    def actions(self) -> FloatArray:
        """Return what can be chosen, in whole units: reports or capacities."""
        lowest, highest = self.game.report_range if self.role == "sender" else self.game.capacity_range
        return np.arange(lowest, highest + 1, dtype=np.float64)

    @property
    def statements(self) -> FloatArray:
        """Return what can be stated as a belief, in whole units: capacities by a sender, forecasts by a receiver."""
        lowest, highest = self.game.capacity_range if self.role == "sender" else self.game.report_range
        return np.arange(lowest, highest + 1, dtype=np.float64)
