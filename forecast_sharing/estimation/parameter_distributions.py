r"""How parameters are spread over people, estimated without a formula, and what that predicts for others.

Each parameter has its own distribution over the points of a grid; parameters are independent of each other in the
population (though not in a person's posterior). People who were only senders, only receivers, or both are populations
of their own. The distributions are found by EM from all people together, with one
additional person's weight spread evenly over each axis, so that no value is ruled out. The predictive density of a
person's decisions uses the distributions of the people in other blocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Grid, Grids, grids_of
from forecast_sharing.estimation.verdict import best_shares, mixed_densities
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.registry import HYBRID
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# From even distributions; what sixty steps leave undone is far below the weight that smoothing adds.
_N_STEPS = 60
# Blocks are left out in at most this many groups.
_N_GROUPS = 8


@dataclass(frozen=True, eq=False)
class Predictive:
    """How well each theory predicts each person; all by name of a theory, and some for their hybrid.

    Nothing is estimated from what it is scored with: neither the distributions of parameters, nor the hybrid's shares.

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

    """

    people: dict[str, FloatArray]
    rounds: dict[str, FloatArray]
    hybrid_people: FloatArray
    hybrid_rounds: FloatArray
    kinds: dict[str, FloatArray]
    kind_shares: dict[str, dict[str, FloatArray]]


def predict_people(sample: Sample, grids: Grids) -> Predictive:
    """Return the predictive densities of all people: each from others, and each half of the rounds from the other."""
    across = predict_left_out(sample, grids, sample.blocks % _N_GROUPS)
    halves = [_from_half(sample, grids, known) for known in (0, 1)]
    kinds, shares = _kinds(sample, grids)
    hybrid = across.pop(HYBRID)
    return Predictive(
        across,
        {name: halves[0][name] + halves[1][name] for name in across},
        hybrid,
        halves[0][HYBRID] + halves[1][HYBRID],
        kinds,
        shares,
    )


def predict_left_out(sample: Sample, grids: Grids, groups: IntArray) -> dict[str, FloatArray]:
    """Return the log predictive density of each person from people of other groups, by theory and for their hybrid."""
    found = {theory.name: _left_out(theory, sample, grids[theory], groups) for theory in grids.theories}
    densities = {name: density for name, (density, _) in found.items()}
    hybrid = np.empty(len(groups))
    for number, group in enumerate(np.unique(groups)):
        left_out = groups == group
        of_others = [known[number][~left_out] for _, known in found.values()]
        shares = best_shares(of_others) if not left_out.all() else np.full(len(found), 1 / len(found))
        hybrid[left_out] = mixed_densities([density[left_out] for density in densities.values()], shares)
    return {**densities, HYBRID: hybrid}


def predict_under(theory: Theory, sample: Sample, options: Options = DEFAULTS) -> FloatArray:
    """Return each person's log predictive density under one theory from the people of other blocks, and nothing else.

    The same as that of `predict_people`.
    """
    grids = grids_of(sample, options, (theory,))
    return _left_out(theory, sample, grids[theory], sample.blocks % _N_GROUPS)[0]


def _left_out(
    theory: Theory, sample: Sample, grids: dict[Role, Grid], groups: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return each person's density from other groups, and by left-out group that of those who were learnt from."""
    numbers = np.unique(groups)
    density, known = np.zeros(len(sample.people)), np.zeros((len(numbers), len(sample.people)))
    for _, members, roles in role_groups(sample):
        for together in _together(theory, roles):
            tables = [_Table.of(grids[role].log_likelihood(members)) for role in together]
            for number, group in enumerate(numbers):
                left_out = groups[members] == group
                held_out, others = ([table.rows(rows) for table in tables] for rows in (left_out, ~left_out))
                if left_out.all():
                    # None is left to learn from.
                    weights = _even(tables)
                else:
                    weights = _estimate(others, _N_STEPS)
                    known[number, members[~left_out]] += _log_sum(_by_first(others, weights))
                density[members[left_out]] += _log_sum(_by_first(held_out, weights)) if left_out.any() else 0.0
    return density, known


def _from_half(sample: Sample, grids: Grids, fold: int) -> dict[str, FloatArray]:
    """Return the log density of everybody's other half of the rounds given this half, by theory and for the hybrid."""
    before = {theory.name: np.zeros(len(sample.people)) for theory in grids.theories}
    after = {theory.name: np.zeros(len(sample.people)) for theory in grids.theories}
    for theory in grids.theories:
        for _, members, roles in role_groups(sample):
            for together in _together(theory, roles):
                known = [_Table.of(grids[theory][role].of_fold(fold, members)) for role in together]
                weights = _estimate(known, _N_STEPS)
                whole = [_Table.of(grids[theory][role].log_likelihood(members)) for role in together]
                before[theory.name][members] += _log_sum(_by_first(known, weights))
                after[theory.name][members] += _log_sum(_by_first(whole, weights))
    shares = best_shares(list(before.values()))
    hybrid = mixed_densities(list(after.values()), shares) - mixed_densities(list(before.values()), shares)
    return {**{name: after[name] - before[name] for name in before}, HYBRID: hybrid}


