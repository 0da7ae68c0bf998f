"""EM over grids of parameters: how kinds, words of open choices, own parameters, noise and lapses are spread.

Several sets of people are learnt from at once, such as all but each block: the likelihoods are the same, and only who
counts differs. Arrays have an axis of sets first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.grids import Family, FamilyGrid
from forecast_sharing.models.choice_problem import Role

FloatArray = npt.NDArray[np.float64]
SingleArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Most cycles, of three steps of EM each, from even distributions; and the largest change of a weight in a cycle after
# which a set of people is done. What is left undone is far below what smoothing adds.
_N_CYCLES, _DONE = 24, 1e-3
# Of an extrapolation, in steps; and the least weight that one may leave.
_MOST_AT_ONCE, _LEAST = 32.0, 1e-12


@dataclass(frozen=True, eq=False)
class Table:
    """The likelihood of people in one role and kind: (n_people * n_variants, n_points).

    Relative to the largest of each person and variant, whose logarithm is `peak`: (n_people, n_variants). Points are
    those of own axes, noise and lapse, whose lengths are `shape`.
    """

    peak: FloatArray
    relative: SingleArray
    shape: tuple[int, ...]

    @classmethod
    def of(cls, logs: SingleArray) -> "Table":
        """Return the table of log-likelihoods, (n_people, n_variants, own axes, noise, lapse)."""
        flat = logs.reshape(*logs.shape[:2], -1)
        peak = flat.max(axis=2)
        relative = flat - peak[..., None]
        # In place and in single precision: these tables are what takes the memory with thousands of people.
        np.exp(relative, out=relative)
        return Table(peak.astype(np.float64), relative.reshape(peak.size, -1), logs.shape[2:])


@dataclass(frozen=True, eq=False)
class Tables:
    """What is known of the people of one population: by role and kind a table and the grid that it is of."""

    n_people: int
    n_words: tuple[int, ...]
    grids: tuple[tuple[FamilyGrid, ...], ...]
    by_role: tuple[tuple[Table, ...], ...]

    @classmethod
    def from_grids(cls, family: Family, members: IntArray, roles: Sequence[Role], fold: int | None) -> "Tables":
        """Return what all rounds say of these members, or one half of their rounds."""
        grids = tuple(family.by_role[role] for role in roles)
        by_role = tuple(
            tuple(Table.of(g.log_likelihood(members) if fold is None else g.of_fold(fold, members)) for g in kinds)
            for kinds in grids
        )
        n_words = tuple(len(family.considered.words(name)) for name in family.theory.options)
        return cls(len(members), n_words, grids, by_role)

    @cached_property
    def lengths(self) -> IntArray:
        """Return how many values each distribution has, in the order of `Weights.flat`."""
        inner = (n for kinds in self.by_role for table in kinds for n in table.shape)
        return np.array([len(self.by_role[0]), *self.n_words, *inner])

    @cached_property
    def members(self) -> list[list[FloatArray]]:
        """Return by role and kind which label is of which variant: (n_labels, n_variants), ones and zeros."""
        return [[np.eye(int(g.of_label.max()) + 1)[g.of_label] for g in kinds] for kinds in self.grids]


@dataclass(frozen=True, eq=False)
class Weights:
    """Distributions by set of people: (n_sets, n) each.

    Of kinds, of each option's words, and by role and kind of own parameters, noise and lapses.
    """

    kinds: FloatArray
    options: list[FloatArray]
    inner: list[list[list[FloatArray]]]

    @classmethod
    def from_flat(cls, tables: Tables, flat: FloatArray) -> "Weights":
        """Return the distributions that stand one after the other in each row."""
        parts = iter(np.split(flat, np.cumsum(tables.lengths)[:-1], axis=1))
        return cls(
            next(parts),
            [next(parts) for _ in tables.n_words],
            [[[next(parts) for _ in table.shape] for table in kinds] for kinds in tables.by_role],
        )

    @property
    def flat(self) -> FloatArray:
        """Return all distributions one after the other: (n_sets, n)."""
        return np.concatenate([self.kinds, *self.options, *self._inner_axes()], axis=1)

    def _inner_axes(self) -> Iterator[FloatArray]:
        return (axis for kinds in self.inner for axes in kinds for axis in axes)

    @property
    def labels(self) -> FloatArray:
        """Return the weight of each label: (n_sets, n_labels)."""
        return _outer([np.ones((len(self.kinds), 1)), *self.options])


def estimate(tables: Tables, learnt_from: BoolArray | None = None) -> Weights:
    """Return the distributions to which EM leads from even ones: nobody else's may be where it starts.

    After every two steps it goes on in their direction, as far as they promise, and one step from there: a
    squared extrapolation [Varadhan and Roland 2008], which takes a fraction of the steps.

    Parameters
    ----------
    tables : Tables
        Of all people.
    learnt_from : (n_sets, n_people) array of bool, optional
        Who counts in each set; all people in a single one by default. Of nobody, distributions stay even.

    """
    counts = np.ones((1, tables.n_people), dtype=bool) if learnt_from is None else learnt_from
    found = even(tables, len(counts)).flat
    # A set that is done is left as it is: another's people must not say how long it goes on. It is computed with the
    # others until the last is done, since sums of fewer rows would differ in their last digit.
    goes_on = np.ones(len(counts), dtype=bool)
    for _ in range(_N_CYCLES):
        before = Weights.from_flat(tables, found)
        once = _step(tables, before, counts)
        twice = _step(tables, once, counts)
        flat = _extrapolated(found, once.flat, twice.flat, tables.lengths)
        after = _step(tables, Weights.from_flat(tables, flat), counts).flat
        moved = np.abs(after - found).max(axis=1)
        found = np.where(goes_on[:, None], after, found)
        goes_on &= moved > _DONE
        if not goes_on.any():
            break
    return Weights.from_flat(tables, found)


def even(tables: Tables, n_sets: int = 1) -> Weights:
    """Return distributions in which all values are equally likely."""
    return Weights.from_flat(tables, np.tile(np.repeat(1 / tables.lengths, tables.lengths), (n_sets, 1)))


def density(tables: Tables, weights: Weights) -> FloatArray:
    """Return the log density of each person by set: (n_sets, n_people)."""
    joint, _ = _joint(tables, weights)
    peak = joint.max(axis=(2, 3))
    return np.asarray(peak + np.log(np.exp(joint - peak[:, :, None, None]).sum(axis=(2, 3))))


def posterior(tables: Tables, weights: Weights) -> FloatArray:
    """Return the probability of each kind and label of each person: (n_sets, n_people, n_kinds, n_labels)."""
    return _expect(tables, weights)[0]


def _extrapolated(begin: FloatArray, once: FloatArray, twice: FloatArray, lengths: IntArray) -> FloatArray:
    step = once - begin
    turn = twice - once - step
    size = np.linalg.norm(turn, axis=1)
    ratio = np.divide(np.linalg.norm(step, axis=1), size, out=np.ones(len(size)), where=size > 0)
    # A step in full is where two steps lead if they do not turn.
    length = np.clip(ratio, 1.0, _MOST_AT_ONCE)[:, None]
    flat = np.maximum(begin + 2 * length * step + length**2 * turn, _LEAST)
    sums = np.add.reduceat(flat, np.cumsum(lengths) - lengths, axis=1)
    return np.asarray(flat / np.repeat(sums, lengths, axis=1))


# Sums over the inner axes of a table, by role and kind: (n_sets, n_people, n_variants) each.
Sums = list[list[FloatArray]]


def _joint(tables: Tables, weights: Weights) -> tuple[FloatArray, Sums]:
    """Return the log of weight times likelihood of each kind and label, and the sums over inner axes."""
    of_kinds, of_labels = np.log(weights.kinds), np.log(weights.labels)
    shape = (len(of_kinds), tables.n_people, of_kinds.shape[1], of_labels.shape[1])
    joint = np.broadcast_to(of_kinds[:, None, :, None] + of_labels[:, None, None, :], shape).copy()
    sums: Sums = []
    for role, kinds in enumerate(tables.by_role):
        sums.append([])
        for kind, table in enumerate(kinds):
            total = _weighted_sums(table, _outer(weights.inner[role][kind]))
            sums[-1].append(total)
            # The largest of each slice is one and no weight is zero, so the logarithm is finite.
            joint[:, :, kind] += (table.peak + np.log(total))[..., tables.grids[role][kind].of_label]
    return joint, sums


def _expect(tables: Tables, weights: Weights) -> tuple[FloatArray, Sums]:
    """Return the probability of each kind and label for each person, and the sums over inner axes."""
    joint, sums = _joint(tables, weights)
    joint -= joint.max(axis=(2, 3), keepdims=True)
    np.exp(joint, out=joint)
    joint /= joint.sum(axis=(2, 3), keepdims=True)
    return joint, sums


def _step(tables: Tables, weights: Weights, counts: BoolArray) -> Weights:
    found, sums = _expect(tables, weights)
    found *= counts[:, :, None, None]
    n_people = counts.sum(axis=1)
    n_sets = len(counts)
    by_word = found.sum(axis=(1, 2)).reshape(n_sets, *tables.n_words)
    of_kinds = found.sum(axis=(1, 3))
    inner = []
    for role, kinds in enumerate(tables.by_role):
        by_axis = []
        for kind, table in enumerate(kinds):
            # The posterior of each variant, from that of the labels that stand for it.
            share = found[:, :, kind] @ tables.members[role][kind] / sums[role][kind]
            at_points = _counts(table, share) * _outer(weights.inner[role][kind])
            by_axis.append(_marginals(at_points.reshape(n_sets, *table.shape)))
        may_round = any(slip.share for slip in tables.grids[role][0].slips)
        inner.append(_inner(by_axis, of_kinds, n_people, may_round=may_round))
    return Weights(_smoothed(of_kinds, n_people), [_smoothed(axis, n_people) for axis in _marginals(by_word)], inner)


def _inner(
    counts: list[list[FloatArray]], of_kinds: FloatArray, n_people: IntArray, *, may_round: bool = False
) -> list[list[FloatArray]]:
    """Return the distributions in each kind from people's weight at each point of each axis."""
    if len(counts) == 1:
        return [[_smoothed(axis, n_people) for axis in counts[0]]]
    # Of noise and lapses, which all kinds have, the additional person is like those of all kinds.
    of_noise, of_slips = (_smoothed(sum(axes[which] for axes in counts), n_people) for which in (-2, -1))
    found = []
    for axes, n_kind in zip(counts, of_kinds.T, strict=True):
        likely = of_slips
        if may_round:
            # Of rounding like those of other kinds, and evenly spread where there are none: people who round as nobody
            # else does must cost a theory with kinds no more than one without.
            likely = _smoothed(sum(other[-1] for other in counts) - axes[-1], n_people - n_kind)
        pooled = [(axis + one) / (n_kind[:, None] + 1) for axis, one in zip(axes[-2:], (of_noise, likely), strict=True)]
        found.append([*(_smoothed(axis, n_kind) for axis in axes[:-2]), *pooled])
    return found


