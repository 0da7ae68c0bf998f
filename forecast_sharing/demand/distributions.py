r"""How forecasts and market noise are distributed: symmetric about zero, between plus and minus a half-width.

A game names one distribution for each; everything that depends on it asks here: draws, benchmarks, theories, texts.
Quantities are in units. All formulas are derived.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import scipy

from forecast_sharing.demand import uniform_sums

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Distribution(ABC):
    """A distribution of a quantity between minus and plus `half_width`, which is greater than zero.

    Quantities further from zero are never more likely: that is what instructions say of all but the uniform.
    """

    name: ClassVar[str]
    # How likely whole numbers are, as the configuration reference says it after the name.
    in_words: ClassVar[str]
    # Where between the bounds the density has a corner, as shares of the half-width: quadrature goes piece by piece.
    corners: ClassVar[tuple[float, ...]] = ()
    half_width: float

    @abstractmethod
    def quantile(self, probability: npt.ArrayLike) -> FloatArray:
        """Return the quantity that is not exceeded with this probability."""

    @abstractmethod
    def cdf(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return the probability of at most this quantity."""

    @abstractmethod
    def density(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return the density, per unit; zero beyond the bounds."""

    @abstractmethod
    def mean_excess(self, level: npt.ArrayLike) -> FloatArray:
        r"""Return by how much `level` exceeds the quantity on average, :math:`\int_{-\infty}^y F(x)\,dx`."""

    def mean_excess_and_cdf(self, level: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return `mean_excess` and its slope, which is `cdf`."""
        return self.mean_excess(level), self.cdf(level)

    @abstractmethod
    def whole_units(self, uniform: npt.ArrayLike) -> IntArray:
        """Return a whole number for each draw from 0 to below 1, rising with the draw.

        The distribution is widened by half a unit on each side and rounded, so that the ends are whole units like
        all others.
        """

    def share_within(self, bound: int) -> float:
        """Return the probability that a number of `whole_units` is from minus to plus this bound."""
        return float(2 * type(self)(int(self.half_width) + 0.5).cdf(bound + 0.5) - 1)


@dataclass(frozen=True)
class Uniform(Distribution):
    """All quantities are equally likely; a half-width of zero is the certainty of zero."""

    name: ClassVar[str] = "uniform"
    in_words: ClassVar[str] = "all whole units equally likely"

    def quantile(self, probability: npt.ArrayLike) -> FloatArray:
        """Return ``h (2p - 1)``."""
        return self.half_width * (2 * np.asarray(probability, dtype=np.float64) - 1)

    def cdf(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return ``(x + h) / 2h`` between the bounds."""
        return uniform_sums.distribution(quantity, self.half_width)

    def density(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return ``1 / 2h`` between the bounds."""
        if self.half_width == 0:
            raise ValueError("the certainty of zero has no density")
        return np.where(np.abs(quantity) <= self.half_width, 1 / (2 * self.half_width), 0.0)

    def mean_excess(self, level: npt.ArrayLike) -> FloatArray:
        """Return ``(y + h)**2 / 4h`` between the bounds."""
        return uniform_sums.idle_capacity(level, self.half_width)

    def mean_excess_and_cdf(self, level: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return both at once, which share their terms."""
        return uniform_sums.idle_and_distribution(level, self.half_width)

    def whole_units(self, uniform: npt.ArrayLike) -> IntArray:
        """Return each of ``2h + 1`` whole numbers with the same probability."""
        whole = int(self.half_width)
        return np.floor(np.asarray(uniform) * (2 * whole + 1)).astype(np.int64) - whole


@dataclass(frozen=True)
class TruncatedNormal(Distribution):
    """Normal about zero, cut off at two standard deviations: quantities near zero are more likely."""

    name: ClassVar[str] = "truncated_normal"
    in_words: ClassVar[str] = (
        "those near zero more likely, as of a normal distribution cut off at two standard deviations"
    )

    SDS_WITHIN: ClassVar[float] = 2.0

    @cached_property
    def _sd(self) -> float:
        return self.half_width / self.SDS_WITHIN

    @cached_property
    def _cut(self) -> float:
        """Return the probability below the lower bound of the normal that is cut off."""
        return float(scipy.special.ndtr(-self.SDS_WITHIN))

    def quantile(self, probability: npt.ArrayLike) -> FloatArray:
        """Return the normal's quantile of the probability that is not cut off."""
        p = np.asarray(probability, dtype=np.float64)
        # From the nearer tail, and never beyond the bounds by rounding.
        tail = self._sd * scipy.special.ndtri(self._cut + np.minimum(p, 1 - p) * (1 - 2 * self._cut))
        return np.clip(np.where(p <= 0.5, tail, -tail), -self.half_width, self.half_width)

    def cdf(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return the normal's probability, as a share of what is not cut off."""
        inside = np.clip(quantity, -self.half_width, self.half_width)
        return np.clip((scipy.special.ndtr(inside / self._sd) - self._cut) / (1 - 2 * self._cut), 0, 1)

    def density(self, quantity: npt.ArrayLike) -> FloatArray:
        """Return the normal's density, as a share of what is not cut off."""
        x = np.asarray(quantity, dtype=np.float64)
        scale = self._sd * np.sqrt(2 * np.pi) * (1 - 2 * self._cut)
        return np.where(np.abs(x) <= self.half_width, np.exp(-((x / self._sd) ** 2) / 2) / scale, 0.0)

    def mean_excess(self, level: npt.ArrayLike) -> FloatArray:
        r"""Return :math:`y F(y) + s^2 (f(y) - f(h))` between the bounds, and the level itself above them."""
        y = np.asarray(level, dtype=np.float64)
        inside = np.clip(y, -self.half_width, self.half_width)
        bend = self._sd**2 * (self.density(inside) - self.density(self.half_width))
        return np.maximum(inside * self.cdf(inside) + bend, 0) + np.maximum(y - self.half_width, 0)

    def whole_units(self, uniform: npt.ArrayLike) -> IntArray:
        """Return the nearest whole numbers to the quantiles of the distribution half a unit wider."""
        whole = int(self.half_width)
        drawn = np.floor(type(self)(whole + 0.5).quantile(uniform) + 0.5).astype(np.int64)
        return np.clip(drawn, -whole, whole)


DISTRIBUTIONS: dict[str, type[Distribution]] = {kind.name: kind for kind in (Uniform, TruncatedNormal)}


def distribution(name: str, half_width: float) -> Distribution:
    """Return the distribution of this name; where there is nothing to vary, the certainty of zero.

    Raises
    ------
    ValueError
        If there is no distribution of this name.

    """
    if name not in DISTRIBUTIONS:
        raise ValueError(f"distribution must be one of {', '.join(DISTRIBUTIONS)}, not {name!r}")
    return Uniform(half_width) if half_width == 0 else DISTRIBUTIONS[name](half_width)
