"""The trust-embedded model with noise, and how people are spread under it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing import trust
from forecast_sharing.demand import quadrature_sums, uniform_sums
from forecast_sharing.game import Game
from forecast_sharing.models import predicted_beliefs
from forecast_sharing.models.choice_model import ChoiceModel, Optimum, Parameter, Utilities
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.theory import Drawn, Look, Theory
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]

# Steps of trust of about two standard errors of forty decisions; costs of lying closer together where they matter.
_TRUST_AXIS = tuple(np.linspace(0, 1, 21))
_BELIEVED_TRUST_AXIS = tuple(np.linspace(0, 1, 9))
_COST_AXIS = tuple(np.array([0, 0.5, 1.25, 2.5, 3.75, 5, 7.5, 10, 12.5, 17.5, 25, 37.5]) / 50)
_SHARE = (0, 1)
# Where many best reports are found at once, so near is enough. Units.
_NEARLY = 1e-3


@dataclass(frozen=True)
class Trust(ChoiceModel):
    """The trust-embedded model; see the module `trust`."""

    name: ClassVar[str] = "trust"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return trust, or trustworthiness and believed trust."""
        if self.role == "receiver":
            return (Parameter("trust", "share", *_SHARE, axis=_TRUST_AXIS, can_be=_SHARE),)
        # Nothing is gained beyond the margin r - w; twice that leaves logit room to be sure of the truth.
        highest = 2 * (game.retail_price - game.wholesale_price)
        return (
            Parameter("trustworthiness", "points per unit", 0, highest, axis=_COST_AXIS, can_be=(0, np.inf)),
            Parameter("believed_trust", "share", *_SHARE, axis=_BELIEVED_TRUST_AXIS, can_be=_SHARE),
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

        def utility(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            belief = trust.believed_forecast(reports, own[0], game, prior).column()
            idle = quadrature_sums.mean_excess(margin, belief, game.noise)
            slope = quadrature_sums.mean_excess_slope(margin, belief, game.noise, by_low, by_high)
            return sold_out - price * idle, [-price * slope]

        return utility

    def _receiver_utilities(self, design: Design) -> Utilities:
        game, prior, reports = design.game, self.options.prior, design.states
        slopes = [slope[:, None] for slope in trust.bounds_slopes(reports, game, prior)]
        margin = (design.actions - game.mean_demand)[None, :]
        price = game.wholesale_price - game.production_cost
        sold_out = (price - game.capacity_cost) * design.actions
        # A truncated prior ends at the report whatever trust is.
        below_report = uniform_sums.IdleBelow(margin, reports[:, None], game.noise_half_width)

        def utility(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
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

        return utility

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

        def utility(own: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
            profit, by_belief = profits(own[1])
            return profit + own[0] * by_cost, [by_cost, by_belief]

        return utility

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

    def optima(self, design: Design, own: FloatArray) -> FloatArray:
        """Return the reports or capacities of many people at once, which costs hardly more than those of one."""
        game, prior, states = design.game, self.options.prior, design.states
        columns = own.T[:, :, None]
        if self.role == "receiver":
            return np.asarray(trust.receiver_capacity(states, columns[0], game, prior))
        return np.asarray(trust.sender_report(states, columns[0], columns[1], game, prior, _NEARLY))

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

    def belief_range(self, game: Game, report: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the forecasts that trust believes in."""
        belief = trust.believed_forecast(report, own[0], game, self.options.prior)
        return belief.low, belief.high


@dataclass(frozen=True, slots=True)
class TrustPopulation:
    """How trust and trustworthiness are spread; some senders are truthful whatever it costs."""

    trust: Spread = Spread(0.4, 0.17)
    trustworthiness: Spread = Spread(1.65, 1.25)  # points per unit
    believed_trust: Spread = Spread(0.77, 0.1)
    truthful_share: float = 0.26


def _draw(spread: TrustPopulation, game: Game, _options: Options, rng: np.random.Generator) -> Drawn:
    # Beyond r - w, the most that a unit can earn, a larger cost of lying only makes the truth surer.
    margin = game.retail_price - game.wholesale_price
    is_truthful = rng.random() < spread.truthful_share
    cost = min(spread.trustworthiness.log_normal(rng), 1.5 * margin)
    sender = {
        "trustworthiness": 1.5 * margin if is_truthful else cost,
        "believed_trust": spread.believed_trust.beta(rng),
    }
    return {}, {"sender": sender, "receiver": {"trust": spread.trust.beta(rng)}}


TRUST = Theory(
    name="trust",
    label="trust",
    model_name="trust-embedded model",
    title="the trust-embedded model",
    found="Trust: the trust-embedded model predicts these people's decisions better than {others}.",
    make=Trust,
    look=Look("#0072B2", "-", "o", "solid blue", "circle"),
    options=("prior",),
    population=TrustPopulation(),
    draw=_draw,
    n_types=3,
    columns="trust_model",
)