def _smoothed(counts: FloatArray, n_people: npt.NDArray[np.number]) -> FloatArray:
    """Return the distribution of people, given their weight at each point, and of one who is everywhere alike."""
    return np.asarray((counts + 1 / counts.shape[1]) / (n_people[:, None] + 1))


def _weighted_sums(table: Table, weights: FloatArray) -> FloatArray:
    """Return the sums over points with weights, (n_sets, n_points): (n_sets, n_people, n_variants)."""
    sums = weights.astype(np.float32) @ table.relative.T
    return sums.reshape(len(weights), *table.peak.shape).astype(np.float64)


def _counts(table: Table, share: FloatArray) -> FloatArray:
    """Return people's weight at each point before its own, (n_sets, n_points), from (n_sets, n_people, n_variants)."""
    return np.asarray(share.reshape(len(share), -1).astype(np.float32) @ table.relative, dtype=np.float64)


def _marginals(joint: FloatArray) -> list[FloatArray]:
    dimensions = range(1, joint.ndim)
    return [joint.sum(axis=tuple(k for k in dimensions if k != axis)) for axis in dimensions]


def _outer(axes: Sequence[FloatArray]) -> FloatArray:
    """Return the weights of all combinations, (n_sets, n), from those of each axis."""
    outer = axes[0]
    for axis in axes[1:]:
        outer = (outer[:, :, None] * axis[:, None, :]).reshape(len(outer), -1)
    return outer
