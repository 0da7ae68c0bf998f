"""Means and slopes with intervals that are cluster-robust by block.

t quantiles have one degree of freedom less than there are blocks: people of one block meet each other, so only blocks
are independent.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm
from scipy import stats

FloatArray = npt.NDArray[np.float64]

CONFIDENCE = 0.95
# Below this many clusters, cluster-robust intervals are known to be too narrow.
_FEW_BLOCKS = 10


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, or a note that says why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def mean_of(values: FloatArray, blocks: npt.NDArray[np.int64]) -> Estimate:
    """Return the mean with its interval."""
    return _least_squares(values, np.ones((len(values), 1)), blocks)


def slope_of(outcome: FloatArray, regressor: FloatArray, name: str, blocks: npt.NDArray[np.int64]) -> Estimate:
    """Return the slope of the outcome on the regressor, which goes by `name`, with its interval."""
    if len(outcome) < 2:
        return Estimate(None, note="a slope needs at least 2 rounds")
    if np.ptp(regressor) == 0:
        return Estimate(None, note=f"{name} never varies")
    return _least_squares(outcome, sm.add_constant(regressor), blocks)


def _least_squares(outcome: FloatArray, regressors: FloatArray, blocks: npt.NDArray[np.int64]) -> Estimate:
    """Return the last coefficient with its interval."""
    model = sm.OLS(outcome, regressors)
    n_blocks = len(np.unique(blocks))
    why_not = _why_no_interval(n_blocks, *regressors.shape)
    if why_not:
        return Estimate(float(model.fit().params[-1]), note=why_not)
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": blocks}, use_t=True)
    # A variance that is zero, as when everybody trusts fully, can come out as -1e-20.
    standard_error = np.sqrt(max(fit.cov_params()[-1, -1], 0.0))
    half_width = stats.t.ppf((1 + CONFIDENCE) / 2, df=n_blocks - 1) * standard_error
    value = float(fit.params[-1])
    note = "few blocks: intervals tend to be too narrow" if n_blocks < _FEW_BLOCKS else ""
    return Estimate(value, float(value - half_width), float(value + half_width), note)


def _why_no_interval(n_blocks: int, n_obs: int, n_coefficients: int) -> str:
    # With no more blocks than coefficients the clustered variance is singular; its correction divides by
    # n_obs - n_coefficients.
    if n_blocks <= n_coefficients:
        what = "slopes" if n_coefficients > 1 and n_blocks > 1 else "any estimate"
        return f"{n_blocks} block{'s' * (n_blocks > 1)}: too few for an interval of {what}"
    return "too few rounds for an interval" if n_obs <= n_coefficients else ""
