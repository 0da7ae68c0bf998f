"""Whether any theory is good, beside which is better: predictive checks and what decisions are worth."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.fitted_people import draw_decisions
from forecast_sharing.estimation.observed import observed
from forecast_sharing.reporting.best_responses import Earnings, earnings
from forecast_sharing.reporting.predictive_checks import Check, checks

N_DRAWS = 100


@dataclass(frozen=True)
class Goodness:
    """The checks of each theory, and earnings by role and treatment."""

    checks: list[Check]
    earnings: list[Earnings]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {
            "draws": N_DRAWS,
            "predictive": [one.as_dict() for one in self.checks],
            "earnings": [one.as_dict() for one in self.earnings],
        }


def goodness(rounds: pd.DataFrame, sample: Sample, comparison: Comparison, rng: np.random.Generator) -> Goodness:
    """Return how the people compare with people drawn from each fitted theory.

    Parameters
    ----------
    rounds : DataFrame
        From which the sample was collected.
    sample : Sample
        The decisions.
    comparison : Comparison
        Of these decisions.
    rng : numpy.random.Generator
        Draws the people; each theory's have chance of their own.

    """
    pieces = observed(rounds, sample)
    drawn = at_once(
        [
            partial(draw_decisions, family, comparison.predictive.populations[family.theory.name], pieces, N_DRAWS, one)
            for family, one in zip(comparison.families, rng.spawn(len(comparison.families)), strict=True)
        ]
    )
    by_theory = dict(zip((family.theory.name for family in comparison.families), drawn, strict=True))
    return Goodness(checks(pieces, by_theory), earnings(pieces, by_theory))
