"""Finite mixtures: a few types of people, whose shares, parameters and members are estimated by EM.

A type has parameters for both roles; a person belongs to one type in both. Shares are those among people who were only
senders, only receivers, or both, since nothing says that these are alike where roles are fixed.

Many starts are run by EM on the grids, where a step costs next to nothing; the best goes on over the continuum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax, logsumexp

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Grids
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import maximise, parameters_of, point_of, scale_at, values_at
from forecast_sharing.estimation.parameter_distributions import role_groups
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_N_GRID_STARTS = 20
_N_GRID_STEPS = 15
# Of the shares alone, whose likelihood has one maximum; a step costs next to nothing.
_N_SHARE_STEPS = 20
_N_STEPS = 200
# A type to which less than this many people's weight belongs on the grid does not occur.
_NOBODY = 0.01
# The smallest share, relative to the first type's, is exp(-12): six in a million.
_MOST_LOG_ODDS = 12.0


@dataclass(frozen=True)
class TypeModel:
    """A type of person: its name, its theory and the number of its kind, and its model in each role that occurs."""

    name: str
    theory: Theory
    kind: int
    models: dict[Role, ChoiceModel]


@dataclass(frozen=True, eq=False)
class MixtureFit:
    """A fitted mixture.

    Parameters
    ----------
    types : tuple of TypeModel
        The types.
    params : tuple of dict
        By type: by role, estimates by name.
    shares : dict
        Shares of types among senders only, receivers only, and people of both roles, where present.
    posterior : (n_people, n_types) array
        Probability of each type given the person's decisions.
    log_likelihood_by_person : (n_people,) array
        Natural logarithm.
    n_parameters : int
        Free parameters, of the types that occur.
    converged : bool
        Whether the search ended at a maximum and not at its last step.
    notes : tuple of str
        In words: not converged, types to which nobody belongs.

    """

    types: tuple[TypeModel, ...]
    params: tuple[dict[Role, dict[str, float]], ...]
    shares: dict[str, FloatArray]
    posterior: FloatArray
    log_likelihood_by_person: FloatArray
    n_parameters: int
    converged: bool
    notes: tuple[str, ...]

    @property
    def log_likelihood(self) -> float:
        """Return the log-likelihood of all people."""
        return float(self.log_likelihood_by_person.sum())


def types_of(theory: Theory, roles: Sequence[Role], options: Options = DEFAULTS) -> tuple[TypeModel, ...]:
    """Return the types of a theory: one for each kind of people, or some of one kind, which the data tell apart."""
    numbers = range(1, theory.n_types + 1)
    return tuple(
        TypeModel(
            theory.kind_name(kind) or (f"{theory.label} {number}" if theory.n_types > 1 else theory.label),
            theory,
            position,
            {role: theory.make(role, options, **kind) for role in roles},
        )
        for position, kind in enumerate(theory.kinds_of(options))
        for number in numbers
    )


def fit_mixture(
    sample: Sample,
    types: Sequence[TypeModel],
    grids: Grids,
    rng: np.random.Generator,
    *,
    parts: Sequence[MixtureFit] = (),
    n_starts: int = _N_GRID_STARTS,
    n_steps: int = _N_STEPS,
) -> MixtureFit:
    """Return the maximum-likelihood mixture of these types.

    Parameters
    ----------
    sample : Sample
        The decisions.
    types : sequence of TypeModel
        At least one.
    grids : Grids
        From `grids.grids_under`, with the options and theories of the types.
    rng : numpy.random.Generator
        Draws the starts: people about whom types of the same kind form.
    parts : sequence of MixtureFit
        Fitted mixtures whose types, one after the other, are these types: their estimates are one more start, so that
        the whole does not miss what a part has found.
    n_starts : int
        How many starts EM is run from on the grid.
    n_steps : int
        Most steps of the search over the continuum.

    Returns
    -------
    MixtureFit
        The best found; the likelihood of a mixture has many local maxima.

    """
    groups = [(word, members) for word, members, _ in role_groups(sample)]
    params, members = _best_on_grid(sample, types, grids, groups, rng, n_starts)
    starts = [_start(sample, types, params, members > _NOBODY, groups)]
    if parts:
        joined = [by_role for part in parts for by_role in part.params]
        occurs = np.concatenate([part.posterior.sum(axis=0) for part in parts]) > _NOBODY
        starts.append(_start(sample, types, joined, occurs, groups))
    return _climb(sample, types, max(starts, key=lambda start: start.log_likelihood), groups, n_steps)


Params = list[dict[Role, dict[str, float]]]
Groups = Sequence[tuple[str, IntArray]]


@dataclass(frozen=True, eq=False)
class _Start:
    """Where a search begins: parameters, which types occur, and the best shares at these parameters."""

    params: Params
    occurs: BoolArray
    shares: dict[str, FloatArray]
    posterior: FloatArray
    log_likelihood: float


def _start(sample: Sample, types: Sequence[TypeModel], params: Params, occurs: BoolArray, groups: Groups) -> _Start:
    by_person = log_likelihood_by_type(sample, types, params)
    shares = {word: occurs / occurs.sum() for word, _ in groups}
    for _ in range(_N_SHARE_STEPS):
        density, posterior, shares = expect(by_person, shares, groups)
    return _Start(params, occurs, shares, posterior, float(density.sum()))


def _climb(sample: Sample, types: Sequence[TypeModel], start: _Start, groups: Groups, n_steps: int) -> MixtureFit:
    """Return the maximum near the start: a quasi-Newton search of everything together.

    Types that do not occur keep their parameters and the share zero: nothing could be learnt of them.
    The gradient is that of the M-step at the current posterior (Fisher's identity), and convergence is faster than
    linear, which that of EM is not.
    """
    occurs = start.occurs
    parts = [
        _Part(sample, number, role, model)
        for number, one_type in enumerate(types)
        for role, model in one_type.models.items()
        if occurs[number]
    ]
    points = [point_of(start.params[part.number][part.role], part.parameters) for part in parts]
    coordinates = _Coordinates([len(part.parameters) for part in parts], occurs, groups)

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        now, log_shares = coordinates.unpack(flat)
        by_person = np.zeros((len(sample.people), len(types)))
        scores = []
        for part, point in zip(parts, now, strict=True):
            logs, score = part.evaluate(point)
            by_person[:, part.number] += logs
            scores.append(score)
        value, posterior, _ = expect(by_person, {w: np.exp(v) for w, v in log_shares.items()}, groups)
        slopes = [score @ posterior[:, part.number] for part, score in zip(parts, scores, strict=True)]
        by_share = [(posterior[members] - np.exp(log_shares[word])).sum(axis=0)[occurs][1:] for word, members in groups]
        return -float(value.sum()), -np.concatenate([*slopes, *by_share])

    begin = coordinates.pack(points, start.shares)
    curvature = np.zeros(len(begin))
    own = [part.curvature(point, start.posterior[:, part.number]) for part, point in zip(parts, points, strict=True)]
    curvature[: len(np.concatenate(own))] = np.concatenate(own)
    found, _, converged = maximise(loss, begin, curvature, coordinates.bounds, n_steps)
    now, log_shares = coordinates.unpack(found)
    shares = {word: np.exp(logs) for word, logs in log_shares.items()}
    return _result(sample, types, _params(start.params, parts, now), shares, groups, converged)


def _params(kept: Params, parts: Sequence["_Part"], points: Sequence[FloatArray]) -> Params:
    fitted: Params = [dict(by_role) for by_role in kept]
    for part, point in zip(parts, points, strict=True):
        names = [parameter.name for parameter in part.parameters]
        fitted[part.number][part.role] = dict(zip(names, map(float, values_at(point, part.parameters)), strict=True))
    return fitted


def _result(
    sample: Sample,
    types: Sequence[TypeModel],
    params: Params,
    shares: dict[str, FloatArray],
    groups: Groups,
    converged: bool,  # noqa: FBT001
) -> MixtureFit:
    value, posterior, _ = expect(log_likelihood_by_type(sample, types, params), shares, groups)
    # Of types that do not occur nothing was estimated.
    occurs = np.any([share > 0 for share in shares.values()], axis=0)
    n_own = sum(len(one) for by_role, counts in zip(params, occurs, strict=True) if counts for one in by_role.values())
    empty = [one.name for one, weight in zip(types, posterior.sum(axis=0), strict=True) if weight < 0.5]
    return MixtureFit(
        tuple(types),
        tuple(params),
        shares,
        posterior,
        value,
        n_own + (int(occurs.sum()) - 1) * len(groups),
        converged,
        (*(() if converged else ("not converged",)), *((f"nobody is of type {', '.join(empty)}",) if empty else ())),
    )


class _Part:
    """One type's model in one role: log-likelihoods by person and their derivatives on the unit cube."""

    def __init__(self, sample: Sample, number: int, role: Role, model: ChoiceModel) -> None:
        decisions = sample.of_role(role)
        self.number, self.role = number, role
        self.parameters = parameters_of(model, decisions)
        self._contributions = contributions(model, decisions)
        self._counts = np.concatenate([one.count for one in decisions])
        self._people = np.concatenate([one.person for one in decisions])
        self._n_people = len(sample.people)

    def evaluate(self, point: FloatArray) -> tuple[FloatArray, FloatArray]:
        log_probs, slopes = self._contributions(values_at(point, self.parameters))
        scaled = slopes * scale_at(point, self.parameters)[:, None]
        return self._sum(log_probs), np.array([self._sum(slope) for slope in scaled])

    def curvature(self, point: FloatArray, weight: FloatArray) -> FloatArray:
        _, slopes = self._contributions(values_at(point, self.parameters))
        return (slopes * slopes) @ (self._counts * weight[self._people]) * scale_at(point, self.parameters) ** 2

    def by_person(self, point: FloatArray) -> FloatArray:
        return self.evaluate(point)[0]

    def _sum(self, by_cell: FloatArray) -> FloatArray:
        return np.bincount(self._people, self._counts * by_cell, self._n_people)


class _Coordinates:
    """All parameters in one vector: unit cubes of the parts, then log-odds of shares against the first type."""

    def __init__(self, lengths: Sequence[int], occurs: BoolArray, groups: Groups) -> None:
        self._ends = np.cumsum(lengths)
        self._occurs, self._words = occurs, [word for word, _ in groups]
        n_odds = (int(occurs.sum()) - 1) * len(groups)
        self.bounds = [(0.0, 1.0)] * int(self._ends[-1]) + [(-_MOST_LOG_ODDS, _MOST_LOG_ODDS)] * n_odds

    def pack(self, points: Sequence[FloatArray], shares: dict[str, FloatArray]) -> FloatArray:
        smallest = np.exp(-_MOST_LOG_ODDS)
        odds = [np.log(np.maximum(shares[word][self._occurs], smallest)) for word in self._words]
        return np.concatenate([*points, *(logs[1:] - logs[0] for logs in odds)])

    def unpack(self, flat: FloatArray) -> tuple[list[FloatArray], dict[str, FloatArray]]:
        points = np.split(flat[: self._ends[-1]], self._ends[:-1])
        odds = flat[self._ends[-1] :].reshape(len(self._words), -1)
        log_shares = {}
        for word, row in zip(self._words, odds, strict=True):
            log_shares[word] = np.full(len(self._occurs), -np.inf)
            log_shares[word][self._occurs] = log_softmax(np.concatenate([[0.0], row]))
        return points, log_shares


def expect(
    by_person: FloatArray, shares: dict[str, FloatArray], groups: Groups
) -> tuple[FloatArray, FloatArray, dict[str, FloatArray]]:
    """Return log-likelihood by person, posterior and the shares that follow from it."""
    density, posterior, new_shares = np.zeros(len(by_person)), np.zeros_like(by_person), {}
    for word, members in groups:
        # A share that has gone to zero stays there.
        with np.errstate(divide="ignore"):
            weighted = by_person[members] + np.log(shares[word])
        density[members] = logsumexp(weighted, axis=1)
        posterior[members] = np.exp(weighted - density[members][:, None])
        new_shares[word] = posterior[members].mean(axis=0)
    return density, posterior, new_shares


def log_likelihood_by_type(sample: Sample, types: Sequence[TypeModel], params: Params) -> FloatArray:
    """Return the log-likelihood of each person under each type: (n_people, n_types)."""
    table = np.zeros((len(sample.people), len(types)))
    for number, one_type in enumerate(types):
        for role, model in one_type.models.items():
            part = _Part(sample, number, role, model)
            table[:, number] += part.by_person(point_of(params[number][role], part.parameters))
    return table


def _best_on_grid(
    sample: Sample,
    types: Sequence[TypeModel],
    grids: Grids,
    groups: Groups,
    rng: np.random.Generator,
    n_starts: int,
) -> tuple[Params, FloatArray]:
    """Return the parameters of the best start, and how many people belong to each type."""
    # Types of one kind share one table.
    kinds = {(one.theory.name, one.kind): one for one in types}
    flat = {key: {role: _flat(grids, one, role) for role in one.models} for key, one in kinds.items()}
    tables = [flat[one.theory.name, one.kind] for one in types]
    best_value, best_points, best_members = -np.inf, [], np.ones(len(types))
    for _ in range(1 if len(kinds) == len(types) else n_starts):
        value, points, members = _em_on_grid(tables, len(sample.people), groups, grids, rng)
        if value > best_value:
            best_value, best_points, best_members = value, points, members
    params = [
        {role: _params_at(grids, one_type, role, points[role]) for role in one_type.models}
        for one_type, points in zip(types, best_points, strict=True)
    ]
    return params, best_members


def _em_on_grid(
    tables: Sequence[dict[Role, FloatArray]], n_people: int, groups: Groups, grids: Grids, rng: np.random.Generator
) -> tuple[float, list[dict[Role, int]], FloatArray]:
    """Return log-likelihood, points and members of each type after some steps of EM from random members."""
    posterior = rng.dirichlet(np.full(len(tables), 0.3), size=n_people)
    shares = {word: np.full(len(tables), 1 / len(tables)) for word, _ in groups}
    density, points = np.full(n_people, -np.inf), []
    for _ in range(_N_GRID_STEPS):
        points = [
            {role: int(np.argmax(posterior[grids.people[role], number] @ table)) for role, table in by_role.items()}
            for number, by_role in enumerate(tables)
        ]
        by_person = np.zeros((n_people, len(tables)))
        for number, by_role in enumerate(tables):
            for role, table in by_role.items():
                by_person[grids.people[role], number] += table[:, points[number][role]]
        density, posterior, shares = expect(by_person, shares, groups)
    return float(density.sum()), points, posterior.sum(axis=0)


def _flat(grids: Grids, one_type: TypeModel, role: Role) -> npt.NDArray[np.float32]:
    """Return the grid of the type's kind as (n_people_of_role, n_points)."""
    grid = grids[one_type.theory][role][one_type.kind]
    return np.asarray(grid.log_likelihood(grid.people).reshape(len(grid.people), -1))


def _params_at(grids: Grids, one_type: TypeModel, role: Role, point: int) -> dict[str, float]:
    grid = grids[one_type.theory][role][one_type.kind]
    return grid.point([int(place) for place in np.unravel_index(point, grid.tables.shape[2:])])


def roles_of(sample: Sample) -> list[Role]:
    """Return the roles that occur."""
    return [role for role in ROLES if sample.of_role(role)]
