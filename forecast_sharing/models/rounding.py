"""People who round what they decide to fives or tens: which actions become which multiple.

Whoever intends an action and rounds it takes the nearest multiple that can be chosen; beyond the last one at either
end of a range there is none, so all there become that one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.models.choice_noise import unit_around

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# People round to one of these or not at all.
MULTIPLES = (5, 10)


def multiple_near(chosen: npt.NDArray[np.number], actions: FloatArray, nearest: int) -> IntArray:
    """Return the multiple among the actions that is nearest to each that was chosen."""
    lowest, highest = -(-actions[0] // nearest) * nearest, actions[-1] // nearest * nearest
    return np.clip(np.round(chosen / nearest) * nearest, lowest, highest).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Slip:
    """How what is decided comes to be another action than what is intended.

    With the lapse rate any action is intended alike; then the share of what is intended is rounded to the nearest
    multiple, if it is not zero.
    """

    lapse: float
    nearest: int = 1
    share: float = 0.0


@dataclass(frozen=True, eq=False)
class Landings:
    """Which of some decisions can come of rounding, and of which actions.

    Parameters
    ----------
    cells : (n,) array of int
        Positions of the decisions that are multiples.
    first, last : (n,) arrays of int
        Positions of the first and the last action that are rounded to each.

    """

    cells: IntArray
    first: IntArray
    last: IntArray

    @classmethod
    def of(cls, actions: FloatArray, action: IntArray, nearest: int) -> "Landings":
        """Return the landings among decisions, given as positions in ascending actions."""
        multiples = multiple_near(actions, actions, nearest)
        first = np.searchsorted(multiples, actions[action])
        last = np.searchsorted(multiples, actions[action], side="right") - 1
        cells = np.flatnonzero(last >= first)
        return cls(cells, first[cells], last[cells])

    @property
    def n_alike(self) -> IntArray:
        """Return how many actions are rounded to each."""
        return self.last - self.first + 1

    def units(self, actions: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of what is rounded to each, as `choice_noise.unit_around` does of single actions."""
        return unit_around(actions, self.first)[0], unit_around(actions, self.last)[1]
