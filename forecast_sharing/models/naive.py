"""Benchmarks: behaviour without a theory behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import BELIEF_SD, ChoiceModel, Optimum, Parameter
from forecast_sharing.models.choice_problem import Design

FloatArray = npt.NDArray[np.float64]


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
        return (Parameter("usual_report", "units", *game.report_range),)

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
            Parameter("intercept", "units", centre - width, centre + width),
            Parameter("slope", "units per unit", -2, 3),
        )

    def optimum(self, design: Design) -> Optimum:
        """Return the line's value."""
        return lambda own: (own[0] + own[1] * design.states, [np.ones_like(design.states), design.states])

    def belief_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return a line of its own, in the report, and the scatter around it."""
        width = 2 * game.forecast_half_width
        centre = game.mean_demand if self.role == "sender" else 0.0
        return (
            Parameter("belief_intercept", "units", centre - width, centre + width),
            Parameter("belief_slope", "units per unit", -2, 3),
            BELIEF_SD,
        )

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the line's value."""
        ones, zeros = np.ones_like(report), np.zeros_like(report)
        return lambda own: (own[2] + own[3] * report, [zeros, zeros, ones, report])


BENCHMARKS: tuple[type[_Benchmark], ...] = (Truth, Babbling, Uniform, Linear)
