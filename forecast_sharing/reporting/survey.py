"""Whether answers to questions about trust go with trust and trustworthiness in the game."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.maximum_likelihood import Fit
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.session.survey_items import SCORES
from forecast_sharing.summary.clustered import FloatArray, slope_of

SCALES = tuple(score.name for score in SCORES if score.is_about_trust)
PARAMETERS = ("trust", "trustworthiness")
_FEWEST = 4
# Searches end within about 0.0001 of an estimate, so nearer ones differ by chance of the search alone.
_DECIMALS = 4


@dataclass(frozen=True)
class Correlation:
    """A rank correlation over people with its 95% interval, which is clustered by block.

    None where it cannot be computed, and `note` says why. `n_at_bound` people have their estimate at an end of its
    range: how far beyond it they are is not known, so they share the first or the last rank.
    """

    scale: str
    parameter: str
    n_people: int
    value: float | None
    low: float | None
    high: float | None
    note: str = ""
    n_blocks: int = 0
    n_at_bound: int = 0


def correlations(people: Sequence[PersonFit], participants: pd.DataFrame) -> list[Correlation]:
    """Return Spearman's correlation of each trust scale with each person's estimates.

    Parameters
    ----------
    people : sequence of PersonFit
        From the comparison.
    participants : DataFrame
        As `forecast_sharing.dataset.read_participants` returns it; people without a block there are left out.

    """
    answered = participants.dropna(subset="block").set_index(["session_code", "participant_code"])
    return [_correlation(scale, name, people, answered) for name in PARAMETERS for scale in SCALES]


def _correlation(scale: str, parameter: str, people: Sequence[PersonFit], answered: pd.DataFrame) -> Correlation:
    rows = [
        (float(answered.loc[key, scale]), _ranked(fit, parameter), (one.session, int(answered.loc[key, "block"])))
        for one in people
        if parameter in (fit := one.theories[TRUST.name].fit).params
        and (key := (one.session, one.code)) in answered.index
        and not pd.isna(answered.loc[key, scale])
    ]
    n_people = len(rows)
    if n_people < _FEWEST:
        return Correlation(scale, parameter, n_people, None, None, None, f"{n_people} people answered: too few")
    scores, estimates, places = zip(*rows, strict=True)
    n_at_bound, blocks = int(np.isinf(estimates).sum()), pd.factorize(pd.Series(places))[0]
    counts = {"n_blocks": len(set(places)), "n_at_bound": n_at_bound}
    if len(set(scores)) == 1 or len(set(estimates)) == 1:
        return Correlation(scale, parameter, n_people, None, None, None, "all people are alike", **counts)
    # The slope on standardised ranks is their correlation.
    found = slope_of(_standardised(estimates), _standardised(scores), scale, blocks)
    value, low, high = (
        None if end is None else float(np.clip(end, -1, 1)) for end in (found.value, found.low, found.high)
    )
    notes = [f"{counts['n_blocks']} blocks", f"{n_at_bound} at an end of the range" if n_at_bound else "", found.note]
    if np.isclose(abs(found.value), 1):
        low, high, notes[-1] = None, None, "no interval, since nobody is out of order"
    return Correlation(scale, parameter, n_people, value, low, high, "; ".join(filter(None, notes)), **counts)


def _ranked(fit: Fit, parameter: str) -> float:
    """Return the estimate as far as it has a rank of its own: beyond all others where it is at an end of its range."""
    for end, beyond in (("lowest", -np.inf), ("highest", np.inf)):
        if f"{parameter} at its {end}" in fit.at_bound:
            return beyond
    return round(fit.params[parameter], _DECIMALS)


def _standardised(values: Sequence[float]) -> FloatArray:
    ranks = pd.Series(values).rank().to_numpy()
    return np.asarray((ranks - ranks.mean()) / ranks.std())
