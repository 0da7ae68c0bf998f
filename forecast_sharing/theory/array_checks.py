"""Numbers and arrays that callers hand over: broadcast, checked against their bounds, and handed back in kind."""

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# What two additions of numbers of a few hundred units may lose.
_ROUNDING = 1e-9


def broadcast(*values: npt.ArrayLike) -> list[FloatArray]:
    """Return the values as arrays of numbers of one shape.

    Raises
    ------
    TypeError
        If a value is missing.

    """
    if any(value is None for value in values):
        raise TypeError("a quantity must be a number or an array of numbers, not None")
    return [
        np.array(value) for value in np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    ]


def within(name: str, values: FloatArray, low: float, high: float) -> None:
    """Raise ValueError unless all values lie between the bounds; the message names the first that does not."""
    # Written so that nan is outside.
    outside = ~((values >= low - _ROUNDING) & (values <= high + _ROUNDING) & np.isfinite(values))
    if outside.any():
        rule = f"be at least {low:g}" if np.isinf(high) else f"be from {low:g} to {high:g}"
        raise ValueError(f"{name} must {rule}, not {float(values[outside].flat[0])!r}")


def as_given(values: FloatArray, *given: npt.ArrayLike) -> Any:
    """Return a number where only numbers were given, else the array."""
    return float(values.flat[0]) if all(np.ndim(value) == 0 for value in given) else values
