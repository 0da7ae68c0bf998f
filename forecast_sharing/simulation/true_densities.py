"""How likely each person's decisions are where people are spread exactly as those who made them: nothing is fitted.

The likelihood is computed on a grid of parameters, interpolated between its points, and averaged over the population,
one parameter after the other. Who rounds, and to what, is averaged over as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import logsumexp, ndtr

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_noise import unit_around
from forecast_sharing.models.people import Population
from forecast_sharing.models.rounding import MULTIPLES, multiple_near
from forecast_sharing.simulation.population_grids import Axis, Branch, branches
from forecast_sharing.simulation.sessions import ROUNDED
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
# Tables are in single precision: a likelihood of forty decisions then has three decimals and more.
Array = npt.NDArray[np.float32]
ProbsAt = Callable[[FloatArray], list[Array]]

# In logarithms: what lapses drown.
_NO_WEIGHT = np.float32(-80)


def true_densities(
    sample: Sample, theory: str, population: Population, options: Options
) -> tuple[FloatArray, FloatArray]:
    """Return each person's log density under a theory whose population is known, and from a grid half as fine.

    Parameters
    ----------
    sample : Sample
        The decisions, without beliefs.
    theory : str
        Trust or level-k, by its name.
    population : Population
        What people are drawn from, without a `draw` of its own.
    options : Options
        The open choices of the theory, as people have them.

    """
    found = np.zeros((2, len(sample.people)))
    for decisions in sample.decisions:
        people, person = np.unique(decisions.person, return_inverse=True)
        cells = np.arange(len(person))
        summed = csr_array((decisions.count, (person, cells)), shape=(len(people), len(cells)))
        habits = _habits(decisions, population.noise.rounding_share)
        game, role = decisions.design.game, decisions.design.role
        parts = [
            np.log(branch.share) + _of_branch(branch, decisions, summed, habits)
            for branch in branches(theory, role, game, population, options)
        ]
        found[:, people] += logsumexp(parts, axis=0)
    return found[0], found[1]


@dataclass(frozen=True, eq=False)
class _Habit:
    """What some people do: round most of what they choose to multiples, or never.

    Of each cell, `first` and `last` are the positions of the actions that are rounded to the one that was chosen;
    `rounded` is the share of decisions that are rounded, 0 where no action leads there, and `kept` that of the others.
    """

    share: float
    kept: np.float32
    rounded: Array
    first: IntArray
    last: IntArray


def _habits(decisions: Decisions, share: float) -> list[_Habit]:
    """Return what people do, each with its share; first those who do not round."""
    action, actions = decisions.action, decisions.design.actions
    found = [_Habit(1 - share, np.float32(1), np.zeros(len(action), dtype=np.float32), action, action)]
    for nearest in MULTIPLES if share else ():
        multiples = multiple_near(actions, actions, nearest)
        first = np.searchsorted(multiples, actions[action])
        last = np.searchsorted(multiples, actions[action], side="right") - 1
        lands = last >= first
        first, last = np.where(lands, first, action), np.where(lands, last, action)
        rounded = np.where(lands, ROUNDED, 0).astype(np.float32)
        found.append(_Habit(share / len(MULTIPLES), np.float32(1 - ROUNDED), rounded, first, last))
    return found


def _of_branch(branch: Branch, decisions: Decisions, summed: csr_array, habits: Sequence[_Habit]) -> FloatArray:
    """Return people's log densities, and those from every second value of each axis: (2, n_people)."""
    *own_axes, noise_axis, lapse_axis = branch.axes
    noises, lapses = noise_axis.values.astype(np.float32), lapse_axis.values.astype(np.float32)
    probs_at = (_logit if branch.model.noise == "logit" else _normal)(branch.model, decisions, noises, habits)
    table = np.empty((summed.shape[0], *(len(axis.values) for axis in branch.axes)), dtype=np.float32)
    # The first axis changes fastest: what follows from the others is kept meanwhile.
    for backwards in product(*(range(len(axis.values)) for axis in reversed(own_axes))):
        place = backwards[::-1]
        own = np.array([axis.values[i] for axis, i in zip(own_axes, place, strict=True)])
        table[(slice(None), *place)] = _of_habits(probs_at(own), lapses, decisions, summed, habits)
    coarse = table[(slice(None), *(slice(None, None, 2) for _ in branch.axes))]
    return np.array([_mean(table, branch.axes), _mean(coarse, [axis.coarser() for axis in branch.axes])])


