"""People drawn from the distributions that were estimated, and what they decide where real people decided.

A drawn person has nothing of a real one's but the states that were seen: variant, kind, own parameters, noise and lapse
are drawn independently from the estimated distributions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.grids import Family, FamilyGrid
from forecast_sharing.estimation.observed import Observed
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import Design, Role
from forecast_sharing.models.rounding import multiple_near
from forecast_sharing.theory.assumptions import with_words

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Weights of less than exp(-700) are none, and take four times as long.
_NO_WEIGHT = -700.0


@dataclass(frozen=True, eq=False)
class FittedPopulation:
    """How people who are described together are spread under one theory.

    Parameters
    ----------
    members : (n_members,) array of int
        Positions in the sample's people.
    roles : tuple of Role
        The roles of which this is said.
    kinds : (n_kinds,) array
        Probability of each kind.
    labels : (n_labels,) array
        Probability of each label, in the order of the family's.
    inner : list of list of list of arrays
        By role and kind: the distributions over the grid's own axes, noise and lapses.

    """

    members: IntArray
    roles: tuple[Role, ...]
    kinds: FloatArray
    labels: FloatArray
    inner: list[list[list[FloatArray]]]


def draw_decisions(
    family: Family,
    populations: Sequence[FittedPopulation],
    pieces: Sequence[Observed],
    n_draws: int,
    rng: np.random.Generator,
) -> list[IntArray]:
    """Return what drawn people decide in the states that real people saw.

    Parameters
    ----------
    family : Family
        The theory's grids.
    populations : sequence of FittedPopulation
        Together, everybody in every role, from `Predictive.populations`.
    pieces : sequence of Observed
        Whose states.
    n_draws : int
        How often everybody is drawn anew.
    rng : numpy.random.Generator
        Decides everything.

    Returns
    -------
    list of (n_draws, n) arrays
        Whole units, a piece each.

    """
    people: dict[Role, IntArray] = {}
    n_people = 1 + max(int(population.members.max()) for population in populations)
    for population in populations:
        _draw_people(people, family, population, (n_draws, n_people), rng)
    return [_decide(family, people[piece.role], piece, rng) for piece in pieces]


# Columns of a drawn person: label, kind, slip, noise, place inside a point, and places on the own axes.
_LABEL, _KIND, _SLIP, _NOISE, _INSIDE, _OWN = range(6)


def _draw_people(
    people: dict[Role, IntArray],
    family: Family,
    population: FittedPopulation,
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> None:
    """Add the drawn people of one population, by role: (n_draws, n_people, columns)."""
    n_draws, members = shape[0], population.members
    drawn = (n_draws, len(members))
    label, kind = _draw(population.labels, drawn, rng), _draw(population.kinds, drawn, rng)
    for role, by_kind in zip(population.roles, population.inner, strict=True):
        grids = family.by_role[role]
        n_own = max(len(grid.axes) for grid in grids)
        found = np.zeros((*drawn, _OWN + n_own), dtype=np.int64)
        found[..., _KIND] = kind
        for number, (grid, axes) in enumerate(zip(grids, by_kind, strict=True)):
            *own, noise, slip = (_draw(axis, drawn, rng) for axis in axes)
            columns = [_first_alike(grid)[label], _draw_inside(grid, drawn, rng), noise, slip, *own]
            places = [_LABEL, _INSIDE, _NOISE, _SLIP, *range(_OWN, _OWN + len(own))]
            for place, values in zip(places, columns, strict=True):
                found[..., place] = np.where(kind == number, values, found[..., place])
        whole = people.setdefault(role, np.zeros((*shape, _OWN + n_own), dtype=np.int64))
        whole[:, members] = found


def _draw(distribution: FloatArray, shape: tuple[int, ...], rng: np.random.Generator) -> IntArray:
    reached = np.cumsum(distribution)[:-1]
    return np.searchsorted(reached, rng.random(shape), side="right")


def _first_alike(grid: FamilyGrid) -> IntArray:
    """Return for each label the first that says the same of this role and kind."""
    _, first = np.unique(grid.of_label, return_index=True)
    return first[grid.of_label]


def _draw_inside(grid: FamilyGrid, shape: tuple[int, ...], rng: np.random.Generator) -> IntArray:
    n_inside = max((grid.around(axis).shape[1] for axis in range(len(grid.axes))), default=1)
    return rng.integers(n_inside, size=shape)


def _decide(family: Family, people: IntArray, piece: Observed, rng: np.random.Generator) -> IntArray:
    """Return the decisions of drawn people in one piece: (n_draws, n)."""
    n_draws, n = len(people), len(piece.person)
    states, state = np.unique(piece.states, return_inverse=True)
    design = Design(piece.game, piece.role, states)
    actions = np.empty((n_draws, n), dtype=np.int64)
    chance, has_lapsed = rng.random((n_draws, n)), rng.random((n_draws, n))
    normal = rng.standard_normal((n_draws, n))
    of_person, seat = np.unique(piece.person, return_inverse=True)
    mine = people[:, of_person]
    makers, maker = np.unique(mine[..., [_LABEL, _KIND]].reshape(-1, 2), axis=0, return_inverse=True)
    maker = maker.reshape(mine.shape[:2])
    grids = family.by_role[piece.role]
    for number, (label, kind) in enumerate(makers):
        grid = grids[kind]
        for word, part in grid.noises.items():
            has_word = (mine[..., _NOISE] >= part.start) & (mine[..., _NOISE] < part.stop)
            chosen = ((maker == number) & has_word)[:, seat]
            if not chosen.any():
                continue
            model = _model(family, piece, int(label), int(kind), word)
            row, decision = np.nonzero(chosen)
            columns = mine[row, seat[decision]]
            at = (row, decision)
            if word == "logit":
                actions[at] = _logit(model, grid, design, columns, state[decision], chance[at])
            else:
                actions[at] = _normal(model, grid, design, columns, state[decision], normal[at])
    # A lapse may choose anything; the draw that would have chosen serves.
    slips = grids[0].slips
    slip = mine[..., _SLIP][:, seat]
    by_chance = (chance * len(design.actions)).astype(np.int64)
    lapses = np.array([one.lapse for one in slips])[slip]
    decided = design.actions.astype(np.int64)[np.where(has_lapsed < lapses, by_chance, actions)]
    nearest = [one.nearest for one in slips]
    if set(nearest) == {1}:
        return decided
    is_rounded = rng.random((n_draws, n)) < np.array([one.share for one in slips])[slip]
    for multiple in set(nearest) - {1}:
        chosen = is_rounded & (np.array(nearest)[slip] == multiple)
        decided[chosen] = multiple_near(decided[chosen], design.actions, multiple)
    return decided


def _model(family: Family, piece: Observed, label: int, kind: int, word: str) -> ChoiceModel:
    options = with_words(family.considered.options, **family.labels[label], noise=word)
    return family.theory.make(piece.role, options, **family.theory.kinds_of(family.considered.options)[kind])


def _logit(
    model: ChoiceModel, grid: FamilyGrid, design: Design, columns: IntArray, state: IntArray, chance: FloatArray
) -> IntArray:
    """Return the positions of the actions chosen by people of one variant and kind."""
    n_own = len(model.own_parameters(design.game))
    utilities = model.utilities(design)
    # What follows from all axes but the first is kept meanwhile, so that one changes fastest.
    kept = columns[:, [*range(_OWN + n_own - 1, _OWN - 1, -1), _NOISE]]
    types, of_type = np.unique(kept, axis=0, return_inverse=True)
    order = np.argsort(of_type.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(of_type.ravel()))
    chosen = np.empty(len(columns), dtype=np.int64)
    before, relative = None, np.empty(0)
    for one, begin, end in zip(types, [0, *ends[:-1]], ends, strict=True):
        if before is None or (one[:-1] != before).any():
            before = one[:-1]
            own = [axis[place] for axis, place in zip(grid.axes, before[::-1], strict=False)]
            utility, _ = utilities(np.array(own))
            relative = utility - utility.max(axis=1, keepdims=True)
        rows = order[begin:end]
        seen, where = np.unique(state[rows], return_inverse=True)
        weights = np.exp(np.maximum(grid.noise_at(int(one[-1]))[1] * relative[seen], _NO_WEIGHT))
        chosen[rows] = _inverted(weights, where, chance[rows])
    return chosen


def _inverted(weights: FloatArray, row: IntArray, chance: FloatArray) -> IntArray:
    """Return for each draw the position, in its row of weights, where the sum reaches it."""
    reached = np.cumsum(weights, axis=1)
    reached /= reached[:, -1:]
    # Row after row they rise by one, so that one search serves all.
    rising = (reached + np.arange(len(reached))[:, None]).ravel()
    n_actions = weights.shape[1]
    return np.minimum(np.searchsorted(rising, row + chance, side="right") - row * n_actions, n_actions - 1)


def _normal(
    model: ChoiceModel, grid: FamilyGrid, design: Design, columns: IntArray, state: IntArray, normal: FloatArray
) -> IntArray:
    """Return the positions of the actions that scatter around optima; a point stands for values around it."""
    n_own = len(model.own_parameters(design.game))
    kept = columns[:, [_INSIDE, *range(_OWN, _OWN + n_own)]]
    types, of_type = np.unique(kept, axis=0, return_inverse=True)
    own = [grid.around(axis)[types[:, 1 + axis], types[:, 0]] for axis in range(n_own)]
    points = np.stack(own, axis=1) if own else np.empty((len(types), 0))
    best = model.optima(design, points)[of_type.ravel(), state]
    sd = np.array([grid.noise_at(place)[1] for place in range(columns[:, _NOISE].max() + 1)])[columns[:, _NOISE]]
    position = np.round(best + sd * normal) - design.actions[0]
    return np.clip(position, 0, len(design.actions) - 1).astype(np.int64)
