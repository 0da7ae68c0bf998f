"""How one parameter is spread over people."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution over people: log-normal about a median, or beta about a mean.

    Parameters
    ----------
    centre : float
        The median of a log-normal, the mean of a beta.
    width : float
        The standard deviation: of the logarithm, or of the beta itself. Zero: all people are alike.

    """

    centre: float
    width: float

    def log_normal(self, rng: np.random.Generator) -> float:
        """Return one draw above zero."""
        return float(self.centre * np.exp(self.width * rng.standard_normal()))

    def beta(self, rng: np.random.Generator) -> float:
        """Return one draw between zero and one."""
        if self.width == 0 or self.centre in (0, 1):
            return self.centre
        concentration = self.centre * (1 - self.centre) / self.width**2 - 1
        if concentration <= 0:
            raise ValueError(
                f"width must be less than {(self.centre * (1 - self.centre)) ** 0.5:g}, not {self.width!r}"
            )
        return float(rng.beta(self.centre * concentration, (1 - self.centre) * concentration))
