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

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.fitted_people import FittedPopulation
from forecast_sharing.estimation.grids import EARLY, Family, FamilyGrid, family_of
from forecast_sharing.estimation.verdict import best_shares, mixed_densities
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.naive import BenchmarkPeople
from forecast_sharing.models.registry import HYBRID
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import Considered

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Three steps of EM each, from even distributions; what they leave undone is far below what smoothing adds.
_N_CYCLES = 12
# Of an extrapolation, in steps; and the least weight that one may leave.
_MOST_AT_ONCE, _LEAST = 32.0, 1e-12
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
    across = predict_left_out(sample, families, sample.blocks % _N_GROUPS)
    halves = [_from_half(sample, families, known) for known in (0, 1)]
    whole = {family.theory.name: _Whole.of(family, sample) for family in families}
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
    found = {family.theory.name: _left_out(family, sample, groups) for family in families}
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
    return _left_out(family, sample, sample.blocks % _N_GROUPS)[0]


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


def _left_out(family: Family, sample: Sample, groups: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return each person's density from other groups, and by left-out group that of those who were learnt from."""
    numbers = np.unique(groups)
    density, known = np.zeros(len(sample.people)), np.zeros((len(numbers), len(sample.people)))
    for members, tables in _populations(family, sample):
        for number, group in enumerate(numbers):
            left_out = groups[members] == group
            held_out, others = tables.of(left_out), tables.of(~left_out)
            if left_out.all():
                # None is left to learn from.
                weights = _even(tables)
            else:
                weights = _estimate(others, _N_CYCLES)
                known[number, members[~left_out]] += _density(others, weights)
            if left_out.any():
                density[members[left_out]] += _density(held_out, weights)
    return density, known


def _from_half(sample: Sample, families: Sequence[Family], fold: int) -> dict[str, FloatArray]:
    """Return the log density of everybody's other half of the rounds given this half, by theory and for the hybrid.

    Halves are even (0), odd (1) or early (`EARLY`) rounds.
    """
    before = {family.theory.name: np.zeros(len(sample.people)) for family in families}
    after = {family.theory.name: np.zeros(len(sample.people)) for family in families}
    for family in families:
        halves, wholes = _populations(family, sample, fold), _populations(family, sample)
        for (members, known), (_, whole) in zip(halves, wholes, strict=True):
            weights = _estimate(known, _N_CYCLES)
            before[family.theory.name][members] += _density(known, weights)
            after[family.theory.name][members] += _density(whole, weights)
    shares = best_shares(list(before.values()))
    hybrid = mixed_densities(list(after.values()), shares) - mixed_densities(list(before.values()), shares)
    return {**{name: after[name] - before[name] for name in before}, HYBRID: hybrid}


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
        shares, by_population, populations = {}, [], []
        words = iter([word for word, _, _ in role_groups(sample)])
        for members, tables in _populations(family, sample):
            weights = _estimate(tables, _N_CYCLES)
            by_population.append((len(members), _words(family, tables, weights)))
            roles = tuple(role for role, grids in family.by_role.items() if grids in tables.grids)
            populations.append(FittedPopulation(members, roles, weights.kinds, weights.labels, weights.inner))
            if theory.has_kinds:
                joint, _ = _expect(tables, weights)
                kinds[members] = joint.sum(axis=2)
                shares[next(words)] = weights.kinds
        return cls(kinds, shares, _mean_words(by_population), tuple(populations))


def _words(family: Family, tables: "_Tables", weights: "_Weights") -> dict[str, dict[str, float]]:
    """Return the weight of each word of each open choice in one population."""
    grids = [kinds[0] for kinds in tables.grids]
    by_noise: dict[str, float] = {}
    for role, grid in enumerate(grids):
        for word, part in grid.noises.items():
            of_kinds = [axes[-2][part].sum() for axes in weights.inner[role]]
            by_noise[word] = by_noise.get(word, 0.0) + float(weights.kinds @ of_kinds) / len(grids)
    options = {
        name: dict(zip(family.considered.words(name), map(float, axis), strict=True))
        for name, axis in zip(family.theory.options, weights.options, strict=True)
    }
    return {"noise": by_noise, **options}


def _mean_words(by_population: Sequence[tuple[int, dict[str, dict[str, float]]]]) -> dict[str, dict[str, float]]:
    n_people = sum(number for number, _ in by_population)
    return {
        name: {word: sum(n * found[name][word] for n, found in by_population) / n_people for word in words}
        for name, words in by_population[0][1].items()
    }


def _populations(family: Family, sample: Sample, fold: int | None = None) -> Iterator[tuple[IntArray, "_Tables"]]:
    """Yield the people who are described together, and their likelihoods, of all rounds or of one half.

    A person is of one kind in both roles, and else nothing joins them.
    """
    for _, members, roles in role_groups(sample):
        for together in [roles] if family.theory.has_kinds else [[role] for role in roles]:
            yield members, _Tables.from_grids(family, members, together, fold)


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


@dataclass(frozen=True, eq=False)
class _Table:
    """The likelihood of people in one role and kind: (n_people, n_variants, own axes, noise, lapse).

    Relative to the largest of each person and variant, whose logarithm is `peak`: (n_people, n_variants).
    """

    peak: FloatArray
    relative: npt.NDArray[np.float32]

    @classmethod
    def of(cls, logs: npt.NDArray[np.float32]) -> "_Table":
        peak = logs.max(axis=tuple(range(2, logs.ndim)))
        relative = logs - peak.reshape(*peak.shape, *(1 for _ in logs.shape[2:]))
        # In place and in single precision: these tables are what takes the memory with thousands of people.
        return _Table(peak.astype(np.float64), np.exp(relative, out=relative))

    def rows(self, chosen: npt.NDArray[np.bool_]) -> "_Table":
        return _Table(self.peak[chosen], self.relative[chosen])


@dataclass(frozen=True, eq=False)
class _Tables:
    """What is known of the people of one population: by role and kind a table and the grid that it is of."""

    n_people: int
    n_words: tuple[int, ...]
    grids: tuple[tuple[FamilyGrid, ...], ...]
    by_role: tuple[tuple[_Table, ...], ...]

    @classmethod
    def from_grids(cls, family: Family, members: IntArray, roles: Sequence[Role], fold: int | None) -> "_Tables":
        grids = tuple(family.by_role[role] for role in roles)
        by_role = tuple(
            tuple(_Table.of(g.log_likelihood(members) if fold is None else g.of_fold(fold, members)) for g in kinds)
            for kinds in grids
        )
        n_words = tuple(len(family.considered.words(name)) for name in family.theory.options)
        return cls(len(members), n_words, grids, by_role)

    def of(self, chosen: npt.NDArray[np.bool_]) -> "_Tables":
        """Return those of some of the people."""
        by_role = tuple(tuple(table.rows(chosen) for table in kinds) for kinds in self.by_role)
        return _Tables(int(chosen.sum()), self.n_words, self.grids, by_role)


@dataclass(frozen=True, eq=False)
class _Weights:
    """Distributions of kinds, of each option's words, and by role and kind of own parameters, noise and lapses."""

    kinds: FloatArray
    options: list[FloatArray]
    inner: list[list[list[FloatArray]]]

    @property
    def labels(self) -> FloatArray:
        """Return the weight of each label: (n_labels,)."""
        return _outer(self.options).ravel()

    def flat(self) -> FloatArray:
        """Return all distributions one after the other."""
        inner = (axis for kinds in self.inner for axes in kinds for axis in axes)
        return np.concatenate([self.kinds, *self.options, *inner])

    def with_flat(self, flat: FloatArray) -> "_Weights":
        """Return the distributions that `flat` of others was, each brought to sum to one."""
        at = 0

        def following(axis: FloatArray) -> FloatArray:
            nonlocal at
            at += len(axis)
            values = flat[at - len(axis) : at]
            return values / values.sum()

        return _Weights(
            following(self.kinds),
            [following(axis) for axis in self.options],
            [[[following(axis) for axis in axes] for axes in kinds] for kinds in self.inner],
        )


def _even(tables: _Tables) -> _Weights:
    return _Weights(
        _flat(len(tables.by_role[0])),
        [_flat(n) for n in tables.n_words],
        [[[_flat(n) for n in table.relative.shape[2:]] for table in kinds] for kinds in tables.by_role],
    )


def _flat(n: int) -> FloatArray:
    return np.full(n, 1 / n)


def _estimate(tables: _Tables, n_cycles: int) -> _Weights:
    """Return the distributions to which EM leads from even ones: nobody else's may be where it starts.

    After every two steps it goes on in their direction, as far as they promise, and one step from there: a
    squared extrapolation [Varadhan and Roland 2008], which takes a fraction of the steps.
    """
    weights = _even(tables)
    for _ in range(n_cycles):
        once = _step(tables, weights)
        twice = _step(tables, once)
        weights = _step(tables, _extrapolated(*(one.flat() for one in (weights, once, twice)), twice))
    return weights


def _extrapolated(begin: FloatArray, once: FloatArray, twice: FloatArray, like: _Weights) -> _Weights:
    step = once - begin
    turn = twice - once - step
    if not turn.any():
        return like
    length = min(max(float(np.linalg.norm(step) / np.linalg.norm(turn)), 1.0), _MOST_AT_ONCE)
    return like.with_flat(np.maximum(begin + 2 * length * step + length**2 * turn, _LEAST))


def _density(tables: _Tables, weights: _Weights) -> FloatArray:
    """Return the log density of each person: (n_people,)."""
    logs, _ = _joint(tables, weights)
    return _log_sum(logs.reshape(len(logs), -1))


# Sums over the inner axes of a table, by role and kind: (n_people, n_variants) each.
Sums = list[list[FloatArray]]


def _joint(tables: _Tables, weights: _Weights) -> tuple[FloatArray, Sums]:
    """Return the log of weight times likelihood of each kind and label, (n_people, n_kinds, n_labels), and the sums."""
    labels = weights.labels
    joint = np.log(weights.kinds)[:, None] + np.log(labels) + np.zeros((tables.n_people, 1, 1))
    sums: Sums = []
    for role, kinds in enumerate(tables.by_role):
        sums.append([])
        for kind, table in enumerate(kinds):
            total = _weighted_sum(table, _outer(weights.inner[role][kind]))
            sums[-1].append(total)
            # The largest of each slice is one and no weight is zero, so the logarithm is finite.
            joint[:, kind] += (table.peak + np.log(total))[:, tables.grids[role][kind].of_label]
    return joint, sums


def _expect(tables: _Tables, weights: _Weights) -> tuple[FloatArray, Sums]:
    """Return the probability of each kind and label for each person, and the sums over inner axes."""
    joint, sums = _joint(tables, weights)
    joint -= _log_sum(joint.reshape(len(joint), -1))[:, None, None]
    return np.exp(joint, out=joint), sums


def _step(tables: _Tables, weights: _Weights) -> _Weights:
    posterior, sums = _expect(tables, weights)
    n = tables.n_people
    by_word = posterior.sum(axis=(0, 1)).reshape(tables.n_words)
    of_kinds = posterior.sum(axis=(0, 2))
    inner = []
    for role, kinds in enumerate(tables.by_role):
        counts = []
        for kind, table in enumerate(kinds):
            of_label = tables.grids[role][kind].of_label
            # The posterior of each variant, from that of the labels that stand for it.
            member = np.zeros((len(of_label), table.peak.shape[1]))
            member[np.arange(len(of_label)), of_label] = 1
            share = posterior[:, kind] @ member / sums[role][kind]
            counts.append(_by_axis(table, share, _outer(weights.inner[role][kind])))
        inner.append(_inner(counts, of_kinds, n))
    return _Weights(_smoothed(of_kinds, n), [_smoothed(axis, n) for axis in _marginals(by_word)], inner)


def _inner(counts: list[list[FloatArray]], of_kinds: FloatArray, n_people: int) -> list[list[FloatArray]]:
    """Return the distributions in each kind from people's weight at each point of each axis."""
    if len(counts) == 1:
        return [[_smoothed(axis, n_people) for axis in counts[0]]]
    # Of noise and lapses, which all kinds have, the additional person is like those of all kinds.
    of_all = [_smoothed(sum(axes[which] for axes in counts), n_people) for which in (-2, -1)]
    return [
        [
            *(_smoothed(axis, n_kind) for axis in axes[:-2]),
            *((axis + pooled) / (n_kind + 1) for axis, pooled in zip(axes[-2:], of_all, strict=True)),
        ]
        for axes, n_kind in zip(counts, of_kinds, strict=True)
    ]


def _by_axis(table: _Table, share: FloatArray, outer: FloatArray) -> list[FloatArray]:
    """Return people's weight at each point of each inner axis."""
    flat = table.relative.reshape(share.size, -1)
    at_points = share.ravel().astype(np.float32) @ flat
    return _marginals(at_points.astype(np.float64).reshape(outer.shape) * outer)


def _marginals(joint: FloatArray) -> list[FloatArray]:
    dimensions = range(joint.ndim)
    return [joint.sum(axis=tuple(k for k in dimensions if k != axis)) for axis in dimensions]


def _weighted_sum(table: _Table, outer: FloatArray) -> FloatArray:
    flat = table.relative.reshape(table.peak.size, -1)
    return np.asarray(flat @ outer.ravel().astype(np.float32), dtype=np.float64).reshape(table.peak.shape)


def _outer(axes: Sequence[FloatArray]) -> FloatArray:
    outer = np.ones(())
    for axis in axes:
        outer = np.multiply.outer(outer, axis)
    return outer


def _smoothed(counts: FloatArray, n_people: float) -> FloatArray:
    """Return the distribution of people, given their weight at each point, and of one who is everywhere alike."""
    return np.asarray((counts + 1 / len(counts)) / (n_people + 1))


def _log_sum(logs: FloatArray) -> FloatArray:
    """Return the logarithm of the sum of each row; SciPy's own function takes most of the time of small tables."""
    return np.asarray(np.logaddexp.reduce(logs, axis=1))
