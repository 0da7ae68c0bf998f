"""Every model as one function from parameters and a design to log-probabilities of actions.

Likelihoods, simulations, predictions and computer players all ask `ChoiceModel.log_choice_probs`, so they cannot
disagree. A model says what actions are worth (under logit noise) or which is best (under normal noise); the noise and
the lapses are the same for all.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing import level_k, trust
from forecast_sharing.demand import quadrature_sums, uniform_sums
from forecast_sharing.game import Game
from forecast_sharing.models import choice_noise, predicted_beliefs
from forecast_sharing.models.choice_problem import Design, Role
from forecast_sharing.theory.array_checks import within
from forecast_sharing.theory.assumptions import DEFAULTS, Options
from forecast_sharing.theory.expected_profits import expected_sender_profit

FloatArray = npt.NDArray[np.float64]

# What actions are worth, (n_obs, n_actions), and how that changes with each own parameter of the model.
Utilities = Callable[[FloatArray], tuple[FloatArray, list[FloatArray]]]
# The best action, (n_obs,), and how it changes with each own parameter of the model.
Optimum = Callable[[FloatArray], tuple[FloatArray, list[FloatArray]]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, unit, and the bounds within which it is estimated."""

    name: str
    unit: str
    low: float
    high: float
    is_log: bool = False  # estimated, and spread out over its range, on the scale of its logarithm


PRECISION = Parameter("precision", "per point", 1e-6, 10.0, is_log=True)
NOISE_SD = Parameter("noise_sd", "units", 0.05, 1_000.0, is_log=True)
# One lapse in ten thousand decisions is as good as none, and keeps the likelihood of an odd decision finite.
LAPSE = Parameter("lapse", "probability", 1e-4, 0.9, is_log=True)

# How stated beliefs scatter; whole units leave half a unit at least.
BELIEF_SD = Parameter("belief_sd", "units", 0.5, 1_000.0, is_log=True)

# What a parameter can be at all; the bounds of estimation may be narrower.
_LIMITS = {"trust": (0, 1), "believed_trust": (0, 1), "trustworthiness": (0, np.inf)}


