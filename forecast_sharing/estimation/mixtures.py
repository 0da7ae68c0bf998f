"""Finite mixtures: a few types of people, whose shares, parameters and members are estimated by EM.

A type has parameters for both roles; a person belongs to one type in both. Shares are those among people who were only
senders, only receivers, or both, since nothing says that these are alike where roles are fixed.

Many starts are run by EM on the grids, where a step costs next to nothing; the best goes on over the continuum, and so
does the next where it is nearly as likely. Types of one kind are numbered in the order of their theory's first
parameter, so that they have the same names whatever the start. Where nobody had both roles this is done in each role,
since nothing says which type of sender goes with which of receiver.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Grids
from forecast_sharing.estimation.maximum_likelihood import parameters_of, point_of, values_at
from forecast_sharing.estimation.mixture_errors import MixtureErrors, mixture_errors
from forecast_sharing.estimation.mixture_likelihood import (
    Coordinates,
    Groups,
    MixtureLikelihood,
    Params,
    Part,
    TypeModel,
    expect,
)
from forecast_sharing.estimation.mixture_search import search
from forecast_sharing.estimation.parameter_distributions import role_groups
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_N_GRID_STARTS = 20
_N_GRID_STEPS = 15
# Ends on the grid that are looked at again over the continuum.
_N_KEPT = 4
# Of the shares alone, whose likelihood has one maximum; a step costs next to nothing.
_N_SHARE_STEPS = 20
_N_STEPS = 200
# Searches from starts further behind the best than this would end behind it.
_NEARLY_AS_GOOD = 2.0
# Ends that differ by less are equally likely; other types are ends that share out more than one person in twenty anew.
_AS_LIKELY, _OTHER_TYPES = 0.5, 0.05
# A type to which less than this many people's weight belongs on the grid does not occur.
_NOBODY = 0.01
# One to which less than half a person belongs stands last and is named.
_SOMEBODY = 0.5


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
    errors : MixtureErrors
        Standard errors and intervals, clustered by block.
    notes : tuple of str
        In words: not converged, types to which nobody belongs, other types that are as likely, what has no errors.

    """

    types: tuple[TypeModel, ...]
    params: tuple[dict[Role, dict[str, float]], ...]
    shares: dict[str, FloatArray]
    posterior: FloatArray
    log_likelihood_by_person: FloatArray
    n_parameters: int
    converged: bool
    errors: MixtureErrors
    notes: tuple[str, ...]

    @property
    def log_likelihood(self) -> float:
        """Return the log-likelihood of all people."""
        return float(self.log_likelihood_by_person.sum())