def _mean(table: Array, axes: Sequence[Axis]) -> FloatArray:
    for axis in reversed(axes):
        table = axis.mean(table)
    return table


def _of_habits(
    probs: Sequence[Array], lapses: Array, decisions: Decisions, summed: csr_array, habits: Sequence[_Habit]
) -> FloatArray:
    """Return the log-likelihood of people who may or may not round: (n_people, n_noises, n_lapses)."""
    found = []
    for habit, alike in zip(habits, probs, strict=True):
        deliberate = habit.rounded[:, None] * alike + habit.kept * probs[0]
        by_chance = (habit.kept + habit.rounded * (habit.last - habit.first + 1)) / len(decisions.design.actions)
        mixed = (1 - lapses) * deliberate[..., None] + lapses * by_chance.astype(np.float32)[:, None, None]
        logs = summed @ np.log(mixed, out=mixed).reshape(len(mixed), -1)
        found.append(np.log(habit.share) + logs.reshape(-1, *mixed.shape[1:]))
    return found[0] if len(found) == 1 else np.asarray(logsumexp(found, axis=0))


def _logit(model: ChoiceModel, decisions: Decisions, precisions: Array, habits: Sequence[_Habit]) -> ProbsAt:
    """Return the function from own parameters to the probability of what is rounded to each cell's action.

    By habit, (n_cells, n_noises), before lapses.
    """
    utilities, state = model.utilities(decisions.design), decisions.state
    alike = [_alike(habit, decisions) for habit in habits]

    def probs_at(own: FloatArray) -> list[Array]:
        utility, _ = utilities(own)
        relative = (utility - utility.max(axis=1, keepdims=True)).astype(np.float32)
        found = [np.empty((len(state), len(precisions)), dtype=np.float32) for _ in habits]
        weights = np.empty_like(relative)
        for number, precision in enumerate(precisions):
            np.maximum(precision * relative, _NO_WEIGHT, out=weights)
            np.exp(weights, out=weights)
            total = weights.sum(axis=1)[state]
            for together, probs in zip(alike, found, strict=True):
                probs[:, number] = together @ weights.ravel() / total
        return found

    return probs_at


def _alike(habit: _Habit, decisions: Decisions) -> csr_array:
    """Return what sums weights, of states and actions in a row, over the actions that are rounded to each cell's."""
    n_alike, n_actions = habit.last - habit.first + 1, len(decisions.design.actions)
    ends = np.concatenate([[0], np.cumsum(n_alike)])
    column = np.arange(ends[-1]) + np.repeat(decisions.state * n_actions + habit.first - ends[:-1], n_alike)
    shape = (len(decisions.state), len(decisions.design.states) * n_actions)
    return csr_array((np.ones(ends[-1], dtype=np.float32), column, ends), shape=shape)


def _normal(model: ChoiceModel, decisions: Decisions, sds: Array, habits: Sequence[_Habit]) -> ProbsAt:
    """Return the same function under normal noise."""
    optimum, actions = model.optimum(decisions.design), decisions.design.actions
    edges = [(unit_around(actions, habit.first)[0], unit_around(actions, habit.last)[1]) for habit in habits]

    def probs_at(own: FloatArray) -> list[Array]:
        best = optimum(own)[0][decisions.state]
        # Lapses put a floor under all probabilities, so these need no logarithms.
        reached = ([ndtr((edge - best)[:, None] / sds) for edge in both] for both in edges)
        return [(above - below).astype(np.float32) for below, above in reached]

    return probs_at
