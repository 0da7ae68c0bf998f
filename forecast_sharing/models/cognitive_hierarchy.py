r"""Poisson cognitive hierarchy: each step best-responds to a mixture of all steps below it.

The step-0 sender tells the truth and the step-0 receiver believes it, as in level-k. A person of step k takes the
others to be of the steps below, in the proportions of a Poisson distribution cut off there [Camerer, Ho and Chong
2004]:

.. math:: w_j = \frac{\tau^j / j!}{\sum_{i<k} \tau^i / i!}, \qquad j < k

with :math:`\tau` the mean number of steps (`mean_steps`) that the person has in mind; it matters from step 2 on. The
step-k sender best-responds to receivers of the steps below, the step-k receiver to senders of the steps below, so that
receivers of step 1 still believe every report. Best responses are computed on whole units, where a forecast has
the probability of the unit around it (derived). Senders of step 0 send every report, so none is ever out of place.

Shares of steps among people are estimated and not taken to be Poisson themselves.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import Game
from forecast_sharing.level_k import TIE, expected_choice, mean_and_range, reports_of, whole_unit_prior
from forecast_sharing.models.choice_model import ChoiceModel, Optimum, Parameter, Utilities
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK, truthful_sender
from forecast_sharing.models.theory import Drawn, Kind, Look, Theory
from forecast_sharing.theory.assumptions import Options, TieBreak
from forecast_sharing.theory.expected_profits import expected_receiver_profit, expected_sender_profit

FloatArray = npt.NDArray[np.float64]

# Means that people may have in mind, around the 1.5 that is usual in other games.
MEANS = (0.5, 1.0, 1.5, 2.5)


@dataclass(frozen=True)
class CognitiveHierarchy(ChoiceModel):
    """The model of one step and one mean; see the module. The mean says nothing below step 2."""

    name: ClassVar[str] = "cognitive_hierarchy"
    step: int = 0
    mean_steps: float = 1.5

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none, for step and mean are part of the model, or those of the truthful sender."""
        return self._level_0.own_parameters(game) if self.step == 0 else ()

    @property
    def _level_0(self) -> LevelK:
        """Return what step 0 is."""
        return LevelK(self.role, self.options, level=0)

    def utilities(self, design: Design) -> Utilities:
        """Return expected profit against the steps below."""
        if self.step == 0:
            return self._level_0.utilities(design)
        game, tie_break = design.game, self.options.tie_break
        if self.role == "sender":
            utility = _sender_profits(design.states, self.step, self.mean_steps, game, tie_break)
        else:
            utility = _receiver_profits(self.step, self.mean_steps, game, tie_break)[_positions(design.states, game)]
        return lambda _own: (utility, [])

    def optimum(self, design: Design) -> Optimum:
        """Return the best response to the steps below."""
        if self.step == 0:
            return self._level_0.optimum(design)
        game, states, tie_break = design.game, design.states, self.options.tie_break
        if self.role == "sender":
            best = _reports(states, self.step, self.mean_steps, game, tie_break) @ reports_of(game)
        else:
            best = np.array(_capacities(self.step, self.mean_steps, game, tie_break))[_positions(states, game)]
        return lambda _own: (best, [])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the mean capacity of the receivers, or the mean forecast of the senders, of the steps below."""
        if self.step == 0:
            return self._level_0.belief(game, report)
        tie_break, at = self.options.tie_break, _positions(report, game)
        if self.role == "receiver":
            believed, _, _ = mean_and_range(_belief(self.step, self.mean_steps, game, tie_break)[:, at], game)
            return lambda _own: (believed, [])
        capacity = sum(
            weight * np.array(_capacities(step, self.mean_steps, game, tie_break))[at]
            for step, weight in enumerate(weights_below(self.step, self.mean_steps))
        )
        return lambda _own: (capacity, [])

    def belief_range(self, game: Game, report: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the forecasts after which senders of the steps below send the report."""
        if self.step == 0:
            return self._level_0.belief_range(game, report, own)
        belief = _belief(self.step, self.mean_steps, game, self.options.tie_break)[:, _positions(report, game)]
        _, low, high = mean_and_range(belief, game)
        return low, high


def weights_below(step: int, mean_steps: float) -> FloatArray:
    """Return the proportions of steps 0 to `step` - 1 that a person of this step has in mind."""
    weights = np.array([mean_steps**below / factorial(below) for below in range(step)])
    return weights / weights.sum()


def kinds(options: Options) -> tuple[Kind, ...]:
    """Return all steps, from step 2 on with each mean."""
    low = ({"step": 0}, {"step": 1})
    return (*low, *({"step": k, "mean_steps": mean} for k in range(2, options.highest_level + 1) for mean in MEANS))


