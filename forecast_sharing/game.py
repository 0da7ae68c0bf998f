"""The forecast-sharing game: payoffs and benchmarks.

A sender privately sees a forecast and sends a report; a receiver sees the report and builds capacity; demand is the
mean plus the forecast plus market noise; what demand and capacity both allow is sold. Symbols and units are in
docs/reference/notation.md.
"""

import math
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand import quadrature_sums
from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.demand.distributions import DISTRIBUTIONS, Distribution, distribution

FloatArray = npt.NDArray[np.float64]

# Prices with two decimals times quantities with two decimals have four. Rounding at eight removes what binary
# arithmetic adds (3 * 25.1 = 75.30000000000001) and moves no other number by more than 5e-9 points.
_DECIMALS = 8


@dataclass(frozen=True)
class Game:
    r"""Return the game with these parameters; the defaults are the cell of high cost and high market noise (C_H U_H).

    Demand is :math:`D = \mu + \xi + \varepsilon` with :math:`\xi` between plus and minus `forecast_half_width`
    and :math:`\varepsilon` between plus and minus `noise_half_width`, independent and symmetric about zero.

    Parameters
    ----------
    mean_demand : float
        :math:`\mu`, in units; at least the sum of the two half-widths, so that demand is never negative.
    forecast_half_width : float
        Largest forecast, in units; greater than zero.
    noise_half_width : float
        Largest market noise :math:`e`, in units; zero or more.
    retail_price, wholesale_price, production_cost : float
        :math:`r > w > c \ge 0`, in points per unit sold.
    capacity_cost : float
        :math:`c_K`, in points per unit of capacity; greater than zero and less than :math:`w - c`.
    forecast_distribution, noise_distribution : str
        How :math:`\xi` and :math:`\varepsilon` are distributed, a name of `demand.distributions.DISTRIBUTIONS`.

    Raises
    ------
    ValueError
        If a parameter breaks its rule; the message names the rule and the value.

    Notes
    -----
    Methods take numbers or arrays and broadcast; numbers in give a number out. Profits of whole or two-decimal inputs
    are the nearest floating-point number to the exact value.

    Examples
    --------
    >>> game = Game()
    >>> game.full_trust_capacity(40)
    245.0
    >>> game.receiver_profit(demand=200, capacity=250)
    0.0

    """

    mean_demand: float = 250
    forecast_half_width: float = 150
    noise_half_width: float = 75
    retail_price: float = 100
    wholesale_price: float = 75
    production_cost: float = 0
    capacity_cost: float = 60
    forecast_distribution: str = "uniform"
    noise_distribution: str = "uniform"

    def __post_init__(self) -> None:
        """Turn the parameters into plain numbers and check them."""
        for field in fields(self):
            if field.name not in DISTRIBUTED:
                object.__setattr__(self, field.name, _plain_number(field.name, getattr(self, field.name)))
        self._check()

    def _check(self) -> None:
        for name in DISTRIBUTED:
            self._refuse_unless(
                name, f"be one of {', '.join(DISTRIBUTIONS)}", holds=getattr(self, name) in DISTRIBUTIONS
            )
        widths = self.forecast_half_width + self.noise_half_width
        margin = self.wholesale_price - self.production_cost
        self._refuse_unless("forecast_half_width", "be greater than 0", holds=self.forecast_half_width > 0)
        self._refuse_unless("noise_half_width", "be at least 0", holds=self.noise_half_width >= 0)
        self._refuse_unless(
            "mean_demand",
            f"be at least forecast_half_width + noise_half_width ({widths!r}), so that demand is never negative",
            holds=self.mean_demand >= widths,
        )
        self._refuse_unless("production_cost", "be at least 0", holds=self.production_cost >= 0)
        self._refuse_unless(
            "wholesale_price",
            f"be greater than production_cost ({self.production_cost!r})",
            holds=self.wholesale_price > self.production_cost,
        )
        self._refuse_unless(
            "retail_price",
            f"be greater than wholesale_price ({self.wholesale_price!r})",
            holds=self.retail_price > self.wholesale_price,
        )
        self._refuse_unless(
            "capacity_cost",
            f"be greater than 0 and less than wholesale_price - production_cost ({margin!r})",
            holds=0 < self.capacity_cost < margin,
        )

    def _refuse_unless(self, name: str, rule: str, *, holds: bool) -> None:
        if not holds:
            raise ValueError(f"{name} must {rule}, not {getattr(self, name)!r}")

    @property
    def critical_ratio(self) -> float:
        """Return the probability of covering demand that suits the receiver, ``(w - c - c_K) / (w - c)``."""
        margin = self.wholesale_price - self.production_cost
        return (margin - self.capacity_cost) / margin

    @property
    def first_best_ratio(self) -> float:
        """Return the critical ratio of both together, ``(r - c - c_K) / (r - c)``."""
        margin = self.retail_price - self.production_cost
        return (margin - self.capacity_cost) / margin

    @property
    def report_range(self) -> tuple[int, int]:
        """Return the lowest and the highest report in whole units, the bounds of the forecast."""
        return _whole_units_within(-self.forecast_half_width, self.forecast_half_width)

    @property
    def demand_range(self) -> tuple[int, int]:
        """Return the lowest and the highest whole-unit demand."""
        half_width = self.forecast_half_width + self.noise_half_width
        return _whole_units_within(self.mean_demand - half_width, self.mean_demand + half_width)

    @property
    def capacity_range(self) -> tuple[int, int]:
        """Return the lowest and the highest capacity in whole units: those of demand."""
        return self.demand_range

    @property
    def treatment(self) -> str:
        """Return the cell's name, or a name composed of the parameters where the game is none of the four cells."""
        for name, cell in CELLS.items():
            if self == cell:
                return name
        parts = [f"cost{self.capacity_cost}", f"noise{self.noise_half_width}"]
        parts += [
            f"{word}{getattr(self, name)}"
            for name, word in _WORDS.items()
            if getattr(self, name) != Game.__dataclass_fields__[name].default
        ]
        return "_".join(parts)

    @cached_property
    def prior(self) -> Distribution:
        """Return how forecasts are distributed."""
        return distribution(self.forecast_distribution, self.forecast_half_width)

    @cached_property
    def noise(self) -> Distribution:
        """Return how market noise is distributed."""
        return distribution(self.noise_distribution, self.noise_half_width)

    @cached_property
    def is_uniform(self) -> bool:
        """Return whether both are uniform, for which the benchmarks and the theories have closed forms."""
        return self.prior.name == self.noise.name == "uniform"

    def noise_quantile(self, probability: npt.ArrayLike) -> Any:
        """Return the quantile of the market noise, in units."""
        return _result(self.noise.quantile(_numbers(probability)))

    def demand_quantile(self, probability: npt.ArrayLike) -> Any:
        r"""Return the quantile of demand before anything is known of the forecast, in units.

        The sum of two uniforms is a trapezoid (derived). With half-widths :math:`a \le b` the quantile of the sum is
        :math:`2b(p - 1/2)` between :math:`p = a/2b` and :math:`1 - a/2b`, and :math:`-(a+b) + \sqrt{8abp}` below.
        For other distributions it is found by quadrature.

        Parameters
        ----------
        probability : number or array
            Between 0 and 1.

        Returns
        -------
        float or array
            Demand that is not exceeded with this probability; symmetric about `mean_demand`.

        """
        p = _numbers(probability)
        if not self.is_uniform:
            anything = BelievedForecast.between(self.prior, -self.forecast_half_width, self.forecast_half_width)
            return _result(self.mean_demand + quadrature_sums.quantile(p, anything, self.noise))
        narrow, wide = sorted((self.forecast_half_width, self.noise_half_width))
        tail = np.minimum(p, 1 - p)
        lower_half = np.where(
            tail < narrow / (2 * wide),
            np.sqrt(8 * narrow * wide * tail) - narrow - wide,
            2 * wide * (tail - 0.5),
        )
        return _result(self.mean_demand + np.where(p <= 0.5, lower_half, -lower_half))

    def expected_sales(self, forecast: npt.ArrayLike, capacity: npt.ArrayLike) -> Any:
        r"""Return the expectation of sales over the market noise, in units.

        :math:`E[\min(D, K) \mid \xi] = K - \int_{-\infty}^{K - \mu - \xi} G(x)\,dx` with :math:`G` the distribution of
        the market noise (derived).

        Parameters
        ----------
        forecast, capacity : number or array
            In units; shapes broadcast.

        Returns
        -------
        float or array
            At most the capacity and at most the expected demand.

        """
        built = _numbers(capacity)
        return _result(built - self.noise.mean_excess(built - self.mean_demand - _numbers(forecast)))

    def demand(self, forecast: npt.ArrayLike, market_noise: npt.ArrayLike) -> Any:
        """Return realised demand, ``mean_demand + forecast + market_noise``, in units."""
        return _result(self.mean_demand + _numbers(forecast) + _numbers(market_noise))

    def sales(self, demand: npt.ArrayLike, capacity: npt.ArrayLike) -> Any:
        """Return what is sold, the smaller of demand and capacity, in units."""
        return _result(np.minimum(_numbers(demand), _numbers(capacity)))

    def sender_profit(self, demand: npt.ArrayLike, capacity: npt.ArrayLike) -> Any:
        """Return the sender's profit, ``(r - w) min(D, K)``, in points."""
        sold = np.minimum(_numbers(demand), _numbers(capacity))
        return _result((self.retail_price - self.wholesale_price) * sold)

    def receiver_profit(self, demand: npt.ArrayLike, capacity: npt.ArrayLike) -> Any:
        """Return the receiver's profit, ``(w - c) min(D, K) - c_K K``, in points; it can be negative."""
        built = _numbers(capacity)
        sold = np.minimum(_numbers(demand), built)
        return _result((self.wholesale_price - self.production_cost) * sold - self.capacity_cost * built)

    def expected_joint_profit(self, forecast: npt.ArrayLike, capacity: npt.ArrayLike) -> Any:
        """Return the expected profit of both together given the forecast, ``(r - c) E[min(D, K)] - c_K K``."""
        margin = self.retail_price - self.production_cost
        return _result(margin * self.expected_sales(forecast, capacity) - self.capacity_cost * _numbers(capacity))

    def babbling_capacity(self) -> float:
        """Return the capacity of a receiver to whom reports say nothing, in units (derived, closed form)."""
        return float(self.demand_quantile(self.critical_ratio))

    def full_trust_capacity(self, report: npt.ArrayLike) -> Any:
        """Return the capacity of a receiver who takes the report for the forecast, in units.

        ``mu + m + G^-1(cr)`` with ``G`` the distribution of the market noise (derived).
        """
        return _result(self.mean_demand + _numbers(report) + self.noise_quantile(self.critical_ratio))

    def first_best_capacity(self, forecast: npt.ArrayLike) -> Any:
        """Return the capacity of one firm that owns both sides and knows the forecast, in units.

        ``mu + xi + G^-1((r - c - c_K) / (r - c))`` (derived).
        """
        return _result(self.mean_demand + _numbers(forecast) + self.noise_quantile(self.first_best_ratio))

    def minimal_lie(self) -> float:
        """Return the smallest inflation after which a fully trusting receiver covers all demand, in units.

        ``e - G^-1(cr)`` (derived): beyond it a selfish sender gains nothing more from a believed report.
        """
        return float(self.noise_quantile(1) - self.noise_quantile(self.critical_ratio))


