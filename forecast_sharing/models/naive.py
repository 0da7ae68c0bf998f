"""Benchmarks: behaviour without a theory behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import BELIEF_SD, ChoiceModel, Optimum, Parameter
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]

# A usual report every 25 units; lines every 20 units of height and an eighth of slope, where people's lie.
_REPORT_AXIS = tuple(np.linspace(0, 1, 13))
_HEIGHT_AXIS = tuple(np.linspace(0.25, 0.75, 16))
_BELIEF_HEIGHT_AXIS, _BELIEF_SLOPE_AXIS = (0.35, 0.45, 0.5, 0.55, 0.65), (0.4, 0.45, 0.5, 0.55, 0.6)
_SLOPE_AXIS = tuple((np.linspace(-0.25, 1.25, 13) + 2) / 5)


@dataclass(frozen=True)
class _Benchmark(ChoiceModel):
    """A model of behaviour without a theory behind it, whose choices scatter normally whatever the options say."""

    @property
    def noise(self) -> str:
        """Return normal: a benchmark says what is done, not what it is worth."""
        return "normal"


@dataclass(frozen=True)
class Truth(_Benchmark):
    """Reports are true and are believed, with noise."""

    name: ClassVar[str] = "truth"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def optimum(self, design: Design) -> Optimum:
        """Return the forecast, or the capacity of full trust."""
        states = design.states
        best = states if self.role == "sender" else np.asarray(design.game.full_trust_capacity(states))
        return lambda _own: (best, [])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the capacity of full trust, or the report."""
        believed = np.asarray(game.full_trust_capacity(report)) if self.role == "sender" else report
        return lambda _own: (believed, [])


@dataclass(frozen=True)
class Babbling(_Benchmark):
    """Reports have nothing to do with forecasts, and capacities nothing with reports."""

    name: ClassVar[str] = "babbling"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return the sender's usual report; a receiver's capacity follows from the game."""
        if self.role == "receiver":
            return ()
        return (Parameter("usual_report", "units", *game.report_range, axis=_REPORT_AXIS),)

    def optimum(self, design: Design) -> Optimum:
        """Return the usual report, or the capacity that suits the prior."""
        level = np.ones(len(design.states))
        if self.role == "receiver":
            return lambda _own: (level * design.game.babbling_capacity(), [])
        return lambda own: (level * own[0], [level])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the capacity that suits the prior, or the prior's mean, whatever the report."""
        if self.role == "receiver":
            return lambda _own: (np.zeros(len(report)), [])
        return lambda _own: (np.full(len(report), game.babbling_capacity()), [np.zeros(len(report))])


@dataclass(frozen=True)
class Uniform(_Benchmark):
    """All actions are equally likely."""

    name: ClassVar[str] = "uniform"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def belief_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none: all statements are equally likely, too."""
        return ()

    def optimum(self, design: Design) -> Optimum:
        """Raise: there is none."""
        raise NotImplementedError

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Raise: there is none."""
        raise NotImplementedError

    def log_choice_probs(self, params: Mapping[str, float], design: Design) -> FloatArray:
        """Return minus the logarithm of the number of actions, everywhere."""
        self.values(params, design)
        n_actions = len(design.actions)
        return np.full((len(design.states), n_actions), -np.log(n_actions))


@dataclass(frozen=True)
class Linear(_Benchmark):
    """Actions scatter around a straight line in what was seen: flexible, without theory."""

    name: ClassVar[str] = "linear"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return the action at state 0 and the slope."""
        width = 2 * game.forecast_half_width
        centre = 0.0 if self.role == "sender" else game.mean_demand
        return (
            Parameter("intercept", "units", centre - width, centre + width, axis=_HEIGHT_AXIS),
            Parameter("slope", "units per unit", -2, 3, axis=_SLOPE_AXIS),
        )

    def optimum(self, design: Design) -> Optimum:
        """Return the line's value."""
        return lambda own: (own[0] + own[1] * design.states, [np.ones_like(design.states), design.states])

    def belief_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return a line of its own, in the report, and the scatter around it."""
        width = 2 * game.forecast_half_width
        centre = game.mean_demand if self.role == "sender" else 0.0
        return (
            Parameter("belief_intercept", "units", centre - width, centre + width, axis=_BELIEF_HEIGHT_AXIS),
            Parameter("belief_slope", "units per unit", -2, 3, axis=_BELIEF_SLOPE_AXIS),
            BELIEF_SD,
        )

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the line's value."""
        ones, zeros = np.ones_like(report), np.zeros_like(report)
        return lambda own: (own[2] + own[3] * report, [zeros, zeros, ones, report])


BENCHMARKS: tuple[type[_Benchmark], ...] = (Truth, Babbling, Uniform, Linear)


@dataclass(frozen=True, eq=False)
class BenchmarkPeople:
    """People who follow a benchmark, each with parameters of their own: what a theory's people are compared with."""

    make: type[_Benchmark]
    options: ClassVar[tuple[str, ...]] = ()
    has_kinds: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """Return the benchmark's name."""
        return self.make.name

    def kinds_of(self, _options: Options) -> tuple[Mapping[str, float], ...]:
        """Return the one kind that there is."""
        return ({},)


# Uniform has no parameters in which people could differ.
FLEXIBLE = BenchmarkPeople(Linear)
PEOPLE = (BenchmarkPeople(Truth), BenchmarkPeople(Babbling), FLEXIBLE)
