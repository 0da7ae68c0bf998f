"""The log-likelihood of each person at every point of a grid of parameters, under every variant of a theory.

Grids serve twice: they say where to start the search for a person's estimates, and they carry the distributions of
parameters over people that `parameter_distributions` estimates. A theory leaves choices open (`assumptions`); each way
of filling them in is a variant. Variants that say the same of a role share one table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.grid_tables import (
    LAPSES,
    NOISES,
    belief_table,
    inside_axis,
    own_axis,
    slips_of,
    table_of,
)
from forecast_sharing.estimation.likelihood import uses_beliefs
from forecast_sharing.estimation.maximum_likelihood import parameters_of
from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Design, Role
from forecast_sharing.models.naive import BenchmarkPeople
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.rounding import Slip
from forecast_sharing.models.theory import Kind, Theory
from forecast_sharing.theory.assumptions import EVERYTHING, Considered, Options, with_words

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
# The words of a theory's own options, by name: one for each way of filling them in.
Label = dict[str, str]

# Which table is that of the first half of each person's rounds.
EARLY = 3
# Utilities are compared in this many states: what a sender earns there depends on what follows every report.
_N_STATES_COMPARED = 16


@dataclass(frozen=True, eq=False)
class Grid:
    """Log-likelihoods of people over a grid, under one model.

    Parameters
    ----------
    names : tuple of str
        The parameters, one for each axis; noise and lapse are the last two.
    axes : tuple of arrays
        The values of each.
    people : (n_people,) array of int
        Positions in the sample of those who had the role.
    tables : (4, n_people, len of axis 1, ...) array
        Of decisions in even rounds, in odd rounds, in all and in the first half; single precision, which leaves four
        decimals.

    """

    names: tuple[str, ...]
    axes: tuple[FloatArray, ...]
    people: IntArray
    tables: npt.NDArray[np.float32]

    def log_likelihood(self, people: IntArray) -> npt.NDArray[np.float32]:
        """Return the log-likelihood of all decisions of these people of the sample: (n_people, ...)."""
        return np.asarray(self.tables[2, np.searchsorted(self.people, people)])

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


@dataclass(frozen=True, eq=False)
class FamilyGrid:
    """Log-likelihoods of people over a grid, under every variant of one theory in one role and of one kind of people.

    Parameters
    ----------
    names : tuple of str
        The model's own parameters.
    axes : tuple of arrays
        The values of each.
    noises : dict of slices
        Where each noise that is possible lies on the axis of noise, by its word.
    of_label : (n_labels,) array of int
        By label of the theory, in the order of `labels_of`: which variant it is.
    plain : set of (int, str)
        Variants whose models, under this noise, have no parameters of their own: along these axes nothing changes.
    people : (n_people,) array of int
        Positions in the sample of those who had the role.
    slips : tuple of Slip
        What stands along the last axis of the tables: all lapse rates without rounding, then with each way of rounding.
    tables : (4, n_people, n_variants, len of axis 1, ..., n_noise, n_slips) array
        Of decisions in even rounds, in odd rounds, in all and in the first half of each person's; single precision.
        Where likelihoods are averaged over what a point stands for, that of all is not the product of the halves'.

    """

    names: tuple[str, ...]
    axes: tuple[FloatArray, ...]
    noises: dict[str, slice]
    of_label: IntArray
    plain: frozenset[tuple[int, str]]
    people: IntArray
    slips: tuple[Slip, ...]
    tables: npt.NDArray[np.float32]

    def log_likelihood(self, people: IntArray) -> npt.NDArray[np.float32]:
        """Return the log-likelihood of all decisions of these people of the sample: (n_people, n_variants, ...)."""
        return np.asarray(self.tables[2, np.searchsorted(self.people, people)])

    def of_fold(self, fold: int, people: IntArray) -> npt.NDArray[np.float32]:
        """Return the log-likelihood of these people's decisions in even (0), odd (1) or early (`EARLY`) rounds."""
        return np.asarray(self.tables[fold, np.searchsorted(self.people, people)])

    def without_rounding(self) -> "FamilyGrid":
        """Return the grid of people who do not round."""
        return replace(self, slips=self.slips[: len(LAPSES)], tables=self.tables[..., : len(LAPSES)])

    def noise_at(self, place: int) -> tuple[str, float]:
        """Return which noise is at a place on the axis of noise, and its value there."""
        word = next(word for word, part in self.noises.items() if part.start <= place < part.stop)
        return word, float(NOISES[word][place - self.noises[word].start])

    def around(self, axis: int) -> FloatArray:
        """Return the values that each point of an axis stands for under normal noise: (n_points, n_values)."""
        return inside_axis(self.axes[axis], len(self.axes))

    def alone(self, label: int, noise: str) -> Grid:
        """Return the grid of one variant, a view."""
        name = "precision" if noise == "logit" else "noise_sd"
        variant = int(self.of_label[label])
        # Of people who do not round: estimates by person and of mixtures know no rounding.
        table = self.tables[:, :, variant, ..., self.noises[noise], : len(LAPSES)]
        names, axes = self.names, self.axes
        if (variant, noise) in self.plain:
            table = table[(slice(None), slice(None), *(0 for _ in axes))]
            names, axes = (), ()
        return Grid((*names, name, "lapse"), (*axes, NOISES[noise], LAPSES), self.people, table)

    def where(self, labels: IntArray, noises: Sequence[str]) -> "FamilyGrid":
        """Return the grid in which only these labels and noises are possible."""
        variants, of_label = np.unique(self.of_label[labels], return_inverse=True)
        number = {int(variant): position for position, variant in enumerate(variants)}
        plain = frozenset((number[v], word) for v, word in self.plain if v in number and word in noises)
        table, kept = self.tables[:, :, variants], self.noises
        if list(noises) != list(self.noises):
            (noise,) = noises
            part = self.noises[noise]
            table, kept = table[..., part, :], {noise: slice(0, part.stop - part.start)}
        return FamilyGrid(self.names, self.axes, kept, of_label, plain, self.people, self.slips, table)


