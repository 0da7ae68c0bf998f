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
        utility = self._profits(design)
        return lambda _own: (utility, [])

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
        return lambda _own: (best, [])

    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return what the level believes of the level that it best-responds to."""
        of_role = {"sender": predicted_beliefs.level_k_sender, "receiver": predicted_beliefs.level_k_receiver}
        believed = of_role[self.role](report, self.level, game, self.options.tie_break, self.options.off_path_beliefs)
        return lambda _own: (believed, [])

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


def _draw(spread: LevelKPopulation, _game: Game, _options: Options, rng: np.random.Generator) -> Drawn:
    level = int(rng.choice(len(spread.shares), p=spread.shares))
    return {"level": level}, {"sender": {}, "receiver": {}}


LEVEL_K = Theory(
    name="level_k",
    label="level-k",
    model_name="level-k model",
    title="level-k",
    found="Level-k: steps of reasoning predict these people's decisions better than {others}.",
    make=LevelK,
    look=Look("#D55E00", "--", "s", "dashed red", "square"),
    options=("tie_break", "off_path_beliefs"),
    population=LevelKPopulation(),
    draw=_draw,
    kinds_of=lambda options: tuple({"level": level} for level in range(options.highest_level + 1)),
    kind_word="level",
)
