r"""Whether people round to fives or tens: a layer over all theories and benchmarks, on where it predicts better.

With the layer a person rounds some share of what is intended to the nearest five, or ten, and a theory's probability of
a number is

.. math:: (1 - h) p(y) + h \, 1[y \text{ is a multiple}] \sum_{y' \text{ rounded to } y} p(y')

with :math:`p` what it would be without, lapses included. Multiple and share are spread over people like lapse rates,
with which they are estimated together. The layer is on for everybody or for nobody: on where it makes people likelier,
each predicted from others, the theories' log-likelihoods summed. Where at most a quarter of
the numbers are multiples of five, of which a smooth choice has a fifth, it is not tried and costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.fitted_people import FittedPopulation
from forecast_sharing.estimation.grids import Family, families_of
from forecast_sharing.estimation.parameter_distributions import predict_under
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import Considered

# One number in five is a multiple of five. Where no more than this are, few people can round.
_TRIED = 0.25


@dataclass(frozen=True)
class Heaping:
    """Whether the layer is on.

    Parameters
    ----------
    asked : str
        What was asked for: "auto", "no", "5", "10" or "both".
    used : str
        What people may round to: "no", "5", "10" or "both".
    multiples_of_five : float or None
        The share of numbers that are, those at an end of their range apart; None where all are there.
    gain : float or None
        By how much the layer makes people likelier, each predicted from others, summed over theories, in log-likelihood
        units; None where it was not tried.

    """

    asked: str
    used: str
    multiples_of_five: float | None
    gain: float | None = None


def decide_heaping(
    sample: Sample, considered: Considered, theories: Sequence[Theory]
) -> tuple[Heaping, tuple[Family, ...]]:
    """Return whether the layer is on, and the theories' log-likelihoods accordingly."""
    share = multiples_of_five(sample)
    found = Heaping(considered.heaping, considered.heaping, share)
    if considered.heaping == "auto":
        found = replace(found, used="no")
        if share is not None and share > _TRIED:
            families = families_of(sample, replace(considered, heaping="both"), theories)
            gain = _gain(families, sample)
            if gain > 0:
                return replace(found, used="both", gain=gain), families
            found = replace(found, gain=gain)
    return found, families_of(sample, replace(considered, heaping=found.used), theories)


def _gain(families: Sequence[Family], sample: Sample) -> float:
    """Return by how much rounding makes people likelier, summed over theories."""
    both = [*families, *(family.without_rounding() for family in families)]
    densities = list(at_once([partial(_density, family, sample) for family in both]))
    return sum(densities[: len(families)]) - sum(densities[len(families) :])


def _density(family: Family, sample: Sample) -> float:
    return float(predict_under(family, sample).sum())


def rounded_shares(family: Family, populations: Sequence[FittedPopulation]) -> dict[str, float]:
    """Return the share of decisions that people round to each multiple, by what a theory estimates of them."""
    found = {str(multiple): 0.0 for multiple in family.considered.multiples}
    n_in_roles = sum(len(one.members) * len(one.roles) for one in populations)
    for one in populations:
        for role, by_kind in zip(one.roles, one.inner, strict=True):
            for grid, kind, axes in zip(family.by_role[role], one.kinds, by_kind, strict=True):
                for slip, weight in zip(grid.slips, axes[-1], strict=True):
                    if slip.share:
                        found[str(slip.nearest)] += float(len(one.members) / n_in_roles * kind * weight * slip.share)
    return found


def multiples_of_five(sample: Sample) -> float | None:
    """Return the share of numbers that are multiples of five; None where all are at an end of their range.

    What is chosen at an end is no round number: people would go on.
    """
    n_all = n_round = 0.0
    for one in sample.decisions:
        actions = one.design.actions
        is_inside = (one.action > 0) & (one.action < len(actions) - 1)
        n_all += float(one.count[is_inside].sum())
        n_round += float(one.count[is_inside & (np.mod(actions[one.action], 5) == 0)].sum())
    return n_round / n_all if n_all else None
