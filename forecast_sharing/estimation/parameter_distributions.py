r"""How parameters are spread over people, estimated without a formula, and what that predicts for others.

A theory is the family of its variants: of the noise that choices have, and of what the theory itself leaves open. Each
parameter has its own distribution over the points of a grid, and each open choice over its words; all are independent
of each other in the population (though not in a person's posterior). Where people are of kinds, such as levels, own
parameters, noise and lapses are spread in each kind as they are there. People who were only senders, only receivers,
or both are populations of their own. The distributions are found by EM from all people together, with one
additional person's weight spread evenly over each axis, so that no value is ruled out; of noise and lapses in one of
several kinds the additional person is like people of all kinds. The predictive density of a person's decisions uses
the distributions of the people in other blocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.em_over_grids import Tables, Weights, density, estimate, posterior
from forecast_sharing.estimation.fitted_people import FittedPopulation
from forecast_sharing.estimation.grids import EARLY, Family, family_of
from forecast_sharing.estimation.verdict import best_shares, mixed_densities
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.naive import BenchmarkPeople
from forecast_sharing.models.registry import HYBRID
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import Considered

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Blocks are left out in at most this many groups.
_N_GROUPS = 8


@dataclass(frozen=True, eq=False)
class Predictive:
    """How well each theory predicts each person; all by name of a theory, and some for their hybrid.

    Nothing is estimated from what it is scored with: neither the distributions of parameters, nor the weights of
    variants, nor the hybrid's shares.

    Parameters
    ----------
    people : dict of (n_people,) arrays
        Log predictive density of all of a person's decisions, from the people of other blocks.
    rounds : dict of (n_people,) arrays
        Log predictive density of a person's even rounds given the odd rounds of everyone, plus the reverse.
    hybrid_people, hybrid_rounds : (n_people,) arrays
        The same for the mixture of all theories: at the shares that make the other people likeliest, or, by halves,
        everybody's known half; what is known of a person says how likely each theory is for them.
    kinds : dict of (n_people, n_kinds) arrays
        Of theories with kinds of people: probability of each kind given the decisions, with the shares of all people.
    kind_shares : dict of dict
        Of theories with kinds of people: estimated shares of kinds among people who were only senders, only receivers,
        or both: ``{"sender": array, "receiver": array, "both": array}``, where present.
    variants : dict of dict
        By theory: the weight of each word of each open choice, the mean over people of all roles:
        ``{"noise": {"logit": 0.7, "normal": 0.3}, ...}``.
    populations : dict of tuples
        By theory: the distributions estimated from all decisions of all people.

    """

    people: dict[str, FloatArray]
    rounds: dict[str, FloatArray]
    hybrid_people: FloatArray
    hybrid_rounds: FloatArray
    kinds: dict[str, FloatArray]
    kind_shares: dict[str, dict[str, FloatArray]]
    variants: dict[str, dict[str, dict[str, float]]]
    populations: dict[str, tuple[FittedPopulation, ...]]


def predict_people(sample: Sample, families: Sequence[Family]) -> Predictive:
    """Return the predictive densities of all people: each from others, and each half of the rounds from the other."""
    names, n = [family.theory.name for family in families], len(families)
    found = list(
        at_once(
            [
                *(partial(_left_out, family, sample, _groups(sample)) for family in families),
                *(partial(_of_half, family, sample, known) for known in (0, 1) for family in families),
                *(partial(_Whole.of, family, sample) for family in families),
            ]
        )
    )
    across = _across(dict(zip(names, found[:n], strict=True)), _groups(sample))
    halves = [_with_hybrid(dict(zip(names, found[start : start + n], strict=True))) for start in (n, 2 * n)]
    whole: dict[str, _Whole] = dict(zip(names, found[3 * n :], strict=True))
    hybrid = across.pop(HYBRID)
    with_kinds = [family.theory.name for family in families if family.theory.has_kinds]
    return Predictive(
        across,
        {name: halves[0][name] + halves[1][name] for name in across},
        hybrid,
        halves[0][HYBRID] + halves[1][HYBRID],
        {name: whole[name].kinds for name in with_kinds},
        {name: whole[name].kind_shares for name in with_kinds},
        {name: one.variants for name, one in whole.items()},
        {name: one.populations for name, one in whole.items()},
    )


def predict_left_out(sample: Sample, families: Sequence[Family], groups: IntArray) -> dict[str, FloatArray]:
    """Return the log predictive density of each person from people of other groups, by theory and for their hybrid."""
    return _across({family.theory.name: _left_out(family, sample, groups) for family in families}, groups)


def _across(found: dict[str, tuple[FloatArray, FloatArray]], groups: IntArray) -> dict[str, FloatArray]:
    """Return densities by theory and for their hybrid, from what `_left_out` returns of each theory."""
    densities = {name: density for name, (density, _) in found.items()}
    hybrid = np.empty(len(groups))
    for number, group in enumerate(np.unique(groups)):
        left_out = groups == group
        of_others = [known[number][~left_out] for _, known in found.values()]
        shares = best_shares(of_others) if not left_out.all() else np.full(len(found), 1 / len(found))
        hybrid[left_out] = mixed_densities([density[left_out] for density in densities.values()], shares)
    return {**densities, HYBRID: hybrid}


def predict_under(family: Family, sample: Sample) -> FloatArray:
    """Return each person's log predictive density under one theory from the people of other blocks, and nothing else.

    The same as that of `predict_people`.
    """
    return _left_out(family, sample, _groups(sample))[0]


def predict_alone(theory: Theory | BenchmarkPeople, sample: Sample, considered: Considered) -> FloatArray:
    """Return what `predict_under` does, with grids of its own."""
    return predict_under(family_of(theory, sample, considered), sample)


def predict_rounds(family: Family, sample: Sample) -> FloatArray:
    """Return the log density of each person's even rounds given the odd rounds of everyone, plus the reverse."""
    name = family.theory.name
    return np.asarray(sum(_from_half(sample, [family], known)[name] for known in (0, 1)))


