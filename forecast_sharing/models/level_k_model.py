"""The level-k model with noise, at one level, and how levels are spread over people."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing import level_k
from forecast_sharing.game import Game
from forecast_sharing.models import predicted_beliefs
from forecast_sharing.models.choice_model import ChoiceModel, Optimum, Parameter, Utilities
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.theory import Drawn, Look, Theory
from forecast_sharing.theory.assumptions import Options
from forecast_sharing.theory.expected_profits import expected_sender_profit

FloatArray = npt.NDArray[np.float64]

# Of the truthful sender, from the margin to twice it.
_COST_AXIS = (0, 0.25, 0.5, 1)


@dataclass(frozen=True)
class LevelK(ChoiceModel):
    """The level-k model at one level; see the module `level_k`.

    The truthful sender of level 0 maximises nothing, so theory does not say what its errors go by. Under logit noise
    it acts as if each unit away from the truth cost the margin r - w, the most that a unit can ever earn; or, with
    `level_0_errors` "profit", as if it earned what a receiver who believes it makes it earn, less a cost of lying that
    is at least that margin. With trust and believed trust of one the two theories are then the same.
    """

    name: ClassVar[str] = "level_k"
    level: int = 0

    @property
    def _has_errors_by_profit(self) -> bool:
        options = self.options
        is_level_0 = self.role == "sender" and self.level == 0
        return is_level_0 and options.noise == "logit" and options.level_0_errors == "profit"

    def own_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return none, for the level is part of the model, or the truthful sender's cost of lying."""
        if not self._has_errors_by_profit:
            return ()
        # Less than the margin would not keep it truthful; twice it is where trust's cost of lying ends, too.
        margin = game.retail_price - game.wholesale_price
        can_be = (margin, np.inf)
        return (Parameter("truth_cost", "points per unit", margin, 2 * margin, axis=_COST_AXIS, can_be=can_be),)

    def utilities(self, design: Design) -> Utilities:
        """Return expected profit against the level below."""
        if self._has_errors_by_profit:
            profit = self._believed_profits(design)
            by_cost = -np.abs(design.actions - design.states[:, None])
            return lambda own: (profit + own[0] * by_cost, [by_cost])
        utility = self._profits(design)
        return lambda _own: (utility, [])

    def _believed_profits(self, design: Design) -> FloatArray:
        """Return what each report earns from a receiver of level 0."""
        game = design.game
        return expected_sender_profit(design.states, game.full_trust_capacity(design.actions), game)

    def _profits(self, design: Design) -> FloatArray:
        game, options = design.game, self.options
        if self.role == "receiver":
            return level_k.receiver_profits(design.states, design.actions, self.level, game, options)
        if self.level == 0:
            return -(game.retail_price - game.wholesale_price) * np.abs(design.actions - design.states[:, None])
        capacity = level_k.receiver_capacity(
            design.actions, self.level - 1, game, options.tie_break, options.off_path_beliefs
        )
        return expected_sender_profit(design.states, capacity, game)

    def optimum(self, design: Design) -> Optimum:
        """Return the report or capacity of the theory without noise."""
        decide = level_k.sender_report if self.role == "sender" else level_k.receiver_capacity
        options = self.options
        best = decide(design.states, self.level, design.game, options.tie_break, options.off_path_beliefs)
        # The truthful sender's cost of lying moves none of this.
        return lambda own: (best, [np.zeros_like(best) for _ in own])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return what the level believes of the level that it best-responds to."""
        of_role = {"sender": predicted_beliefs.level_k_sender, "receiver": predicted_beliefs.level_k_receiver}
        believed = of_role[self.role](report, self.level, game, self.options.tie_break, self.options.off_path_beliefs)
        return lambda own: (believed, [np.zeros_like(believed) for _ in own])

    def belief_range(self, game: Game, report: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the forecasts after which the sender of this level sends the report."""
        tie_break, off_path_beliefs = self.options.tie_break, self.options.off_path_beliefs
        _, low, high = level_k.believed_forecasts(report, self.level, game, tie_break, off_path_beliefs)
        return low, high


@dataclass(frozen=True, slots=True)
class LevelKPopulation:
    """The share of each level, from 0 on."""

    shares: tuple[float, ...] = (0.45, 0.3, 0.15, 0.07, 0.03)

    def __post_init__(self) -> None:
        """Refuse shares that are not probabilities."""
        if min(self.shares) < 0 or abs(sum(self.shares) - 1) > 1e-9:
            raise ValueError(f"shares must be at least 0 and sum to 1, not {self.shares!r}")


def _draw(spread: LevelKPopulation, game: Game, options: Options, rng: np.random.Generator) -> Drawn:
    level = int(rng.choice(len(spread.shares), p=spread.shares))
    return {"level": level}, {"sender": truthful_sender(game, options) if level == 0 else {}, "receiver": {}}


def truthful_sender(game: Game, options: Options) -> dict[str, float]:
    """Return the own parameters of a simulated sender of level 0: where trust's truthful senders are."""
    own = LevelK("sender", options).own_parameters(game)
    return {parameter.name: (parameter.low + parameter.high) / 2 for parameter in own}


LEVEL_K = Theory(
    name="level_k",
    label="level-k",
    model_name="level-k model",
    title="level-k",
    found="Level-k: steps of reasoning predict these people's decisions better than {others}.",
    make=LevelK,
    look=Look("#D55E00", "--", "s", "dashed red", "square"),
    options=("tie_break", "off_path_beliefs", "level_0_errors"),
    population=LevelKPopulation(),
    draw=_draw,
    kinds_of=lambda options: tuple({"level": level} for level in range(options.highest_level + 1)),
    kind_word="level",
)