@dataclass(frozen=True, eq=False)
class Family:
    """The grids of one theory: by role, where it occurs, one for each kind of people."""

    theory: Theory | BenchmarkPeople
    considered: Considered
    labels: tuple[Label, ...]
    by_role: dict[Role, tuple[FamilyGrid, ...]]

    def only(self, considered: Considered) -> "Family":
        """Return the family in which less is possible; what is already computed serves."""
        kept = [
            number
            for number, label in enumerate(self.labels)
            if all(word in considered.words(name) for name, word in label.items())
        ]

        def noises(grid: FamilyGrid) -> list[str]:
            # A theory may know one noise alone.
            return [word for word in grid.noises if word in considered.words("noise")] or list(grid.noises)

        by_role = {
            role: tuple(grid.where(np.array(kept), noises(grid)) for grid in grids)
            for role, grids in self.by_role.items()
        }
        return Family(self.theory, considered, tuple(self.labels[number] for number in kept), by_role)

    def without_rounding(self) -> "Family":
        """Return the family of people who do not round; what is already computed serves."""
        by_role = {role: tuple(grid.without_rounding() for grid in grids) for role, grids in self.by_role.items()}
        return replace(self, considered=replace(self.considered, heaping="no"), by_role=by_role)

    def alone(self, options: Options) -> dict[Role, tuple[Grid, ...]]:
        """Return the grids under one set of options, by role and kind."""
        label = self.labels.index({name: getattr(options, name) for name in self.theory.options})
        return {
            role: tuple(
                grid.alone(label, options.noise if options.noise in grid.noises else next(iter(grid.noises)))
                for grid in grids
            )
            for role, grids in self.by_role.items()
        }


@dataclass(frozen=True, eq=False)
class Grids:
    """The grids of the theories that are compared under one set of options: by theory, role and kind."""

    theories: tuple[Theory, ...]
    options: Options
    by_theory: dict[str, dict[Role, tuple[Grid, ...]]]

    def __getitem__(self, theory: Theory) -> dict[Role, tuple[Grid, ...]]:
        """Return the grids of one theory by role, one for each kind."""
        return self.by_theory[theory.name]

    @property
    def people(self) -> dict[Role, IntArray]:
        """Return the positions in the sample of those who had each role."""
        return {role: grids[0].people for role, grids in self[self.theories[0]].items()}


