r"""How much a theory rules out: how badly it describes behaviour that is drawn at random.

A mapping says what a person does in each state. Permissible are those that never fall: reports in the forecast,
capacities in the report. Mappings :math:`f` are drawn from all of them. Restrictiveness [Fudenberg, Gao and Liang] is
how far the nearest mapping :math:`p_\theta` of a theory is from them on average, relative to a base mapping
:math:`p_0` that the theories contain:

.. math:: r = \frac{E_f \min_\theta d(p_\theta, f)}{E_f\, d(p_0, f)}, \qquad d(p, f) = \sum_x n_x (p(x) - f(x))^2

with :math:`n_x` how often state :math:`x` was seen. It is 0 for a theory that describes everything, and 1 for one that
allows the base mapping alone: the truth, and the capacity of full trust. What is drawn, the distance and the base are
our own choices; docs/explanation/models.md says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.grids import labels_of
from forecast_sharing.models.choice_model import ChoiceModel, Parameter
from forecast_sharing.models.choice_problem import ROLES, Design, Role
from forecast_sharing.models.naive import BENCHMARKS, Truth
from forecast_sharing.models.registry import HYBRID
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import Considered, with_words

FloatArray = npt.NDArray[np.float64]

N_DRAWS = 1_000
# Of a random mapping: evenly spaced states, whose actions are drawn; lines join them.
N_KNOTS = 5
# From the lowest to the highest, evenly spaced; what was seen counts for the nearest. More of them change little.
_N_STATES = 31


@dataclass(frozen=True, slots=True)
class Restrictiveness:
    """The value, and its standard error over the mappings drawn."""

    value: float
    error: float


@dataclass(frozen=True, eq=False)
class _Seen:
    """What people saw in one game, and how often."""

    design: Design
    count: FloatArray

    @classmethod
    def by(cls, decisions: Decisions) -> "_Seen":
        game, role = decisions.design.game, decisions.design.role
        states = np.unique(np.round(np.linspace(*game.report_range, _N_STATES)))
        nearest = np.searchsorted((states[1:] + states[:-1]) / 2, decisions.design.states)
        count = np.bincount(nearest[decisions.state], decisions.count, len(states))
        return cls(Design(game, role, states[count > 0]), count[count > 0])


def restrictiveness(
    sample: Sample, considered: Considered, theories: Sequence[Theory], rng: np.random.Generator
) -> dict[str, dict[Role, Restrictiveness]]:
    """Return the restrictiveness of theories, their hybrid and benchmarks, by role, in the treatments of a sample.

    Parameters
    ----------
    sample : Sample
        Of which only matters who saw what.
    considered : Considered
        What is held to be possible of the choices that theories leave open: a theory has the mappings of all its
        variants.
    theories : sequence of Theory
        Those that are compared; in their hybrid each person follows one.
    rng : numpy.random.Generator
        Draws the mappings.

    """
    found: dict[str, dict[Role, Restrictiveness]] = {}
    for role in ROLES:
        if sample.of_role(role):
            misses = [_misses(seen, role, considered, theories, rng) for seen in _seen_together(sample, role)]
            total = {name: np.sum([one[name] for one in misses], axis=0) for name in misses[0]}
            for name, missed in total.items():
                found.setdefault(name, {})[role] = _relative(missed, total[Truth.name])
    return found


def random_mappings(design: Design, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Return actions that never fall in the state, drawn at random: (n_draws, n_states).

    At five evenly spaced states from the lowest to the highest that there can be, all actions in ascending order are
    equally likely; between them a mapping is straight.
    """
    knots = np.linspace(*design.game.report_range, N_KNOTS)
    actions = np.sort(rng.uniform(design.actions[0], design.actions[-1], (n_draws, N_KNOTS)), axis=1)
    return np.array([np.interp(design.states, knots, one) for one in actions])


def _relative(missed: FloatArray, base: FloatArray) -> Restrictiveness:
    value = float(missed.mean() / base.mean())
    # The error of a ratio of means.
    return Restrictiveness(value, float(np.std(missed - value * base, ddof=1) / base.mean() / np.sqrt(len(base))))


def _seen_together(sample: Sample, role: Role) -> list[list[_Seen]]:
    """Return what was seen in each game, for each group of people who were in the same games in this role."""
    decisions, n_people = sample.of_role(role), len(sample.people)
    was_in = np.array([np.bincount(one.person, minlength=n_people) > 0 for one in decisions])
    return [
        [
            _Seen.by(one.where((was_in == games[:, None]).all(axis=0)[one.person]))
            for one, is_in in zip(decisions, games, strict=True)
            if is_in
        ]
        for games in np.unique(was_in[:, was_in.any(axis=0)], axis=1).T
    ]


def _misses(
    seen: Sequence[_Seen], role: Role, considered: Considered, theories: Sequence[Theory], rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Return how far the nearest mapping is from each that is drawn, by name of a theory or benchmark: (n_draws,)."""
    drawn = [random_mappings(one.design, N_DRAWS, rng) for one in seen]
    misses = {
        theory.name: np.min([_nearest(model, seen, drawn) for model in _models(theory, role, considered)], axis=0)
        for theory in theories
    }
    misses[HYBRID] = np.min(list(misses.values()), axis=0)
    for benchmark in BENCHMARKS:
        # Benchmarks know no theory by which one treatment says something of another.
        model = benchmark(role, considered.options)
        alone = [_nearest(model, [one], [mappings]) for one, mappings in zip(seen, drawn, strict=True)]
        misses[benchmark.name] = np.sum(alone, axis=0)
    return misses


def _models(theory: Theory, role: Role, considered: Considered) -> list[ChoiceModel]:
    """Return the theory's models, of each kind of people in each variant; noise moves no optimum."""
    noise = considered.words("noise")[0]
    return [
        model
        for label in labels_of(theory, considered)
        for model in theory.models(role, with_words(considered.options, **label, noise=noise))
    ]


def _nearest(model: ChoiceModel, seen: Sequence[_Seen], drawn: Sequence[FloatArray]) -> FloatArray:
    """Return the distance of each mapping from the nearest of the model's, which has the same parameters in all games.

    Parameters are those of the grids by which people are described.
    """
    by_game = [model.own_parameters(one.design.game) for one in seen]
    points = np.array(list(product(*(_values(same) for same in zip(*by_game, strict=True)))))
    distances = [
        _distances(_optima(model, one.design, points), mappings, one.count)
        for one, mappings in zip(seen, drawn, strict=True)
    ]
    return np.min(np.sum(distances, axis=0), axis=0)


def _values(same: Sequence[Parameter]) -> FloatArray:
    """Return the values of a parameter on its grid, wide enough for every game."""
    low, high = min(one.low for one in same), max(one.high for one in same)
    return low + (high - low) * np.array(same[0].axis)


def _optima(model: ChoiceModel, design: Design, points: FloatArray) -> FloatArray:
    """Return the best actions: (n_points, n_states). Where none is best, all are alike: their mean."""
    try:
        return model.optima(design, points)
    except NotImplementedError:
        return np.full((len(points), len(design.states)), design.actions.mean())


def _distances(actions: FloatArray, mappings: FloatArray, count: FloatArray) -> FloatArray:
    """Return the squared distances of actions from mappings, summed over what was seen: (n_points, n_draws)."""
    squares = (actions**2 @ count)[:, None] + mappings**2 @ count
    # But for rounding, none is below zero.
    return np.maximum(squares - 2 * (actions * count) @ mappings.T, 0.0)