def _kinds(sample: Sample, grids: Grids) -> tuple[dict[str, FloatArray], dict[str, dict[str, FloatArray]]]:
    """Return the probabilities of kinds of each person and their shares, from all decisions of all people."""
    found: dict[str, FloatArray] = {}
    shares: dict[str, dict[str, FloatArray]] = {}
    for theory in grids.theories:
        if not theory.has_kinds:
            continue
        for word, members, roles in role_groups(sample):
            tables = [_Table.of(grids[theory][role].log_likelihood(members)) for role in roles]
            weights = _estimate(tables, _N_STEPS)
            by_kind = _by_first(tables, weights)
            posterior = np.exp(by_kind - _log_sum(by_kind)[:, None])
            empty = np.zeros((len(sample.people), posterior.shape[1]))
            found.setdefault(theory.name, empty)[members] = posterior
            shares.setdefault(theory.name, {})[word] = weights.first
    return found, shares


def _together(theory: Theory, roles: list[Role]) -> list[list[Role]]:
    """Return which roles are described together: a person is of one kind in both, and else nothing joins them."""
    return [roles] if theory.has_kinds else [[role] for role in roles]


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
    """Likelihoods of one role, each scaled by its largest at the same point of the first axis.

    The logarithm of that largest is `peak` (n_people, n_first); `relative` is (n_people, n_first, ...).
    """

    peak: FloatArray
    relative: npt.NDArray[np.float32]

    @staticmethod
    def of(log_likelihood: npt.NDArray[np.float32]) -> "_Table":
        peak = log_likelihood.reshape(*log_likelihood.shape[:2], -1).max(axis=2)
        relative = log_likelihood - peak.reshape(*peak.shape, *(1,) * (log_likelihood.ndim - 2))
        # In place and in single precision: these tables are what takes the memory with thousands of people.
        return _Table(peak.astype(np.float64), np.exp(relative, out=relative))

    def rows(self, chosen: npt.NDArray[np.bool_]) -> "_Table":
        return _Table(self.peak[chosen], self.relative[chosen])


# The distributions of the axes: that of the first, which all tables share, then by table those of its others.
@dataclass(frozen=True, eq=False)
class _Weights:
    first: FloatArray
    others: list[list[FloatArray]]


def _even(tables: Sequence[_Table]) -> _Weights:
    first = np.full(tables[0].peak.shape[1], 1 / tables[0].peak.shape[1])
    return _Weights(first, [[np.full(n, 1 / n) for n in table.relative.shape[2:]] for table in tables])


def _estimate(tables: Sequence[_Table], n_steps: int) -> _Weights:
    """Return the distributions after some steps of EM from even ones: nobody else's may be where it starts."""
    n_people, weights = len(tables[0].peak), _even(tables)
    for _ in range(n_steps):
        outers = [_outer(axes) for axes in weights.others]
        sums = [_weighted_sum(table, outer) for table, outer in zip(tables, outers, strict=True)]
        by_first = _joint(tables, weights.first, sums)
        first = np.exp(by_first - _log_sum(by_first)[:, None])
        others = [
            _other_axes(table, outer, first / total, n_people)
            for table, outer, total in zip(tables, outers, sums, strict=True)
        ]
        weights = _Weights(_smoothed(first.sum(axis=0), n_people), others)
    return weights


def _by_first(tables: Sequence[_Table], weights: _Weights) -> FloatArray:
    """Return the log of weight times likelihood at each point of the first axis: (n_people, n_first)."""
    sums = [_weighted_sum(table, _outer(axes)) for table, axes in zip(tables, weights.others, strict=True)]
    return _joint(tables, weights.first, sums)


def _joint(tables: Sequence[_Table], first: FloatArray, sums: Sequence[FloatArray]) -> FloatArray:
    total = np.log(first) + np.zeros_like(tables[0].peak)
    for table, weighted in zip(tables, sums, strict=True):
        # The largest of each slice is one and no weight is zero, so the logarithm is finite.
        total += table.peak + np.log(weighted)
    return total


def _other_axes(table: _Table, outer: FloatArray, share: FloatArray, n_people: int) -> list[FloatArray]:
    by_person = np.einsum("pf,pf...->p...", share.astype(np.float32), table.relative)
    posterior = by_person.sum(axis=0, dtype=np.float64) * outer
    dimensions = range(posterior.ndim)
    return [_smoothed(posterior.sum(axis=tuple(k for k in dimensions if k != axis)), n_people) for axis in dimensions]


def _weighted_sum(table: _Table, outer: FloatArray) -> FloatArray:
    flat = table.relative.reshape(*table.peak.shape, -1)
    return np.asarray(flat @ outer.ravel().astype(np.float32), dtype=np.float64)


def _outer(axes: Sequence[FloatArray]) -> FloatArray:
    outer = np.ones(())
    for axis in axes:
        outer = np.multiply.outer(outer, axis)
    return outer


def _smoothed(posterior: FloatArray, n_people: int) -> FloatArray:
    """Return the mean of people's posteriors, given as their sum, and one flat one."""
    return (posterior + 1 / len(posterior)) / (n_people + 1)


def _log_sum(logs: FloatArray) -> FloatArray:
    """Return the logarithm of the sum of each row; SciPy's own function takes most of the time of small tables."""
    return np.asarray(np.logaddexp.reduce(logs, axis=1))
