"""How many types of one kind people are of, chosen by how well each number predicts people of blocks that are left out.

Whole blocks are left out together, in a few folds. For each number the mixture is fitted to the people of the other
folds and scores those of this one, so nobody has a part in the parameters that score them; the variant, such as the
noise, is the likeliest of all people. Of the numbers that predict
about as well as the best, within one standard error over blocks, the smallest is chosen: a type more that does not
show in prediction has few people, and its parameters no errors.

A fit starts from EM on the grid, many starts at once, and goes on over the continuum by a few steps of the search.
Without these the noise, of which the grid has every second power, makes two types of people who are of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Grid, Grids
from forecast_sharing.estimation.mixture_likelihood import (
    Coordinates,
    Groups,
    MixtureLikelihood,
    Params,
    TypeModel,
    expect,
)
from forecast_sharing.estimation.mixture_search import search
from forecast_sharing.estimation.mixtures import fitted_params, roles_of, types_of
from forecast_sharing.estimation.parameter_distributions import role_groups
from forecast_sharing.models.theory import Theory

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST_FOLDS = 5
# Beyond the number that the theory has where nothing is chosen.
_N_MORE = 1
_N_STARTS, _N_GRID_STEPS, _N_STEPS = 20, 12, 2


@dataclass(frozen=True, slots=True)
class Tried:
    """One number of types.

    Parameters
    ----------
    n_types : int
        The number.
    held_out : float
        Log-likelihood of all people, each given the people of other folds.
    behind : float
        How far this is behind the best number, at least 0.
    error : float
        Standard error of that difference, over blocks.

    """

    n_types: int
    held_out: float
    behind: float
    error: float


@dataclass(frozen=True, slots=True)
class NumberOfTypes:
    """The number of types of a theory, and what was tried; nothing where people cannot be left out, and `note` why."""

    chosen: int
    n_folds: int
    tried: tuple[Tried, ...]
    note: str = ""


def choose_number(theory: Theory, sample: Sample, grids: Grids, rng: np.random.Generator) -> NumberOfTypes:
    """Return how many types of one kind predict people best.

    Parameters
    ----------
    theory : Theory
        One that has a number of types.
    sample : Sample
        The decisions.
    grids : Grids
        Of the theory, among others; under their options.
    rng : numpy.random.Generator
        Draws the folds and the starts.

    """
    folds = _folds(sample, rng)
    if why_not := _why_none(sample, folds):
        return NumberOfTypes(theory.n_types, 0, (), why_not)
    numbers = range(1, theory.n_types + _N_MORE + 1)
    planned = [(fold, number) for fold in range(folds.max() + 1) for number in numbers]
    has_decided = np.any([sample.n_obs_by_person(role) > 0 for role in roles_of(sample)], axis=0)
    n_known = [int((has_decided & (folds != fold)).sum()) for fold in range(folds.max() + 1)]
    found = at_once(
        [
            partial(_held_out, theory, sample, grids, folds != fold, number, _drawn(n_known[fold], number, rng))
            for fold, number in planned
        ]
    )
    scores = np.zeros((len(numbers), len(sample.people)))
    for (fold, number), score in zip(planned, found, strict=True):
        scores[number - 1, folds == fold] = score
    return _chosen(numbers, scores, sample.blocks, int(folds.max()) + 1)


def _chosen(numbers: Sequence[int], scores: FloatArray, blocks: IntArray, n_folds: int) -> NumberOfTypes:
    """Return the smallest number that is behind the best by no more than a standard error."""
    best = scores[np.argmax(scores.sum(axis=1))]
    tried = []
    for number, score in zip(numbers, scores, strict=True):
        by_block = np.bincount(blocks, best - score)[np.unique(blocks)]
        error = np.sqrt(len(by_block)) * np.std(by_block, ddof=1)
        tried.append(Tried(number, float(score.sum()), float(by_block.sum()), float(error)))
    return NumberOfTypes(next(one.n_types for one in tried if one.behind <= one.error), n_folds, tuple(tried))


def _folds(sample: Sample, rng: np.random.Generator) -> IntArray:
    """Return the fold of each person: those of a block together, and blocks of a session apart where they can be."""
    numbers, first, block = np.unique(sample.blocks, return_index=True, return_inverse=True)
    order = np.lexsort((rng.random(len(numbers)), sample.sessions[first]))
    of_block = np.empty(len(numbers), dtype=np.int64)
    of_block[order] = np.arange(len(numbers)) % _MOST_FOLDS
    return of_block[block]


def _why_none(sample: Sample, folds: IntArray) -> str:
    if folds.max() == 0:
        return "there is one block, so nobody can be left out"
    for word, members, _ in role_groups(sample):
        if len(np.unique(folds[members])) == 1:
            who = "of both roles" if word == "both" else f"who were {word}s only"
            return f"all people {who} would be left out together"
    return ""


def _drawn(n_people: int, n_types: int, rng: np.random.Generator) -> FloatArray:
    """Return who is of which type where EM starts: (n_starts, n_people, n_types)."""
    return rng.dirichlet(np.full(n_types, 0.3), size=(_N_STARTS if n_types > 1 else 1, n_people))


def _held_out(
    theory: Theory, sample: Sample, grids: Grids, is_known: BoolArray, n_types: int, starts: FloatArray
) -> FloatArray:
    """Return the log-likelihood of each person left out under the mixture fitted to the people who are known."""
    known, left_out = sample.of_people(is_known), sample.of_people(~is_known)
    types = types_of(theory, roles_of(sample), grids.options, n_types)
    params, shares = _fitted(known, types, grids, starts)
    return _score(left_out, types, params, shares)[~is_known]


def _fitted(
    sample: Sample, types: Sequence[TypeModel], grids: Grids, starts: FloatArray
) -> tuple[Params, dict[str, FloatArray]]:
    """Return parameters and shares of the mixture fitted to the people of this sample."""
    groups = [(word, members) for word, members, _ in role_groups(sample)]
    params, shares = _best_on_grid(types, grids, groups, starts, len(sample.people))
    return _refined(sample, types, params, shares, groups)


def _score(sample: Sample, types: Sequence[TypeModel], params: Params, shares: dict[str, FloatArray]) -> FloatArray:
    groups = [(word, members) for word, members, _ in role_groups(sample)]
    return expect(MixtureLikelihood(sample, types, groups).by_type(params), shares, groups)[0]


def _best_on_grid(
    types: Sequence[TypeModel], grids: Grids, groups: Groups, starts: FloatArray, n_people: int
) -> tuple[Params, dict[str, FloatArray]]:
    """Return where the best of some runs of EM on the grid ends; all go on at once, and see these groups alone."""
    members = np.sort(np.concatenate([positions for _, positions in groups]))
    tables = [{role: _Table.of(grids[one.theory][role][one.kind], members) for role in one.models} for one in types]
    n_starts = len(starts)
    posterior = np.zeros((n_starts, n_people, len(types)))
    posterior[:, members] = starts
    shares = {word: np.full((n_starts, len(types)), 1 / len(types)) for word, _ in groups}
    density, points = np.zeros(n_starts), np.zeros((0, 0))
    for _ in range(_N_GRID_STEPS):
        by_person = np.zeros_like(posterior)
        points = [{} for _ in types]
        for number, by_role in enumerate(tables):
            for role, table in by_role.items():
                found = np.argmax(posterior[:, table.people, number].astype(np.float32) @ table.logs, axis=1)
                points[number][role] = found
                by_person[:, table.people, number] += table.logs[:, found].T
        density = np.zeros(n_starts)
        for word, positions in groups:
            with np.errstate(divide="ignore"):
                weighted = by_person[:, positions] + np.log(shares[word])[:, None]
            of_person = logsumexp(weighted, axis=2, keepdims=True)
            posterior[:, positions] = np.exp(weighted - of_person)
            shares[word] = posterior[:, positions].mean(axis=1)
            density += of_person.sum(axis=(1, 2))
    best = int(np.argmax(density))
    params = [
        {role: tables[number][role].params(int(found[best])) for role, found in by_role.items()}
        for number, by_role in enumerate(points)
    ]
    return params, {word: share[best] for word, share in shares.items()}


@dataclass(frozen=True, eq=False)
class _Table:
    """A grid of some people: (n_people, n_points)."""

    grid: Grid
    people: IntArray
    logs: npt.NDArray[np.float32]

    @classmethod
    def of(cls, grid: Grid, members: IntArray) -> "_Table":
        people = np.intersect1d(grid.people, members)
        return cls(grid, people, grid.log_likelihood(people).reshape(len(people), -1))

    def params(self, point: int) -> dict[str, float]:
        return self.grid.point([int(place) for place in np.unravel_index(point, self.grid.tables.shape[2:])])


def _refined(
    sample: Sample, types: Sequence[TypeModel], params: Params, shares: dict[str, FloatArray], groups: Groups
) -> tuple[Params, dict[str, FloatArray]]:
    """Return where some steps over the continuum lead."""
    likelihood = MixtureLikelihood(sample, types, groups)
    coordinates = Coordinates([len(part.parameters) for part in likelihood.parts], likelihood.occurs, groups)
    begin = coordinates.pack(likelihood.points(params), shares)
    found, _ = search(likelihood, coordinates, begin, _N_STEPS)
    points, log_shares = coordinates.unpack(found)
    return fitted_params(params, likelihood.parts, points), {word: np.exp(logs) for word, logs in log_shares.items()}
