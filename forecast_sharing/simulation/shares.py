"""Shares of data sets with their binomial intervals."""

from dataclasses import dataclass

from statsmodels.stats.proportion import proportion_confint


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many, with Wilson's 95% interval; without any, the share is None."""

    n: int
    out_of: int

    @property
    def value(self) -> float | None:
        """Return the share."""
        return self.n / self.out_of if self.out_of else None

    @property
    def interval(self) -> tuple[float, float] | tuple[None, None]:
        """Return both ends of the interval."""
        if not self.out_of:
            return None, None
        low, high = proportion_confint(self.n, self.out_of, method="wilson")
        return float(low), float(high)

    def __str__(self) -> str:
        """Return the share and its interval in percent."""
        low, high = self.interval
        if low is None or high is None:
            return "-"
        return f"{self.n / self.out_of:.0%} [{low:.0%}, {high:.0%}]"
