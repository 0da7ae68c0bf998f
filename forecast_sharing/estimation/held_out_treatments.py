"""Each treatment predicted from the others: from other people's decisions there, and from the person's own.

Where everybody played one treatment, their decisions are predicted from the people of the other treatments. Where
people played several, such as the parts of a crossover, a person's decisions in one are predicted from what is known
of them in the others and from how everybody's parameters are spread there. Nothing that anybody decided in a treatment
is used to predict it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.em_over_grids import Table, Tables, density, estimate
from forecast_sharing.estimation.grids import Family, FamilyGrid, family_of
from forecast_sharing.estimation.parameter_distributions import populations, predict_left_out
from forecast_sharing.estimation.verdict import best_shares, mixed_densities
from forecast_sharing.models.registry import HYBRID

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def predict_treatments(sample: Sample, families: Sequence[Family]) -> dict[str, FloatArray]:
    """Return the log density of each person's decisions in each treatment given the others, summed over treatments.

    Parameters
    ----------
    sample : Sample
        Of at least two treatments.
    families : sequence of Family
        Of this sample.

    Returns
    -------
    dict of (n_people,) arrays
        By theory and for their hybrid.

    """
    played = treatments_of_people(sample)
    if (played.sum(axis=1) <= 1).all():
        return predict_left_out(sample, families, np.argmax(played, axis=1))
    total = {name: np.zeros(len(sample.people)) for name in (*(one.theory.name for one in families), HYBRID)}
    for treatment in sorted(set(sample.treatments)):
        for name, found in _predict(sample, families, treatment).items():
            # Of who did not play it nothing is added but for rounding.
            total[name] += found
    return total


def treatments_of_people(sample: Sample) -> BoolArray:
    """Return which treatments, in alphabetical order, each person played: (n_people, n_treatments)."""
    names = sorted(set(sample.treatments))
    played = np.zeros((len(sample.people), len(names)), dtype=bool)
    for decisions, name in zip(sample.decisions, sample.treatments, strict=True):
        played[decisions.person, names.index(name)] = True
    return played


def _predict(sample: Sample, families: Sequence[Family], treatment: str) -> dict[str, FloatArray]:
    """Return the log density of each person's decisions in one treatment given those of everybody in the others."""
    known_sample = sample.without_treatment(treatment)
    is_known = np.zeros(len(sample.people), dtype=bool)
    for one in known_sample.decisions:
        is_known[one.person] = True
    before = {family.theory.name: np.zeros(len(sample.people)) for family in families}
    after = {family.theory.name: np.zeros(len(sample.people)) for family in families}
    for family in families:
        rest = family_of(family.theory, known_sample, family.considered, like=family)
        for members, known, whole in _before_and_after(family, rest, sample):
            weights = estimate(known, is_known[members][None])
            before[family.theory.name][members] += density(known, weights)[0]
            after[family.theory.name][members] += density(whole, weights)[0]
    shares = best_shares([known[is_known] for known in before.values()])
    hybrid = mixed_densities(list(after.values()), shares) - mixed_densities(list(before.values()), shares)
    return {**{name: after[name] - before[name] for name in before}, HYBRID: hybrid}


def _before_and_after(family: Family, rest: Family, sample: Sample) -> Iterator[tuple[IntArray, Tables, Tables]]:
    """Yield the people who are described together, and what is said of them without the treatment and with it."""
    for members, whole in populations(family, sample):
        by_role = []
        for role, grids in family.by_role.items():
            if grids in whole.grids:
                others = rest.by_role.get(role, (None,) * len(grids))
                by_role.append(tuple(_known(grid, other, members) for grid, other in zip(grids, others, strict=True)))
        yield members, Tables(whole.n_people, whole.n_words, whole.grids, tuple(by_role)), whole


def _known(grid: FamilyGrid, rest: FamilyGrid | None, members: IntArray) -> Table:
    """Return the likelihoods of people on a grid, from the decisions of another; of whom it has none, ones."""
    shape = (len(members), *grid.tables.shape[2:])
    logs = np.zeros(shape, dtype=np.float32)
    if rest is not None:
        there = np.isin(members, rest.people)
        # Variants that say the same of all decisions say the same of some; that of the first of their labels is any's.
        first_label = [int(np.argmax(grid.of_label == variant)) for variant in range(shape[1])]
        logs[there] = rest.log_likelihood(members[there])[:, rest.of_label[first_label]]
    return Table.of(logs)