def labels_of(theory: Theory | BenchmarkPeople, considered: Considered) -> tuple[Label, ...]:
    """Return each way of filling in the theory's own options."""
    every = product(*(considered.words(name) for name in theory.options))
    return tuple(dict(zip(theory.options, words, strict=True)) for words in every)


def family_of(
    theory: Theory | BenchmarkPeople, sample: Sample, considered: Considered, *, like: Family | None = None
) -> Family:
    """Return the log-likelihoods of one theory over its grids, or over those of another family of the theory.

    How far grids reach goes by the games, which are fewer in a part of a sample.
    """
    return _families(sample, considered, (theory,), like)[0]


def families_of(
    sample: Sample,
    considered: Considered = EVERYTHING,
    theories: Sequence[Theory | BenchmarkPeople] = COMPARED,
) -> tuple[Family, ...]:
    """Return the log-likelihoods of the theories over their grids."""
    return _families(sample, considered, theories, None)


def _families(
    sample: Sample, considered: Considered, theories: Sequence[Theory | BenchmarkPeople], like: Family | None
) -> tuple[Family, ...]:
    plans = {
        (theory.name, role): [
            _Plan(theory, role, kind, sample, considered, None if like is None else like.by_role[role][number].axes)
            for number, kind in enumerate(theory.kinds_of(considered.options))
        ]
        for theory in theories
        for role in ROLES
        if sample.of_role(role)
    }
    pieces = [(plan, signature) for some in plans.values() for plan in some for signature in plan.models]
    # Those that take longest come first, and the others fill what is left.
    pieces.sort(key=lambda piece: piece[0].size_of(piece[1]), reverse=True)
    found = at_once([partial(plan.table, signature) for plan, signature in pieces])
    for (plan, signature), table in zip(pieces, found, strict=True):
        plan.fill(signature, table)
    return tuple(
        Family(
            theory,
            considered,
            labels_of(theory, considered),
            {
                role: tuple(plan.grid() for plan in plans[theory.name, role])
                for role in ROLES
                if (theory.name, role) in plans
            },
        )
        for theory in theories
    )


def grids_under(families: Sequence[Family], options: Options) -> Grids:
    """Return the grids of the theories under one set of options, which must be among those that are possible."""
    return Grids(
        tuple(one.theory for one in families), options, {one.theory.name: one.alone(options) for one in families}
    )


