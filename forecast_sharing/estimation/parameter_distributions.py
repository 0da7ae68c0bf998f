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
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# From even distributions; what forty steps leave undone is far below the weight that smoothing adds.
_N_STEPS = 40
# From the distributions of all people, when some are left out.
_N_STEPS_AGAIN = 10
# Blocks are left out in at most this many groups.
_N_GROUPS = 8


@dataclass(frozen=True, eq=False)
class Predictive:
    """How well each theory predicts each person; all by name of a theory.

    Parameters
    ----------
    people : dict of (n_people,) arrays
        Log predictive density of all of a person's decisions, from the people of other blocks.
    rounds : dict of (n_people,) arrays
        Log predictive density of a person's even rounds given the odd rounds of everyone, plus the reverse.
    kinds : dict of (n_people, n_kinds) arrays
        Of theories with kinds of people: probability of each kind given the decisions, with the shares of all people.
    kind_shares : dict of dict
        Of theories with kinds of people: estimated shares of kinds among people who were only senders, only receivers,
        or both: ``{"sender": array, "receiver": array, "both": array}``, where present.

    """

    people: dict[str, FloatArray]
    rounds: dict[str, FloatArray]
    kinds: dict[str, FloatArray]
    kind_shares: dict[str, dict[str, FloatArray]]


def predict_people(sample: Sample, grids: Grids) -> Predictive:
    """Return the predictive densities of all people: each from others, and each half of the rounds from the other."""
    found = Predictive({}, {}, {}, {})
    groups = sample.blocks % _N_GROUPS
    for theory in grids.theories:
        across, within = np.zeros((2, len(sample.people)))
        for word, members, roles in role_groups(sample):
            for together in _together(theory, roles):
                tables = [grids[theory][role] for role in together]
                of_others, of_halves, weights = _densities(tables, members, groups[members])
                across[members] += of_others
                within[members] += of_halves
                if theory.has_kinds:
                    by_kind = _by_first([_Table.of(grid.log_likelihood(members)) for grid in tables], weights)
                    posterior = np.exp(by_kind - _log_sum(by_kind)[:, None])
                    shape = (len(sample.people), posterior.shape[1])
                    found.kinds.setdefault(theory.name, np.zeros(shape))[members] = posterior
                    found.kind_shares.setdefault(theory.name, {})[word] = weights.first
        found.people[theory.name], found.rounds[theory.name] = across, within
    return found


def predict_left_out(sample: Sample, grids: Grids, groups: IntArray) -> dict[str, FloatArray]:
    """Return the log predictive density of each person from people of other groups, by name of a theory."""
    return {theory.name: _left_out(theory, sample, grids[theory], groups) for theory in grids.theories}


def predict_under(theory: Theory, sample: Sample, options: Options = DEFAULTS) -> FloatArray:
    """Return each person's log predictive density under one theory from the people of other blocks, and nothing else.

    The same as that of `predict_people`.
    """
    grids = grids_of(sample, options, (theory,))
    return _left_out(theory, sample, grids[theory], sample.blocks % _N_GROUPS)


def _left_out(theory: Theory, sample: Sample, grids: dict[Role, Grid], groups: IntArray) -> FloatArray:
    density = np.zeros(len(sample.people))
    for _, members, roles in role_groups(sample):
        for together in _together(theory, roles):
            tables = [_Table.of(grids[role].log_likelihood(members)) for role in together]
            density[members] += _held_out(tables, groups[members], _estimate(tables, _even(tables), _N_STEPS))
    return density


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


def _densities(grids: Sequence[Grid], members: IntArray, groups: IntArray) -> tuple[FloatArray, FloatArray, "_Weights"]:
    """Return densities from other groups, densities of half the rounds from the other, and all people's weights."""
    tables = [_Table.of(grid.log_likelihood(members)) for grid in grids]
    fitted = _estimate(tables, _even(tables), _N_STEPS)
    within = np.zeros(len(members))
    for fold in (0, 1):
        known = [_Table.of(grid.of_fold(fold, members)) for grid in grids]
        weights = _estimate(known, fitted, _N_STEPS_AGAIN)
        within += _log_sum(_by_first(tables, weights)) - _log_sum(_by_first(known, weights))
    return _held_out(tables, groups, fitted), within, fitted


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


def _held_out(tables: Sequence[_Table], groups: IntArray, weights: _Weights) -> FloatArray:
    density = np.empty(len(groups))
    for group in np.unique(groups):
        left_out = groups == group
        others = [table.rows(~left_out) for table in tables]
        # Of people in a single block none is left: the distributions are even.
        fitted = _estimate(others, weights, _N_STEPS_AGAIN) if not left_out.all() else _even(tables)
        density[left_out] = _log_sum(_by_first([table.rows(left_out) for table in tables], fitted))
    return density


def _estimate(tables: Sequence[_Table], weights: _Weights, n_steps: int) -> _Weights:
    n_people = len(tables[0].peak)
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