def types_of(
    theory: Theory, roles: Sequence[Role], options: Options = DEFAULTS, n_types: int | None = None
) -> tuple[TypeModel, ...]:
    """Return the types of a theory: one for each kind of people, or some of one kind, which the data tell apart.

    How many of one kind is the theory's to say where no number is given.
    """
    n_types = theory.n_types if n_types is None else n_types
    numbers = range(1, n_types + 1)
    return tuple(
        TypeModel(
            theory.kind_name(kind) or (f"{theory.label} {number}" if n_types > 1 else theory.label),
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
    return fit_from(draw_starts(sample, types, rng, n_starts), sample, types, grids, parts=parts, n_steps=n_steps)


def draw_starts(
    sample: Sample, types: Sequence[TypeModel], rng: np.random.Generator, n_starts: int = _N_GRID_STARTS
) -> FloatArray:
    """Return who is of which type where EM on the grid starts: (n_starts, n_people, n_types)."""
    return rng.dirichlet(np.full(len(types), 0.3), size=(n_starts, len(sample.people)))


def fit_from(
    starts: FloatArray,
    sample: Sample,
    types: Sequence[TypeModel],
    grids: Grids,
    *,
    parts: Sequence[MixtureFit] = (),
    n_steps: int = _N_STEPS,
) -> MixtureFit:
    """Return what `fit_mixture` does, from starts that are already drawn."""
    groups = [(word, members) for word, members, _ in role_groups(sample)]
    likelihood = MixtureLikelihood(sample, types, groups)
    begins = [
        _start(sample, types, params, members > _NOBODY, likelihood)
        for params, members in _best_on_grid(sample, types, grids, groups, starts)
    ]
    if parts:
        joined = [by_role for part in parts for by_role in part.params]
        occurs = np.concatenate([part.posterior.sum(axis=0) for part in parts]) > _NOBODY
        begins.append(_start(sample, types, joined, occurs, likelihood))
    first = max(begins, key=lambda start: start.log_likelihood)
    others = [
        start
        for start in begins
        if start.log_likelihood > first.log_likelihood - _NEARLY_AS_GOOD
        and _moved(start.posterior, first.posterior) > _OTHER_TYPES
    ]
    chosen = [first, *sorted(others, key=lambda start: start.log_likelihood)[-1:]]
    best, *behind = sorted(
        at_once([partial(_climb, sample, types, begin, likelihood, n_steps) for begin in chosen]),
        key=lambda end: end.log_likelihood,
        reverse=True,
    )
    return _result(sample, types, best, likelihood, [note for other in behind if (note := _as_likely(best, other))])


@dataclass(frozen=True, eq=False)
class _Place:
    """Parameters and shares, where a search begins or ends: which types occur, and the posterior there."""

    params: Params
    occurs: BoolArray
    shares: dict[str, FloatArray]
    posterior: FloatArray
    log_likelihood: float
    converged: bool = True


def _start(
    sample: Sample, types: Sequence[TypeModel], params: Params, occurs: BoolArray, likelihood: MixtureLikelihood
) -> _Place:
    """Return a place with the best shares at these parameters."""
    by_person, groups = likelihood.by_type(params), likelihood.groups
    shares = {word: occurs / occurs.sum() for word, _ in groups}
    for _ in range(_N_SHARE_STEPS):
        density, posterior, shares = expect(by_person, shares, groups)
    return _ordered(sample, types, _Place(params, occurs, shares, posterior, float(density.sum())), groups)


def _ordered(sample: Sample, types: Sequence[TypeModel], place: _Place, groups: Groups) -> _Place:
    """Return the same place with types of one kind in order: by the mean over roles of the first parameter.

    Types without people come last.
    """
    params, occurs = [dict(by_role) for by_role in place.params], place.occurs
    shares, posterior = dict(place.shares), place.posterior.copy()
    are_apart = all(word in ROLES for word, _ in groups)
    for some in [[group] for group in groups] if are_apart else [groups]:
        roles = [role for role in roles_of(sample) if not are_apart or role == some[0][0]]
        members = np.concatenate([positions for _, positions in some])
        order = _order(sample, types, place, roles, posterior[members].sum(axis=0))
        for number, before in enumerate(order):
            params[number] |= {role: place.params[before][role] for role in roles}
        shares |= {word: shares[word][order] for word, _ in some}
        posterior[members] = posterior[np.ix_(members, order)]
        occurs = place.occurs[order]
    return replace(place, params=params, occurs=occurs, shares=shares, posterior=posterior)


def _order(
    sample: Sample, types: Sequence[TypeModel], place: _Place, roles: Sequence[Role], weights: FloatArray
) -> IntArray:
    """Return which type comes where."""
    heights = np.zeros(len(types))
    for number, one in enumerate(types):
        firsts = [
            point_of(place.params[number][role], parameters_of(one.models[role], sample.of_role(role)))[0]
            for role in roles
        ]
        heights[number] = np.mean(firsts)
    order = np.arange(len(types))
    for kind in {(one.theory.name, one.kind) for one in types}:
        alike = np.array([n for n, one in enumerate(types) if (one.theory.name, one.kind) == kind])
        order[alike] = alike[np.lexsort((heights[alike], weights[alike] < _SOMEBODY, ~place.occurs[alike]))]
    return order


def _moved(first: FloatArray, second: FloatArray) -> float:
    """Return the share of people that is of another type in the second posterior."""
    return float(np.abs(first - second).sum() / (2 * len(first)))


def _as_likely(best: _Place, other: _Place) -> str:
    """Return that another place with other types is as likely, if it is."""
    moved, behind = _moved(best.posterior, other.posterior), best.log_likelihood - other.log_likelihood
    if behind >= _AS_LIKELY or moved <= _OTHER_TYPES:
        return ""
    return (
        f"other types are as likely (log-likelihood {behind:.2f} lower), in which {moved:.0%} of the people are of "
        "another type"
    )


def _climb(
    sample: Sample, types: Sequence[TypeModel], start: _Place, of_all: MixtureLikelihood, n_steps: int
) -> _Place:
    """Return the maximum near the start.

    Types that do not occur keep their parameters and the share zero: nothing could be learnt of them.
    """
    likelihood, groups = of_all.where(start.occurs), of_all.groups
    coordinates = Coordinates([len(part.parameters) for part in likelihood.parts], start.occurs, groups)
    begin = coordinates.pack(likelihood.points(start.params), start.shares)
    found, converged = search(likelihood, coordinates, begin, n_steps)
    now, log_shares = coordinates.unpack(found)
    shares = {word: np.exp(logs) for word, logs in log_shares.items()}
    params = fitted_params(start.params, likelihood.parts, now)
    value, posterior, _ = expect(of_all.by_type(params), shares, groups)
    end = _Place(params, start.occurs, shares, posterior, float(value.sum()), converged)
    return _ordered(sample, types, end, groups)


def fitted_params(kept: Params, parts: Sequence[Part], points: Sequence[FloatArray]) -> Params:
    """Return the parameters at a point of each part; of types that have no parts those that are kept."""
    fitted: Params = [dict(by_role) for by_role in kept]
    for part, point in zip(parts, points, strict=True):
        names = [parameter.name for parameter in part.parameters]
        fitted[part.number][part.role] = dict(zip(names, map(float, values_at(point, part.parameters)), strict=True))
    return fitted


def _result(
    sample: Sample, types: Sequence[TypeModel], end: _Place, of_all: MixtureLikelihood, notes: Sequence[str]
) -> MixtureFit:
    likelihood, groups = of_all.where(end.occurs), of_all.groups
    errors = mixture_errors(likelihood, types, end.params, end.shares, sample.blocks)
    value, posterior, _ = expect(of_all.by_type(end.params), end.shares, groups)
    # Of types that do not occur nothing was estimated.
    n_own = sum(len(part.parameters) for part in likelihood.parts)
    empty = [one.name for one, weight in zip(types, posterior.sum(axis=0), strict=True) if weight < _SOMEBODY]
    return MixtureFit(
        tuple(types),
        tuple(end.params),
        end.shares,
        posterior,
        value,
        n_own + (int(end.occurs.sum()) - 1) * len(groups),
        end.converged,
        errors,
        (
            *(() if end.converged else ("not converged",)),
            *((f"nobody is of type {', '.join(empty)}",) if empty else ()),
            *notes,
            *errors.notes,
        ),
    )


def _best_on_grid(
    sample: Sample,
    types: Sequence[TypeModel],
    grids: Grids,
    groups: Groups,
    starts: FloatArray,
) -> list[tuple[Params, FloatArray]]:
    """Return the parameters of the best starts, best first, and how many people belong to each type there."""
    # Types of one kind share one table.
    kinds = {(one.theory.name, one.kind): one for one in types}
    flat = {key: {role: _flat(grids, one, role) for role in one.models} for key, one in kinds.items()}
    tables = [flat[one.theory.name, one.kind] for one in types]
    ends = sorted(
        (_em_on_grid(tables, start, groups, grids) for start in starts),
        key=lambda end: end[0],
        reverse=True,
    )
    # Ends of one value are the same types in another order.
    distinct = [end for end, before in zip(ends, [None, *ends], strict=False) if before is None or end[0] < before[0]]
    return [
        (
            [
                {role: _params_at(grids, one_type, role, point[role]) for role in one_type.models}
                for one_type, point in zip(types, points, strict=True)
            ],
            members,
        )
        for _, points, members in distinct[:_N_KEPT]
    ]


def _em_on_grid(
    tables: Sequence[dict[Role, FloatArray]], posterior: FloatArray, groups: Groups, grids: Grids
) -> tuple[float, list[dict[Role, int]], FloatArray]:
    """Return log-likelihood, points and members of each type after some steps of EM from these members."""
    n_people = len(posterior)
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


def _flat(grids: Grids, one_type: TypeModel, role: Role) -> FloatArray:
    """Return the grid of the type's kind as (n_people_of_role, n_points), ready for many products."""
    grid = grids[one_type.theory][role][one_type.kind]
    return np.asarray(grid.log_likelihood(grid.people).reshape(len(grid.people), -1), dtype=np.float64)


def _params_at(grids: Grids, one_type: TypeModel, role: Role, point: int) -> dict[str, float]:
    grid = grids[one_type.theory][role][one_type.kind]
    return grid.point([int(place) for place in np.unravel_index(point, grid.tables.shape[2:])])


def roles_of(sample: Sample) -> list[Role]:
    """Return the roles that occur."""
    return [role for role in ROLES if sample.of_role(role)]
