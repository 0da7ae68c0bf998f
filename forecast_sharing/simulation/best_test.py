r"""What the best possible test would say: of simulated people, under the populations that made them, parameters known.

Each maker says how likely people's decisions are: :math:`f_T` if all follow trust, :math:`f_L` if all follow level-k,
:math:`s f_T + (1 - s) f_L` if each follows one of them. No test of one maker against another errs less than the one
that goes by the ratio of these likelihoods [Neyman and Pearson 1933]. People who are fitted give no such numbers: their
populations, noise and habits are not known. What the best test cannot tell apart, no rule can.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.verdict import CONTRADICTED, REJECTED, decide
from forecast_sharing.models.people import Population
from forecast_sharing.models.registry import COMPARED, HYBRID, UNDECIDED
from forecast_sharing.simulation import makers
from forecast_sharing.simulation.shares import Share
from forecast_sharing.simulation.true_densities import true_densities
from forecast_sharing.theory.assumptions import Options

_THEORIES = tuple(one.name for one in COMPARED)
# Makers that the best test knows, and all that it can say.
KNOWN = (*_THEORIES, HYBRID)
WORDS = (*KNOWN, UNDECIDED)
_ODDS = (1, 10, 100, 1_000)


def best_test(sample: Sample, noise: str, rounding: float) -> dict[str, Any]:
    """Return what the best test says of people with this noise, of whom this share rounds, and what it goes by.

    `word` is what it says, `rule` what the verdict's own rule would say if predictions were perfect; `log_likelihood`
    is that of all people under each maker, and `coarser` the same from a grid half as fine.
    """
    population, options = makers.rounding(Population(), rounding), Options(noise=noise)
    found = {name: true_densities(sample, name, population, options) for name in _THEORIES}
    fine, coarser = ({name: both[grid] for name, both in found.items()} for grid in (0, 1))
    log_likelihood = _of_makers(fine, population.trust_share)
    return {
        "word": best_word(log_likelihood),
        "rule": decide(fine, sample.blocks).word,
        "log_likelihood": log_likelihood,
        "coarser": _of_makers(coarser, population.trust_share),
    }


def best_word(log_likelihood: Mapping[str, float]) -> str:
    """Return what the best test says at the odds of the verdict.

    A theory is rejected at a thousand to one and contradicted at ten. If both are rejected it says hybrid; if one is,
    and the other is not contradicted, that other; else undecided.
    """
    against = {name: max(log_likelihood.values()) - log_likelihood[name] for name in _THEORIES}
    left = [name for name in _THEORIES if against[name] <= REJECTED]
    if not left:
        return HYBRID
    return left[0] if len(left) == 1 and against[left[0]] <= CONTRADICTED else UNDECIDED


def columns(maker: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how often the best test, and the rule with perfect predictions, say what of the data sets of a design."""
    row: dict[str, Any] = {}
    for prefix, key in (("best", "word"), ("perfect", "rule")):
        said = [one[key] for one in found]
        right = Share(said.count(maker), len(said))
        low, high = right.interval
        row |= {f"{prefix}_{word}": said.count(word) for word in WORDS}
        row |= {f"{prefix}_right": right.value, f"{prefix}_right_low": low, f"{prefix}_right_high": high}
    return row


def odds(designs: Mapping[tuple[Any, ...], Sequence[Mapping[str, Any]]], names: Sequence[str]) -> pd.DataFrame:
    """Return a row for each design and each maker that it is not: how likely the right one is beside it.

    Parameters
    ----------
    designs : mapping
        From each design, the maker first, to what `best_test` found in its data sets.
    names : sequence of str
        Of what a design is made of.

    Returns
    -------
    DataFrame
        The design, `against`, `datasets`, the `median` of the logarithms of the odds, the shares of data sets in which
        they are `over_1`, `over_10`, ... to one, and `error`, the most that half the grid changes a logarithm by.

    """
    rows = []
    for design, found in designs.items():
        maker = design[0]
        for other in KNOWN:
            if other == maker:
                continue
            fine, coarser = (
                np.array([one[grid][maker] - one[grid][other] for one in found])
                for grid in ("log_likelihood", "coarser")
            )
            rows.append(
                dict(zip(names, design, strict=True))
                | {"against": other, "datasets": len(found), "median": float(np.median(fine))}
                | {f"over_{number}": float(np.mean(fine > np.log(number))) for number in _ODDS}
                | {"error": float(np.abs(fine - coarser).max())}
            )
    return pd.DataFrame(rows)


def _of_makers(densities: Mapping[str, Any], trust_share: float) -> dict[str, float]:
    trust, level_k = (densities[name] for name in _THEORIES)
    mixed = np.logaddexp(np.log(trust_share) + trust, np.log1p(-trust_share) + level_k)
    return {name: float(np.sum(one)) for name, one in zip(KNOWN, (trust, level_k, mixed), strict=True)}