def predict_later(sample: Sample, families: Sequence[Family]) -> dict[str, FloatArray]:
    """Return the log density of the second half of each person's rounds given everybody's first half.

    By theory and for their hybrid; time runs one way, so there is no reverse.
    """
    return _from_half(sample, families, EARLY)


def _groups(sample: Sample) -> IntArray:
    """Return the group in which each person is left out: whole blocks, those of people who decided in turns."""
    decided = np.zeros(len(sample.people), dtype=bool)
    for one in sample.decisions:
        decided[one.person] = True
    groups = np.zeros(len(sample.people), dtype=np.int64)
    groups[decided] = np.unique(sample.blocks[decided], return_inverse=True)[1] % _N_GROUPS
    return groups


def _left_out(family: Family, sample: Sample, groups: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return each person's density from other groups, and by left-out group that of those who were learnt from."""
    numbers = np.unique(groups)
    found, known = np.zeros(len(sample.people)), np.zeros((len(numbers), len(sample.people)))
    for members, tables in populations(family, sample):
        others = groups[members] != numbers[:, None]
        by_set = density(tables, estimate(tables, others))
        known[:, members] += np.where(others, by_set, 0)
        # Each is left out once.
        found[members] += by_set.T[~others.T]
    return found, known


def _from_half(sample: Sample, families: Sequence[Family], fold: int) -> dict[str, FloatArray]:
    """Return the log density of everybody's other half of the rounds given this half, by theory and for the hybrid.

    Halves are even (0), odd (1) or early (`EARLY`) rounds.
    """
    return _with_hybrid({family.theory.name: _of_half(family, sample, fold) for family in families})


def _of_half(family: Family, sample: Sample, fold: int) -> tuple[FloatArray, FloatArray]:
    """Return each person's log density of this half of the rounds, and of all, given everybody's this half."""
    before, after = np.zeros(len(sample.people)), np.zeros(len(sample.people))
    halves, wholes = populations(family, sample, fold), populations(family, sample)
    for (members, known), (_, whole) in zip(halves, wholes, strict=True):
        weights = estimate(known)
        before[members] += density(known, weights)[0]
        after[members] += density(whole, weights)[0]
    return before, after


def _with_hybrid(found: dict[str, tuple[FloatArray, FloatArray]]) -> dict[str, FloatArray]:
    """Return densities of the other half by theory and for the hybrid, from what `_of_half` returns of each theory."""
    before, after = ([both[which] for both in found.values()] for which in (0, 1))
    shares = best_shares(before)
    hybrid = mixed_densities(after, shares) - mixed_densities(before, shares)
    return {**{name: whole - half for name, (half, whole) in found.items()}, HYBRID: hybrid}


@dataclass(frozen=True, eq=False)
class _Whole:
    """What all decisions of all people say: probabilities of kinds, their shares, and weights of variants."""

    kinds: FloatArray
    kind_shares: dict[str, FloatArray]
    variants: dict[str, dict[str, float]]
    populations: tuple[FittedPopulation, ...]

    @classmethod
    def of(cls, family: Family, sample: Sample) -> "_Whole":
        theory, n_people = family.theory, len(sample.people)
        kinds = np.zeros((n_people, len(theory.kinds_of(family.considered.options))))
        shares, by_population, fitted = {}, [], []
        words = iter([word for word, _, _ in role_groups(sample)])
        for members, tables in populations(family, sample):
            weights = estimate(tables)
            by_population.append((len(members), _words(family, tables, weights)))
            roles = tuple(role for role, grids in family.by_role.items() if grids in tables.grids)
            fitted.append(_fitted(members, roles, weights))
            if theory.has_kinds:
                kinds[members] = posterior(tables, weights)[0].sum(axis=2)
                shares[next(words)] = weights.kinds[0]
        return cls(kinds, shares, _mean_words(by_population), tuple(fitted))


def _fitted(members: IntArray, roles: tuple[Role, ...], weights: Weights) -> FittedPopulation:
    inner = [[[axis[0] for axis in axes] for axes in kinds] for kinds in weights.inner]
    return FittedPopulation(members, roles, weights.kinds[0], weights.labels[0], inner)


def _words(family: Family, tables: Tables, weights: Weights) -> dict[str, dict[str, float]]:
    """Return the weight of each word of each open choice in one population."""
    grids = [kinds[0] for kinds in tables.grids]
    by_noise: dict[str, float] = {}
    for role, grid in enumerate(grids):
        for word, part in grid.noises.items():
            of_kinds = [axes[-2][0, part].sum() for axes in weights.inner[role]]
            by_noise[word] = by_noise.get(word, 0.0) + float(weights.kinds[0] @ of_kinds) / len(grids)
    options = {
        name: dict(zip(family.considered.words(name), map(float, axis[0]), strict=True))
        for name, axis in zip(family.theory.options, weights.options, strict=True)
    }
    return {"noise": by_noise, **options}


def _mean_words(by_population: Sequence[tuple[int, dict[str, dict[str, float]]]]) -> dict[str, dict[str, float]]:
    n_people = sum(number for number, _ in by_population)
    return {
        name: {word: sum(n * found[name][word] for n, found in by_population) / n_people for word in words}
        for name, words in by_population[0][1].items()
    }


def populations(family: Family, sample: Sample, fold: int | None = None) -> Iterator[tuple[IntArray, Tables]]:
    """Yield the people who are described together, and their likelihoods, of all rounds or of one half.

    A person is of one kind in both roles, and else nothing joins them.
    """
    for _, members, roles in role_groups(sample):
        for together in [roles] if family.theory.has_kinds else [[role] for role in roles]:
            yield members, Tables.from_grids(family, members, together, fold)


def role_groups(sample: Sample) -> Iterator[tuple[str, IntArray, list[Role]]]:
    """Yield the positions of people who were senders only, receivers only, or both, with the roles they had.

    Senders and receivers may differ in their levels: where roles are fixed nothing says that they are alike.
    """
    had = {role: sample.n_obs_by_person(role) > 0 for role in ROLES}
    groups = {
        "sender": had["sender"] & ~had["receiver"],
        "receiver": had["receiver"] & ~had["sender"],
        "both": had["sender"] & had["receiver"],
    }
    for word, members in groups.items():
        if members.any():
            yield word, np.flatnonzero(members), [role for role in ROLES if word in (role, "both")]
