"""The likelihood of a finite mixture: by person, with its derivatives in the parameters and shares of the types."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax, logsumexp

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.likelihood import Contributions, contributions
from forecast_sharing.estimation.maximum_likelihood import parameters_of, point_of, scale_at, values_at
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.theory import Theory

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
# By type: by role, parameters by name.
Params = Sequence[dict[Role, dict[str, float]]]
# Who was only a sender, only a receiver, or both: the word and the positions of the people.
Groups = Sequence[tuple[str, IntArray]]

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
class Slopes:
    """The likelihood at some parameters and shares: by person, the posterior, and the scores that the parts give."""

    by_person: FloatArray
    posterior: FloatArray
    # Of each part, given its type: (n_parameters, n_people).
    given_type: list[FloatArray]


class MixtureLikelihood:
    """The likelihood of some types; those that do not occur have no parts and no share."""

    def __init__(self, sample: Sample, types: Sequence[TypeModel], groups: Groups) -> None:
        self.groups, self.occurs = groups, np.ones(len(types), dtype=bool)
        # What follows from decisions alone serves all types of one model.
        of_model = cache(lambda model, role: contributions(model, sample.of_role(role)))
        self._all_parts = [
            Part(sample, number, role, model, of_model(model, role))
            for number, one_type in enumerate(types)
            for role, model in one_type.models.items()
        ]
        self.parts = self._all_parts
        self._shape = (len(sample.people), len(types))

    def where(self, occurs: BoolArray) -> "MixtureLikelihood":
        """Return the likelihood in which only these types occur."""
        some = copy(self)
        some.occurs, some.parts = occurs, [part for part in self._all_parts if occurs[part.number]]
        return some

    def by_type(self, params: Params) -> FloatArray:
        """Return the log-likelihood of each person under each type, whether it occurs or not: (n_people, n_types)."""
        table = np.zeros(self._shape)
        for part in self._all_parts:
            point = point_of(params[part.number][part.role], part.parameters)
            table[:, part.number] += part.evaluate(point)[0]
        return table

    def points(self, params: Params) -> list[FloatArray]:
        """Return where on its unit cube each part is."""
        return [point_of(params[part.number][part.role], part.parameters) for part in self.parts]

    def at(self, points: Sequence[FloatArray], log_shares: dict[str, FloatArray]) -> Slopes:
        """Return the likelihood at a point of each part and at the logarithms of shares by group."""
        by_type = np.zeros(self._shape)
        slopes = []
        for part, point in zip(self.parts, points, strict=True):
            logs, slope = part.evaluate(point)
            by_type[:, part.number] += logs
            slopes.append(slope)
        value, posterior, _ = expect(by_type, {word: np.exp(logs) for word, logs in log_shares.items()}, self.groups)
        return Slopes(value, posterior, slopes)


class Part:
    """One type's model in one role: log-likelihoods by person and their derivatives on the unit cube."""

    def __init__(
        self, sample: Sample, number: int, role: Role, model: ChoiceModel, of_decisions: Contributions
    ) -> None:
        decisions = sample.of_role(role)
        self.number, self.role = number, role
        self.parameters = parameters_of(model, decisions)
        self._contributions = of_decisions
        self._counts = np.concatenate([one.count for one in decisions])
        self._people = np.concatenate([one.person for one in decisions])
        self._n_people = len(sample.people)
        self.has_decided = np.isin(np.arange(self._n_people), self._people)
        # Where one part moves, as for second derivatives, the others stay.
        self._at = lru_cache(maxsize=2)(self._evaluate)

    def evaluate(self, point: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the log-likelihood of each person, (n_people,), and its slopes, (n_parameters, n_people)."""
        return self._at(tuple(map(float, point)))[:2]

    def information(self, point: FloatArray, weight: FloatArray) -> FloatArray:
        """Return the sum of squared scores of decisions, with people weighted: about how curved the likelihood is."""
        return np.asarray(self._at(tuple(map(float, point)))[2] @ weight)

    def _evaluate(self, point: tuple[float, ...]) -> tuple[FloatArray, FloatArray, FloatArray]:
        place = np.array(point)
        log_probs, slopes = self._contributions(values_at(place, self.parameters))
        scaled = slopes * scale_at(place, self.parameters)[:, None]
        squares = np.array([[self._sum(first * second) for second in scaled] for first in scaled])
        return self._sum(log_probs), np.array([self._sum(slope) for slope in scaled]), squares

    def _sum(self, by_cell: FloatArray) -> FloatArray:
        return np.bincount(self._people, self._counts * by_cell, self._n_people)


class Coordinates:
    """All parameters in one vector: unit cubes of the parts, then log-odds of shares against the first type."""

    def __init__(self, lengths: Sequence[int], occurs: BoolArray, groups: Groups) -> None:
        self._ends = np.cumsum(lengths)
        self._occurs, self._words = occurs, [word for word, _ in groups]
        n_odds = (int(occurs.sum()) - 1) * len(groups)
        self.bounds = [(0.0, 1.0)] * int(self._ends[-1]) + [(-_MOST_LOG_ODDS, _MOST_LOG_ODDS)] * n_odds

    def pack(self, points: Sequence[FloatArray], shares: dict[str, FloatArray]) -> FloatArray:
        """Return the vector of these points of the parts and these shares of types by group."""
        smallest = np.exp(-_MOST_LOG_ODDS)
        odds = [np.log(np.maximum(shares[word][self._occurs], smallest)) for word in self._words]
        return np.concatenate([*points, *(logs[1:] - logs[0] for logs in odds)])

    def unpack(self, flat: FloatArray) -> tuple[list[FloatArray], dict[str, FloatArray]]:
        """Return the points of the parts and the logarithms of shares by group."""
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