class _Plan:
    """The grid of one theory in one role and of one kind of people, filled table by table."""

    def __init__(
        self,
        theory: Theory | BenchmarkPeople,
        role: Role,
        kind: Kind,
        sample: Sample,
        considered: Considered,
        axes: tuple[FloatArray, ...] | None,
    ) -> None:
        self._decisions = decisions = sample.of_role(role)
        self._people = _people(decisions)
        models = [
            {
                model.noise: model
                for word in considered.words("noise")
                for model in [theory.make(role, with_words(considered.options, **label, noise=word), **kind)]
            }
            for label in labels_of(theory, considered)
        ]
        words = list(models[0])
        self._game = decisions[0].design.game
        # In some variants a model has no parameters of its own; those that have any have the same.
        self._most = max(
            (model for by_noise in models for model in by_noise.values()),
            key=lambda one: len(one.own_parameters(self._game)),
        )
        parameters = parameters_of(self._most, decisions)[: len(self._most.own_parameters(self._game))]
        self._names = tuple(p.name for p in parameters)
        self._axes = tuple(own_axis(parameter) for parameter in parameters) if axes is None else axes
        says = [tuple(_signature(model, decisions, self._axes) for model in by_noise.values()) for by_noise in models]
        self._variants = list(dict.fromkeys(says))
        self._of_label = np.array([self._variants.index(one) for one in says], dtype=np.int64)
        ends = np.cumsum([0, *(len(NOISES[word]) for word in words)])
        self._noises = {word: slice(*ends[number : number + 2]) for number, word in enumerate(words)}
        n_points = (len(axis) for axis in self._axes)
        self._slips = slips_of(considered)
        shape = (4, len(self._people), len(self._variants), *n_points, int(ends[-1]), len(self._slips))
        self._tables = np.empty(shape, dtype=np.float32)
        # By what they say: the first of the models that say so.
        self.models: dict[bytes, ChoiceModel] = {}
        self._plain: set[tuple[int, str]] = set()
        for number, variant in enumerate(self._variants):
            by_noise = models[says.index(variant)]
            for (word, model), signature in zip(by_noise.items(), variant, strict=True):
                self.models.setdefault(signature, model)
                if self._axes and not model.own_parameters(self._game):
                    self._plain.add((number, word))

    def size_of(self, signature: bytes) -> tuple[int, bool]:
        """Return what says how long a table takes: how many points it has, and whether best reports are needed."""
        model = self.models[signature]
        return prod(len(axis) for axis in self._own_axes(model)), model.noise == "normal"

    def table(self, signature: bytes) -> npt.NDArray[np.float32]:
        """Return the log-likelihoods under the models that say this."""
        model = self.models[signature]
        return table_of(model, self._decisions, self._people, self._own_axes(model), self._slips)

    def fill(self, signature: bytes, table: npt.NDArray[np.float32]) -> None:
        """Put a table where it belongs."""
        model = self.models[signature]
        for number, variant in enumerate(self._variants):
            for noise, says in zip(self._noises.values(), variant, strict=True):
                if says == signature:
                    self._tables[:, :, number, ..., noise, :] = _along(self._axes, model, self._game, table)

    def grid(self) -> FamilyGrid:
        """Return the grid when all tables are there."""
        if uses_beliefs(self._most, self._decisions):
            for number, variant in enumerate(self._variants):
                model = self.models[variant[0]]
                beliefs = belief_table(model, self._decisions, self._people, self._own_axes(model))
                # What people say that they believe they do not round.
                beliefs = np.tile(beliefs, len(self._slips) // len(LAPSES))
                self._tables[:, :, number] += _along(self._axes, model, self._game, beliefs)
        return FamilyGrid(
            self._names,
            self._axes,
            self._noises,
            self._of_label,
            frozenset(self._plain),
            self._people,
            self._slips,
            self._tables,
        )

    def _own_axes(self, model: ChoiceModel) -> tuple[FloatArray, ...]:
        return _own(self._axes, model, self._game)


def _own(axes: tuple[FloatArray, ...], model: ChoiceModel, game: Game) -> tuple[FloatArray, ...]:
    """Return the axes of the parameters that this model has."""
    return axes if model.own_parameters(game) else ()


def _along(axes: tuple[FloatArray, ...], model: ChoiceModel, game: Game, table: FloatArray) -> FloatArray:
    """Return a table with all axes, the same along those that the model does not have."""
    if model.own_parameters(game):
        return table
    return table.reshape(*table.shape[:2], *(1 for _ in axes), *table.shape[2:])


def _signature(model: ChoiceModel, decisions: Sequence[Decisions], axes: Sequence[FloatArray]) -> bytes:
    """Return what two models have in common that say the same of these decisions."""
    own = np.array([axis[len(axis) // 2] for axis in _own(tuple(axes), model, decisions[0].design.game)])
    said = [model.noise.encode()]
    for one in decisions:
        design = one.design
        if model.noise == "normal" or model.role == "receiver":
            said.append(model.optimum(design)(own)[0].tobytes())
        if model.noise == "logit":
            some = design.states[:: max(1, len(design.states) // _N_STATES_COMPARED)]
            said.append(model.utilities(Design(design.game, design.role, some))(own)[0].tobytes())
        if uses_beliefs(model, decisions):
            added = [own_axis(parameter)[0] for parameter in model.belief_parameters(design.game)[:-1]]
            said.append(model.belief(design.game, one.reports)(np.array([*own, *added]))[0].tobytes())
    return b"".join(said)


def _people(decisions: Sequence[Decisions]) -> IntArray:
    return np.unique(np.concatenate([one.person for one in decisions]))
