"""The log-likelihood of each person at every point of a grid of parameters.

Grids serve twice: they say where to start the search for a person's estimates, and they carry the distributions of
parameters over people that `parameter_distributions` estimates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import logsumexp, ndtr

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.likelihood import by_states, uses_beliefs
from forecast_sharing.estimation.maximum_likelihood import parameters_of
from forecast_sharing.models.choice_model import ChoiceModel, Parameter
from forecast_sharing.models.choice_noise import unit_around
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]

# Each precision is twice the one before, so that one table of exponentials, squared again and again, serves for all.
_PRECISIONS = 1e-4 * 2.0 ** np.arange(13)  # per point
_NOISE_SDS = 10.0 ** np.linspace(0, 2, 9)  # units
# Of stated beliefs, which are averaged over these: as many tables again for each would be too many.
BELIEF_SDS = 10.0 ** np.linspace(0.6, 2.2, 7)  # units
_LAPSES = np.array([0.003, 0.03, 0.15])
# Weights below this make no difference to a sum whose largest is one, and squared three times they do not underflow.
_NO_WEIGHT, _N_SQUARES = 1e-37, 3


@dataclass(frozen=True, eq=False)
class Grid:
    """Log-likelihoods of people over a grid.

    Parameters
    ----------
    names : tuple of str
        The parameters, one for each axis; noise and lapse are the last two.
    axes : tuple of arrays
        The values of each.
    people : (n_people,) array of int
        Positions in the sample of those who had the role.
    by_fold : (2, n_people, len of axis 1, ...) array
        Of decisions in even and in odd rounds; single precision, which leaves four decimals.

    """

    names: tuple[str, ...]
    axes: tuple[FloatArray, ...]
    people: npt.NDArray[np.int64]
    by_fold: npt.NDArray[np.float32]

    def log_likelihood(self, people: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the log-likelihood of all decisions of these people of the sample: (n_people, ...)."""
        total = self.of_fold(0, people)
        total += self.by_fold[1, np.searchsorted(self.people, people)]
        return total

    def of_fold(self, fold: int, people: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the log-likelihood of these people's decisions in even (0) or odd (1) rounds."""
        return self.by_fold[fold, np.searchsorted(self.people, people)]

    def best(self, person: int, n_best: int = 1) -> list[tuple[float, dict[str, float]]]:
        """Return the best points of one person, with log-likelihoods, that do not neighbour each other; best first."""
        table = self.log_likelihood(np.array([person]))[0]
        points = []
        for _ in range(n_best):
            position = np.unravel_index(int(np.argmax(table)), table.shape)
            if not np.isfinite(table[position]):
                break
            points.append((float(table[position]), self.point(position)))
            # The model's own parameters come first; noise and lapse are found from anywhere near.
            around = tuple(slice(max(int(i) - 1, 0), int(i) + 2) for i in position[: table.ndim - 2])
            table[around] = -np.inf
        return points

    def point(self, position: Sequence[int]) -> dict[str, float]:
        """Return the parameters at a position."""
        return {name: float(axis[i]) for name, axis, i in zip(self.names, self.axes, position, strict=True)}


def grid_of(model: ChoiceModel, sample: Sample) -> Grid:
    """Return the log-likelihood of each person who had the model's role at each point of the model's grid."""
    decisions = sample.of_role(model.role)
    people = np.unique(np.concatenate([one.person for one in decisions]))
    parameters = parameters_of(model, decisions)[: len(model.parameters(decisions[0].design.game))]
    axes = (*(_own_axis(parameter) for parameter in parameters[:-2]), _noise_axis(model), _LAPSES)
    by_fold = np.zeros((2, len(people), *(len(axis) for axis in axes)), dtype=np.float32)
    for one_game in decisions:
        n_actions, n_cells = len(one_game.design.actions), len(one_game.count)
        number = np.searchsorted(people, one_game.person) + len(people) * one_game.fold
        # Sums the cells of a person and fold, each as often as it occurred.
        summed = csr_array((one_game.count, (number, np.arange(n_cells))), shape=(2 * len(people), n_cells))
        for own, probs in _probs(model, one_game, axes):
            for lapse_index, lapse in enumerate(_LAPSES):
                sums = summed @ np.log((1 - lapse) * probs + lapse / n_actions)
                by_fold[(slice(None), slice(None), *own, slice(None), lapse_index)] += sums.reshape(2, len(people), -1)
    if uses_beliefs(model, decisions):
        by_fold += _belief_table(model, decisions, people, axes)
    return Grid(tuple(p.name for p in parameters), axes, people, by_fold)


def theory_grid(theory: Theory, role: Role, sample: Sample, options: Options) -> Grid:
    """Return the grid of a theory in one role; where it has kinds of people, their number is the first axis, `kind`."""
    grids = [grid_of(model, sample) for model in theory.models(role, options)]
    if not theory.has_kinds:
        return grids[0]
    return Grid(
        ("kind", *grids[0].names),
        (np.arange(len(grids), dtype=np.float64), *grids[0].axes),
        grids[0].people,
        np.stack([grid.by_fold for grid in grids], axis=2),
    )


@dataclass(frozen=True, eq=False)
class Grids:
    """The grids of the theories that are compared, by name and role, where roles occur."""

    theories: tuple[Theory, ...]
    options: Options
    by_theory: dict[str, dict[Role, Grid]]

    def __getitem__(self, theory: Theory) -> dict[Role, Grid]:
        """Return the grids of one theory by role."""
        return self.by_theory[theory.name]

    @property
    def people(self) -> dict[Role, npt.NDArray[np.int64]]:
        """Return the positions in the sample of those who had each role."""
        return {role: grid.people for role, grid in self[self.theories[0]].items()}


def grids_of(sample: Sample, options: Options = DEFAULTS, theories: Sequence[Theory] = COMPARED) -> Grids:
    """Return the log-likelihoods of the theories over their grids."""
    roles = [role for role in ROLES if sample.of_role(role)]
    by_theory = {
        theory.name: {role: theory_grid(theory, role, sample, options) for role in roles} for theory in theories
    }
    return Grids(tuple(theories), options, by_theory)


def _own_axis(parameter: Parameter) -> FloatArray:
    return parameter.low + (parameter.high - parameter.low) * np.array(parameter.axis)


def _noise_axis(model: ChoiceModel) -> FloatArray:
    return _PRECISIONS if model.noise == "logit" else _NOISE_SDS


def _belief_table(
    model: ChoiceModel, decisions: Sequence[Decisions], people: npt.NDArray[np.int64], axes: Sequence[FloatArray]
) -> FloatArray:
    """Return the log-likelihood of stated beliefs, all spreads being equally likely: that of a grid, noise apart.

    Spreads are drawn anew for even and odd rounds, so that both halves stay sums of the whole.
    """
    own_shape = tuple(len(axis) for axis in axes[:-2])
    by_sd = np.zeros((len(BELIEF_SDS), 2, len(people), *own_shape, len(_LAPSES)))
    for one in decisions:
        cells = np.flatnonzero(one.stated >= 0) if one.stated is not None else np.empty(0, dtype=np.int64)
        if not len(cells) or one.stated is None:
            continue
        believed_after = model.belief(one.design.game, one.reports[cells])
        statements, stated, count = one.design.statements, one.stated[cells], one.count[cells]
        number = np.searchsorted(people, one.person[cells]) + len(people) * one.fold[cells]
        summed = csr_array((count, (number, np.arange(len(cells)))), shape=(2 * len(people), len(cells)))
        units = unit_around(statements, stated)
        for own in np.ndindex(own_shape):
            believed, _ = believed_after(np.array([axis[i] for axis, i in zip(axes, own, strict=False)]))
            probs = _probs_around(believed, units, BELIEF_SDS)
            for lapse_index, lapse in enumerate(_LAPSES):
                sums = summed @ np.log((1 - lapse) * probs + lapse / len(statements))
                by_sd[(slice(None), slice(None), slice(None), *own, lapse_index)] += sums.T.reshape(
                    len(BELIEF_SDS), 2, len(people)
                )
    return np.expand_dims(logsumexp(by_sd, axis=0) - np.log(len(BELIEF_SDS)), -2)


def _probs(
    model: ChoiceModel, decisions: Decisions, axes: Sequence[FloatArray]
) -> Iterator[tuple[tuple[int, ...], FloatArray]]:
    """Yield the position of the own parameters, and probabilities without lapse: (n_cells, len of the noise axis).

    Lapses put a floor under all probabilities, so these need no logarithms.
    """
    at = _logit_probs(model, decisions) if model.noise == "logit" else _normal_probs(model, decisions)
    # The first axis changes fastest: what follows from the others is kept meanwhile.
    for backwards in product(*(range(len(axis)) for axis in reversed(axes[:-2]))):
        own = backwards[::-1]
        yield own, at(np.array([axis[i] for axis, i in zip(axes, own, strict=False)]))


def _logit_probs(model: ChoiceModel, decisions: Decisions) -> Callable[[FloatArray], FloatArray]:
    parts = [(cells, part, model.utilities(part.design)) for cells, part in by_states(decisions)]
    # A product with ones is the sum of each row, several times as fast.
    ones = np.ones(len(decisions.design.actions))

    def probs(own: FloatArray) -> FloatArray:
        found = np.empty((len(decisions.count), len(_PRECISIONS)))
        for cells, part, utilities in parts:
            utility, _ = utilities(own)
            weights = utility - utility.max(axis=1, keepdims=True)
            weights *= _PRECISIONS[0]
            np.exp(weights, out=weights)
            for noise in range(len(_PRECISIONS)):
                totals = weights @ ones
                found[cells, noise] = weights[part.state, part.action] / totals[part.state]
                if noise % _N_SQUARES == 0:
                    np.maximum(weights, _NO_WEIGHT, out=weights)
                np.square(weights, out=weights)
        return found

    return probs


def _normal_probs(model: ChoiceModel, decisions: Decisions) -> Callable[[FloatArray], FloatArray]:
    optimum = model.optimum(decisions.design)
    units = unit_around(decisions.design.actions, decisions.action)
    return lambda own: _probs_around(optimum(own)[0][decisions.state], units, _NOISE_SDS)


def _probs_around(best: FloatArray, units: tuple[FloatArray, FloatArray], sds: FloatArray) -> FloatArray:
    """Return the probabilities of units under rounded normal noise around an optimum: (n_cells, len of sds)."""
    below, above = units[0] - best, units[1] - best
    # Mirrored where both are above the optimum: in the upper tail both distribution functions would be one.
    is_upper = below > 0
    below, above = np.where(is_upper, -above, below), np.where(is_upper, -below, above)
    return ndtr(above[:, None] / sds) - ndtr(below[:, None] / sds)
