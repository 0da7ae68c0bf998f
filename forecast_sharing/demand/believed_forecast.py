r"""What somebody believes of the forecast: a part of the prior, moved and shrunk.

With :math:`T` drawn from the prior between `lowest` and `highest`, the forecast is where the straight line lies that
takes `lowest` to `low` and `highest` to `high`. A trusting receiver's belief is of this kind, and so is that of a
level-k receiver who knows the forecast, or only that it is one of those that are reported alike.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand.distributions import Distribution

FloatArray = npt.NDArray[np.float64]

# On each piece the integrand is a polynomial or a normal density over at most four standard deviations, for which
# this many nodes leave errors below 1e-12.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


@dataclass(frozen=True, eq=False)
class BelievedForecast:
    """Beliefs about the forecast, in units; arrays of shapes that broadcast."""

    prior: Distribution
    low: FloatArray
    high: FloatArray
    lowest: FloatArray
    highest: FloatArray

    @classmethod
    def known(cls, prior: Distribution, forecast: npt.ArrayLike) -> "BelievedForecast":
        """Return the certainty of these forecasts."""
        known = np.asarray(forecast, dtype=np.float64)
        return cls(prior, known, known, known, known)

    @classmethod
    def between(cls, prior: Distribution, low: npt.ArrayLike, high: npt.ArrayLike) -> "BelievedForecast":
        """Return the prior between these bounds."""
        ends = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
        return cls(prior, *ends, *ends)

    @property
    def mean(self) -> FloatArray:
        """Return the expected forecast."""
        if self.prior.name == "uniform":
            return (self.low + self.high) / 2
        _, forecasts, weights = self.nodes(np.zeros(np.shape(self.low)))
        return (forecasts * weights).sum(axis=-1)

    def column(self) -> "BelievedForecast":
        """Return the beliefs with another axis, to be set against many capacities each."""
        ends = (np.asarray(end)[..., None] for end in (self.low, self.high, self.lowest, self.highest))
        return BelievedForecast(self.prior, *ends)

    def nodes(self, margin: FloatArray, noise: Distribution | None = None) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return nodes of the prior, the believed forecasts there, and their probabilities, along a last axis.

        The integrand changes its formula where the prior does, and where the noise that takes the forecast to `margin`
        does.
        """
        margin, low, high, lowest, highest = np.broadcast_arrays(margin, self.low, self.high, self.lowest, self.highest)
        width = np.where(high > low, high - low, 1)
        part_width = np.where(highest > lowest, highest - lowest, 1)
        cuts = [(corner * self.prior.half_width - lowest) / part_width for corner in self.prior.corners]
        if noise is not None:
            cuts += [(margin + corner * noise.half_width - low) / width for corner in (-1, *noise.corners, 1)]
        edges = np.stack([np.zeros_like(width), *(np.clip(cut, 0, 1) for cut in cuts), np.ones_like(width)], axis=-1)
        edges.sort(axis=-1)
        pieces = np.diff(edges)[..., None]
        share = (edges[..., :-1, None] + pieces * _NODES).reshape(*width.shape, -1)
        part = lowest[..., None] + share * (highest - lowest)[..., None]
        weights = (pieces * _WEIGHTS).reshape(share.shape) * self.prior.density(part)
        weights /= weights.sum(axis=-1, keepdims=True)
        return part, low[..., None] + share * (high - low)[..., None], weights
