r"""Logit quantal response equilibrium: both roles respond, with noise, to each other's noisy play.

In the game of reports and capacities, reports cost nothing and every sender prefers more capacity whatever the
forecast. The equilibrium that starts from wholly random play and is followed as precision rises [McKelvey and Palfrey
1998, the agent form] is then known in closed form (derived): senders send all reports alike after every forecast,
so a report says nothing and the receiver responds to expected profit over the whole prior,

.. math:: p(m \mid \xi) = \frac{1}{n}, \qquad p(K \mid m) \propto \exp(\lambda\, E_\xi[\pi_R(K, \xi)])

Given such receivers, what a sender earns does not depend on the report, and logit choice among reports that earn the
same is even; given such senders, the forecast after any report is distributed as before. This holds at every
precision, so that of the sender cannot be seen in reports. It is what noise in equilibrium alone explains: neither
inflation nor belief in reports.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel, Optimum, Parameter, Utilities
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.theory import Drawn, Look, Theory
from forecast_sharing.theory.assumptions import Options
from forecast_sharing.theory.expected_profits import expected_receiver_profit

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class QuantalResponse(ChoiceModel):
    """Play in the equilibrium, at the person's precision; see the module."""

    name: ClassVar[str] = "qre"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none: the precision of noise is that of the equilibrium."""
        return ()

    @property
    def noise(self) -> str:
        """Return logit, whatever the options say: the equilibrium is one of logit responses."""
        return "logit"

    def utilities(self, design: Design) -> Utilities:
        """Return expected profit, of senders less what all reports earn alike."""
        utility = np.zeros((len(design.states), len(design.actions)))
        if self.role == "receiver":
            utility += expected_receiver_profit(_whole_prior(design.game, 1), design.actions, design.game)
        return lambda _own: (utility, [])

    def optimum(self, design: Design) -> Optimum:
        """Return the capacity that suits the prior; of reports none is best."""
        if self.role == "sender":
            raise NotImplementedError
        best = np.full(len(design.states), design.game.babbling_capacity())
        return lambda _own: (best, [])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the likeliest capacity, which suits the prior, or the prior's mean, whatever the report."""
        believed = game.babbling_capacity() if self.role == "sender" else float(_whole_prior(game, 1).mean[0])
        return lambda _own: (np.full(len(report), believed), [])

    def belief_range(self, game: Game, report: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the ends of all forecasts."""
        whole = _whole_prior(game, len(report))
        return whole.low, whole.high


def _whole_prior(game: Game, n_reports: int) -> BelievedForecast:
    high = np.full(n_reports, float(game.forecast_half_width))
    return BelievedForecast.between(game.prior, -high, high)


def _draw(_population: Any, _game: Game, _options: Options, _rng: np.random.Generator) -> Drawn:
    return {}, {"sender": {}, "receiver": {}}


QUANTAL_RESPONSE = Theory(
    name="qre",
    label="quantal response",
    model_name="quantal response equilibrium",
    title="quantal response equilibrium",
    found="Quantal response: noise in equilibrium predicts these people's decisions better than {others}.",
    make=QuantalResponse,
    look=Look("#009E73", ":", "^", "dotted green", "triangle"),
    options=(),
    population=None,
    draw=_draw,
)
