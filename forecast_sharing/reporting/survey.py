"""Whether answers to questions about trust go with trust and trustworthiness in the game."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.session.survey_items import SCORES

SCALES = tuple(score.name for score in SCORES if score.is_about_trust)
PARAMETERS = ("trust", "trustworthiness")
# Fisher's interval divides by the root of n - 3.
_FEWEST = 4
# Searches end within about as much of an estimate, so nearer ones differ by chance of the search alone.
_ALIKE = 1e-4


@dataclass(frozen=True)
class Correlation:
    """A correlation over people with its 95% interval; None where it cannot be computed, and `note` says why."""

    scale: str
    parameter: str
    n_people: int
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


def correlations(people: Sequence[PersonFit], participants: pd.DataFrame) -> list[Correlation]:
    """Return the correlation of each trust scale with each person's estimates.

    Parameters
    ----------
    people : sequence of PersonFit
        From the comparison.
    participants : DataFrame
        As `forecast_sharing.dataset.read_participants` returns it.

    """
    answered = participants.set_index(["session_code", "participant_code"])
    return [_correlation(scale, name, people, answered) for name in PARAMETERS for scale in SCALES]


def _correlation(scale: str, parameter: str, people: Sequence[PersonFit], answered: pd.DataFrame) -> Correlation:
    pairs = [
        (float(answered.loc[key, scale]), params[parameter])
        for one in people
        if parameter in (params := one.theories[TRUST.name].fit.params)
        and (key := (one.session, one.code)) in answered.index
        and not pd.isna(answered.loc[key, scale])
    ]
    n_people = len(pairs)
    if n_people < _FEWEST:
        return Correlation(scale, parameter, n_people, None, None, None, f"{n_people} people answered: too few")
    scores, estimates = np.array(pairs).T
    if np.ptp(scores) == 0 or np.ptp(estimates) < _ALIKE:
        return Correlation(scale, parameter, n_people, None, None, None, "all people are alike")
    value = float(np.corrcoef(scores, estimates)[0, 1])
    half_width = stats.norm.ppf(0.975) / np.sqrt(n_people - 3)
    # An exact correlation has no finite transform.
    centre = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    return Correlation(
        scale, parameter, n_people, value, float(np.tanh(centre - half_width)), float(np.tanh(centre + half_width))
    )
