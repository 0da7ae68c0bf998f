r"""Two independent uniform unknowns and their sum: quantile, expected minimum, and what they change with.

What a receiver does not know is the forecast, uniform between two bounds, and the market noise, uniform on
:math:`\pm e`. Their sum has a trapezoid density. All formulas are derived; either width may be zero.
"""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Below this half-width, in units, differences of cubes lose more digits than the second-order term that replaces
# them: cancellation is 1e-16 * 600**2 / width, the neglected term is width**2 / 12e.
_NARROW = 1e-4


def quantile(probability: float, first: npt.ArrayLike, second: npt.ArrayLike) -> FloatArray:
    r"""Return the quantile of the sum of two centred uniforms with these half-widths.

    With half-widths :math:`a \le b` and :math:`p \le 1/2` it is :math:`2b(p - 1/2)` where :math:`a \le 2bp` and
    :math:`\sqrt{8abp} - a - b` elsewhere; minus the quantile of :math:`1 - p` above one half (derived).
    """
    narrow, wide = np.minimum(first, second), np.maximum(first, second)
    tail = min(probability, 1 - probability)
    lower = np.where(
        narrow <= 2 * wide * tail, 2 * wide * (tail - 0.5), np.sqrt(8 * narrow * wide * tail) - narrow - wide
    )
    return lower if probability <= 0.5 else -lower


def quantile_slope(probability: float, half_width: npt.ArrayLike, other: float) -> FloatArray:
    """Return how fast `quantile` changes with the first half-width; it is continuous except where both are zero."""
    width = np.asarray(half_width, dtype=np.float64)
    tail = min(probability, 1 - probability)
    # Between the two flat parts the square root's argument is at least 2 * other * tail / width >= 4 * tail**2.
    middle = np.clip(np.sqrt(2 * other * tail / np.where(width > 0, width, 1)), 2 * tail, 1) - 1
    slope = np.where(width > 0, middle, 0 if other > 0 else 2 * tail - 1)
    return slope if probability <= 0.5 else -slope


def idle_capacity(margin: npt.ArrayLike, half_width: float) -> FloatArray:
    r"""Return the expected excess of `margin` over a centred uniform, :math:`\int_{-\infty}^y F(x)\,dx`."""
    return idle_and_distribution(margin, half_width)[0]


def idle_and_distribution(margin: npt.ArrayLike, half_width: float) -> tuple[FloatArray, FloatArray]:
    """Return `idle_capacity` and its slope in `margin`, which is `distribution`."""
    y = np.asarray(margin, dtype=np.float64)
    if half_width == 0:
        return np.maximum(y, 0), np.where(y >= 0, 1.0, 0.0)
    within = np.clip(y + half_width, 0, 2 * half_width)
    beyond = np.maximum(y - half_width, 0)
    beyond += within * within / (4 * half_width)
    within /= 2 * half_width
    return beyond, within


def distribution(margin: npt.ArrayLike, half_width: float) -> FloatArray:
    """Return the probability that a centred uniform is at most `margin`."""
    y = np.asarray(margin, dtype=np.float64)
    if half_width == 0:
        return np.where(y >= 0, 1.0, 0.0)
    return np.clip((y + half_width) / (2 * half_width), 0, 1)


def mean_idle_capacity(margin: FloatArray, low: FloatArray, high: FloatArray, half_width: float) -> FloatArray:
    r"""Return the expected excess of capacity over demand when the forecast is uniform between two bounds.

    Parameters
    ----------
    margin : array
        Capacity less mean demand, in units.
    low, high : arrays
        Bounds of the forecast; may coincide. Shapes broadcast.
    half_width : float
        Of the market noise.

    Returns
    -------
    array
        :math:`\frac{1}{h - l} \int_l^h I(y - t)\,dt` with :math:`I` of `idle_capacity`.

    """
    width = high - low
    is_narrow = width < 2 * _NARROW
    wide = np.where(is_narrow, 1, width)
    exact = (_idle_antiderivative(margin - low, half_width) - _idle_antiderivative(margin - high, half_width)) / wide
    return np.where(is_narrow, idle_capacity(margin - (low + high) / 2, half_width), exact)


def mean_idle_slopes(
    margin: FloatArray, low: FloatArray, high: FloatArray, half_width: float, mean_idle: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how fast `mean_idle_capacity`, given as `mean_idle`, changes with the lower and with the upper bound."""
    return (
        _slope_in_bound(margin, low, high - low, half_width, mean_idle),
        _slope_in_bound(margin, high, low - high, half_width, mean_idle),
    )


class IdleBelow:
    """`mean_idle_capacity` and its slope in the lower bound, for many lower bounds under the same upper bounds.

    What depends on margin and upper bound alone is computed once.
    """

    def __init__(self, margin: FloatArray, high: FloatArray, half_width: float) -> None:
        self._margin, self._high, self._half_width = margin, high, half_width
        self._at_high = _idle_antiderivative(margin - high, half_width)

    def __call__(self, low: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and slope, as `mean_idle_capacity` and `mean_idle_slopes` do."""
        width = self._high - low
        if (width < 2 * _NARROW).any():
            mean = mean_idle_capacity(self._margin, low, self._high, self._half_width)
            return mean, _slope_in_bound(self._margin, low, width, self._half_width, mean)
        summed, idle = _idle_sums(self._margin - low, self._half_width)
        summed -= self._at_high
        summed /= width
        np.subtract(summed, idle, out=idle)
        idle /= width
        return summed, idle


def _slope_in_bound(
    margin: FloatArray, bound: FloatArray, to_other: FloatArray, half_width: float, mean_idle: FloatArray
) -> FloatArray:
    is_narrow = np.abs(to_other) < 2 * _NARROW
    wide = np.where(is_narrow, 1, to_other)
    at_centre = -distribution(margin - (bound + to_other / 2), half_width) / 2
    return np.where(is_narrow, at_centre, (mean_idle - idle_capacity(margin - bound, half_width)) / wide)


def _idle_antiderivative(margin: FloatArray, half_width: float) -> FloatArray:
    return _idle_sums(margin, half_width)[0]


def _idle_sums(margin: FloatArray, half_width: float) -> tuple[FloatArray, FloatArray]:
    """Return the antiderivative of `idle_capacity`, and `idle_capacity`."""
    if half_width == 0:
        idle = np.maximum(margin, 0)
        return idle**2 / 2, idle
    within = np.clip(margin + half_width, 0, 2 * half_width)
    beyond = np.maximum(margin - half_width, 0)
    square = within * within
    within *= square
    within /= 12 * half_width
    within += beyond * (beyond / 2 + half_width)
    square /= 4 * half_width
    square += beyond
    return within, square