def _plain_number(name: str, value: object) -> float:
    """Return a whole value as int and any other as float, so that equal games have equal names."""
    if isinstance(value, (bool, str)) or value is None:
        raise ValueError(f"{name} must be a number, not {value!r}")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, not {value!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, not {value!r}")
    return int(number) if number.is_integer() else number


def _whole_units_within(low: float, high: float) -> tuple[int, int]:
    return math.ceil(round(low, _DECIMALS)), math.floor(round(high, _DECIMALS))


def _numbers(values: npt.ArrayLike) -> FloatArray:
    # numpy reads None as nan: a missing decision would be paid as nan instead of being noticed.
    if values is None:
        raise TypeError("a quantity must be a number or an array of numbers, not None")
    return np.asarray(values, dtype=np.float64)


def _result(values: npt.ArrayLike) -> Any:
    # Adding zero turns -0.0 into 0.0.
    rounded = np.round(values, _DECIMALS) + 0.0
    return float(rounded) if np.ndim(rounded) == 0 else rounded


# The parameters that are words and not numbers.
DISTRIBUTED = ("forecast_distribution", "noise_distribution")

# Words of composed treatment names, beyond capacity cost and noise, which every name holds.
_WORDS = {
    "mean_demand": "mean",
    "forecast_half_width": "forecast",
    "retail_price": "retail",
    "wholesale_price": "wholesale",
    "production_cost": "production",
    "forecast_distribution": "forecast_",
    "noise_distribution": "noise_",
}

# High and low capacity cost (60, 15 points) by high and low market noise (75, 25 units).
_CELLS = {
    "ch_uh": ("high capacity cost, high market noise", Game(capacity_cost=60, noise_half_width=75)),
    "ch_ul": ("high capacity cost, low market noise", Game(capacity_cost=60, noise_half_width=25)),
    "cl_uh": ("low capacity cost, high market noise", Game(capacity_cost=15, noise_half_width=75)),
    "cl_ul": ("low capacity cost, low market noise", Game(capacity_cost=15, noise_half_width=25)),
}
CELLS: dict[str, Game] = {name: game for name, (_, game) in _CELLS.items()}
CELL_TITLES: dict[str, str] = {name: title for name, (title, _) in _CELLS.items()}