@dataclass(frozen=True)
class ChoiceModel(ABC):
    """A model of the choices of one role.

    Parameters
    ----------
    role : {"sender", "receiver"}
        Who chooses.
    options : Options
        The choices that the theory leaves open.

    """

    name: ClassVar[str]
    role: Role
    options: Options = DEFAULTS

    @abstractmethod
    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return the parameters besides noise and lapse; bounds may depend on the game's prices."""

    def utilities(self, design: Design) -> Utilities:
        """Return the function from own parameters to what actions are worth, in points, and its derivatives."""
        raise NotImplementedError

    @abstractmethod
    def optimum(self, design: Design) -> Optimum:
        """Return the function from own parameters to the best action, in units, and its derivatives."""

    def belief_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return the parameters that stated beliefs add, the scatter last."""
        return (BELIEF_SD,)

    @abstractmethod
    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the function from own parameters to what is believed after each report, and its derivatives.

        In units, (n_reports,): a sender believes in a capacity, a receiver in a forecast. Parameters that beliefs add,
        but for their scatter, come after the model's own.
        """

    @property
    def noise(self) -> str:
        """Return which noise the model's choices have."""
        return self.options.noise

    def parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return all parameters: the model's own, then the noise's, then the lapse rate."""
        return (*self.own_parameters(game), PRECISION if self.noise == "logit" else NOISE_SD, LAPSE)

    def log_choice_probs(self, params: Mapping[str, float], design: Design) -> FloatArray:
        """Return the log-probability of each action in each decision.

        Parameters
        ----------
        params : mapping
            A number for each of `parameters`, and for nothing else.
        design : Design
            Of the model's role.

        Returns
        -------
        (n_obs, n_actions) array
            ``exp`` of each row sums to one; columns are ``design.actions``.

        Raises
        ------
        ValueError
            If a parameter is lacking, unknown or outside what the model allows, or the design is of the other role.

        """
        *own, noise, lapse = self.values(params, design)
        if self.noise == "logit":
            worth, _ = self.utilities(design)(np.array(own))
            log_probs = choice_noise.logit(worth, noise)
        else:
            best, _ = self.optimum(design)(np.array(own))
            log_probs = choice_noise.discretised_normal(best, design.actions, noise)
        return choice_noise.with_lapse(log_probs, lapse, len(design.actions))

    def values(self, params: Mapping[str, float], design: Design) -> FloatArray:
        """Return the numbers of `params` in the order of `parameters`, checked."""
        if design.role != self.role:
            raise ValueError(f"design must be of the {self.role}, not of the {design.role}")
        names = [parameter.name for parameter in self.parameters(design.game)]
        # Where a fit used stated beliefs, its estimates hold their scatter as well, which no choice depends on.
        of_beliefs = {parameter.name for parameter in self.belief_parameters(design.game)}
        if set(params) - of_beliefs != set(names):
            raise ValueError(f"params must be {', '.join(names) or 'empty'}, not {', '.join(params) or 'empty'}")
        values = np.array([params[name] for name in names], dtype=np.float64)
        for name, value in zip(names, values, strict=True):
            within(name, value, *_LIMITS.get(name, (-np.inf, np.inf)))
        return values


@dataclass(frozen=True)
class Trust(ChoiceModel):
    """The trust-embedded model; see the module `trust`."""

    name: ClassVar[str] = "trust"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return trust, or trustworthiness and believed trust."""
        if self.role == "receiver":
            return (Parameter("trust", "share", 0, 1),)
        # Nothing is gained beyond the margin r - w; twice that leaves logit room to be sure of the truth.
        highest = 2 * (game.retail_price - game.wholesale_price)
        return (
            Parameter("trustworthiness", "points per unit", 0, highest),
            Parameter("believed_trust", "share", 0, 1),
        )

    def utilities(self, design: Design) -> Utilities:
        """Return expected profit, less what lies cost the sender inwardly."""
        if self.role == "sender":
            return self._sender_utilities(design)
        return self._receiver_utilities(design) if design.game.is_uniform else self._quadrature_utilities(design)

    def _quadrature_utilities(self, design: Design) -> Utilities:
        game, prior, reports = design.game, self.options.prior, design.states
        by_low, by_high = (slope[:, None] for slope in trust.bounds_slopes(reports, game, prior))
        margin = design.actions - game.mean_demand
        price = game.wholesale_price - game.production_cost
        sold_out = (price - game.capacity_cost) * design.actions

        def worth(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            belief = trust.believed_forecast(reports, own[0], game, prior).column()
            idle = quadrature_sums.mean_excess(margin, belief, game.noise)
            slope = quadrature_sums.mean_excess_slope(margin, belief, game.noise, by_low, by_high)
            return sold_out - price * idle, [-price * slope]

        return worth

    def _receiver_utilities(self, design: Design) -> Utilities:
        game, prior, reports = design.game, self.options.prior, design.states
        slopes = [slope[:, None] for slope in trust.bounds_slopes(reports, game, prior)]
        margin = (design.actions - game.mean_demand)[None, :]
        price = game.wholesale_price - game.production_cost
        sold_out = (price - game.capacity_cost) * design.actions
        # A truncated prior ends at the report whatever trust is.
        below_report = uniform_sums.IdleBelow(margin, reports[:, None], game.noise_half_width)

        def worth(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            belief = trust.believed_forecast(reports, own[0], game, prior).column()
            low, high = belief.low, belief.high
            if prior == "truncated":
                idle, by_low = below_report(low)
                idle *= -price
                idle += sold_out
                by_low *= -price * slopes[0]
                return idle, [by_low]
            idle = uniform_sums.mean_idle_capacity(margin, low, high, game.noise_half_width)
            by_low, by_high = uniform_sums.mean_idle_slopes(margin, low, high, game.noise_half_width, idle)
            return sold_out - price * idle, [-price * (by_low * slopes[0] + by_high * slopes[1])]

        return worth

    def _sender_utilities(self, design: Design) -> Utilities:
        game, prior = design.game, self.options.prior
        forecast, reports = design.states, design.actions
        by_cost = -np.abs(reports - forecast[:, None])
        price = game.retail_price - game.wholesale_price

        # What belief alone decides serves for all costs of lying that are tried with it.
        @lru_cache(maxsize=1)
        def profits(believed: float) -> tuple[FloatArray, FloatArray]:
            capacity = trust.receiver_capacity(reports, believed, game, prior)
            slope = trust.capacity_slope_in_trust(reports, believed, game, prior)
            margin = (capacity - game.mean_demand) - forecast[:, None]
            profit, unmet = game.noise.mean_excess_and_cdf(margin)
            np.subtract(capacity, profit, out=profit)
            profit *= price
            np.subtract(1, unmet, out=unmet)
            unmet *= price * slope
            return profit, unmet

        def worth(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            profit, by_belief = profits(own[1])
            return profit + own[0] * by_cost, [by_cost, by_belief]

        return worth

    def optimum(self, design: Design) -> Optimum:
        """Return the report or capacity of the theory without noise."""
        game, prior, states = design.game, self.options.prior, design.states

        def capacity(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            best = np.asarray(trust.receiver_capacity(states, own[0], game, prior))
            return best, [trust.capacity_slope_in_trust(states, own[0], game, prior)]

        def report(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            best = np.asarray(trust.sender_report(states, own[0], own[1], game, prior))
            return best, list(trust.sender_report_slopes(best, states, own[0], own[1], game, prior))

        return capacity if self.role == "receiver" else report

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the capacity of believed trust, or the mean of the forecasts that trust believes in."""
        prior = self.options.prior

        def capacity(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            slope = trust.capacity_slope_in_trust(report, own[1], game, prior)
            return np.asarray(predicted_beliefs.trust_sender(report, own[1], game, prior)), [
                np.zeros_like(slope),
                slope,
            ]

        def forecast(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            slope = trust.believed_mean_slope(report, game, prior)
            return np.asarray(predicted_beliefs.trust_receiver(report, own[0], game, prior)), [slope]

        return capacity if self.role == "sender" else forecast


@dataclass(frozen=True)
class LevelK(ChoiceModel):
    """The level-k model at one level; see the module `level_k`.

    The truthful sender of level 0 maximises nothing. Under logit noise it acts as if each unit away from the truth
    cost the margin r - w, the most that a unit can ever earn.
    """

    name: ClassVar[str] = "level_k"
    level: int = 0

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none: the level is part of the model."""
        return ()

    def utilities(self, design: Design) -> Utilities:
        """Return expected profit against the level below."""
        worth = self._profits(design)
        return lambda _own: (worth, [])

    def _profits(self, design: Design) -> FloatArray:
        game, options = design.game, self.options
        if self.role == "receiver":
            return level_k.receiver_profits(design.states, design.actions, self.level, game, options)
        if self.level == 0:
            return -(game.retail_price - game.wholesale_price) * np.abs(design.actions - design.states[:, None])
        capacity = level_k.receiver_capacity(
            design.actions, self.level - 1, game, options.tie_break, options.unsent_reports
        )
        return expected_sender_profit(design.states, capacity, game)

    def optimum(self, design: Design) -> Optimum:
        """Return the report or capacity of the theory without noise."""
        decide = level_k.sender_report if self.role == "sender" else level_k.receiver_capacity
        options = self.options
        best = decide(design.states, self.level, design.game, options.tie_break, options.unsent_reports)
        return lambda _own: (best, [])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return what the level believes of the level that it best-responds to."""
        of_role = {"sender": predicted_beliefs.level_k_sender, "receiver": predicted_beliefs.level_k_receiver}
        believed = of_role[self.role](report, self.level, game, self.options.tie_break, self.options.unsent_reports)
        return lambda _own: (believed, [])


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