def _positions(report: FloatArray, game: Game) -> npt.NDArray[np.int64]:
    return report.astype(np.int64) - int(game.report_range[0])


def _sender_profits(forecast: FloatArray, step: int, mean_steps: float, game: Game, tie_break: TieBreak) -> FloatArray:
    """Return what each whole-unit report earns against receivers of the steps below: (n_forecasts, n_reports)."""
    profits = np.zeros((len(forecast), len(reports_of(game))))
    for below, weight in enumerate(weights_below(step, mean_steps)):
        capacity = np.array(_capacities(below, mean_steps, game, tie_break))
        profits += weight * expected_sender_profit(forecast, capacity, game)
    return profits


def _reports(forecast: FloatArray, step: int, mean_steps: float, game: Game, tie_break: TieBreak) -> FloatArray:
    """Return with which probability each report is expected of a sender: (n_forecasts, n_reports)."""
    if step == 0:
        return (reports_of(game) == np.round(forecast)[:, None]).astype(np.float64)
    profits = _sender_profits(forecast, step, mean_steps, game, tie_break)
    margin = TIE * (game.retail_price - game.wholesale_price)
    return expected_choice(profits >= profits.max(axis=1, keepdims=True) - margin, forecast, game, tie_break)


# The tables of a step need those of all below; a game has few steps and means.
@lru_cache(maxsize=64)
def _belief(step: int, mean_steps: float, game: Game, tie_break: TieBreak) -> FloatArray:
    """Return the probability of each whole-unit forecast (rows) after each report."""
    forecasts = reports_of(game)
    sent = sum(
        weight * _reports(forecasts, below, mean_steps, game, tie_break)
        for below, weight in enumerate(weights_below(step, mean_steps))
    )
    joint = sent * whole_unit_prior(game)[:, None]
    return np.asarray(joint / joint.sum(axis=0))


@lru_cache(maxsize=64)
def _receiver_profits(step: int, mean_steps: float, game: Game, tie_break: TieBreak) -> FloatArray:
    """Return what each whole-unit capacity earns after each report: (n_reports, n_capacities)."""
    lowest, highest = game.capacity_range
    known = BelievedForecast.known(game.prior, reports_of(game))
    by_forecast = expected_receiver_profit(known, np.arange(lowest, highest + 1, dtype=np.float64), game)
    return np.asarray(_belief(step, mean_steps, game, tie_break).T @ by_forecast)


@lru_cache(maxsize=64)
def _capacities(step: int, mean_steps: float, game: Game, tie_break: TieBreak) -> tuple[float, ...]:
    """Return the capacity after each whole-unit report, the smallest of several that are best."""
    if step == 0:
        return tuple(game.full_trust_capacity(reports_of(game)))
    lowest, _ = game.capacity_range
    profits = _receiver_profits(step, mean_steps, game, tie_break)
    margin = TIE * (game.wholesale_price - game.production_cost)
    best = profits >= profits.max(axis=1, keepdims=True) - margin
    return tuple(lowest + np.argmax(best, axis=1).astype(np.float64))


@dataclass(frozen=True, slots=True)
class CognitiveHierarchyPopulation:
    """The mean number of steps, one of `MEANS`: steps are Poisson with it, up to the highest considered."""

    mean_steps: float = 1.5

    def __post_init__(self) -> None:
        """Refuse a mean that is not among those considered."""
        if self.mean_steps not in MEANS:
            raise ValueError(f"mean_steps must be one of {', '.join(map(str, MEANS))}, not {self.mean_steps!r}")


def _draw(spread: CognitiveHierarchyPopulation, game: Game, options: Options, rng: np.random.Generator) -> Drawn:
    shares = weights_below(options.highest_level + 1, spread.mean_steps)
    step = int(rng.choice(len(shares), p=shares))
    kind = {"step": step} | ({"mean_steps": spread.mean_steps} if step > 1 else {})
    return kind, {"sender": truthful_sender(game, options) if step == 0 else {}, "receiver": {}}


COGNITIVE_HIERARCHY = Theory(
    name="cognitive_hierarchy",
    label="cognitive hierarchy",
    model_name="cognitive hierarchy",
    title="the cognitive hierarchy",
    found="Cognitive hierarchy: steps that answer all below predict these people's decisions better than {others}.",
    make=CognitiveHierarchy,
    look=Look("#E69F00", (0, (5, 1, 1, 1, 1, 1)), "v", "dash-dotted orange", "downward triangle"),
    options=("tie_break", "level_0_errors"),
    population=CognitiveHierarchyPopulation(),
    draw=_draw,
    kinds_of=kinds,
    kind_word="step",
)
