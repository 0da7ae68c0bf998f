"""Populations of simulated people: how noise and the parameters of the theories are spread over people.

The defaults are meant to look like people in the published experiments; docs/explanation/models.md says how close
they come. Every person has parameters for both roles.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.registry import HYBRID, MAKERS, theory_of
from forecast_sharing.models.rounding import MULTIPLES
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.theory import Kind
from forecast_sharing.theory.assumptions import DEFAULTS, Options


@dataclass(frozen=True, slots=True)
class NoiseSpread:
    """How noise is spread over people, by role; which of the two kinds is used depends on the options."""

    sender_precision: Spread = Spread(0.024, 0.4)  # per point
    receiver_precision: Spread = Spread(0.002, 0.5)  # per point
    sender_sd: Spread = Spread(8, 0.4)  # units
    receiver_sd: Spread = Spread(25, 0.4)  # units
    lapse: Spread = Spread(0.02, 0.015)
    # Of stated beliefs; nothing published to go by.
    sender_belief_sd: Spread = Spread(30, 0.4)  # units
    receiver_belief_sd: Spread = Spread(25, 0.4)  # units
    # Of people who round most of what they decide, half of them to fives and half to tens.
    rounding_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that simulated people are drawn from.

    Parameters
    ----------
    of_theory : mapping
        By name of a theory, how people are spread under it; by default as the theory says.
    noise : NoiseSpread
        Noise and lapses, the same for all theories.
    trust_share : float
        In a hybrid population, the probability that a person follows the trust-embedded model.
    draw : function, optional
        From the game, the options and a source of chance to a person, instead of all of the above.

    """

    of_theory: Mapping[str, Any] = field(default_factory=dict)
    noise: NoiseSpread = field(default_factory=NoiseSpread)
    trust_share: float = 0.5
    draw: Callable[[Game, Options, np.random.Generator], "Decider"] | None = None


@dataclass(frozen=True, slots=True)
class Decider:
    """A simulated person: the theory and kind, and model and parameters by role."""

    theory: str
    kind: Kind
    models: dict[Role, ChoiceModel]
    params: dict[Role, dict[str, float]]
    # Most decisions are rounded to multiples of this.
    rounds_to: int = 1


def draw_decider(
    maker: str, game: Game, population: Population, rng: np.random.Generator, options: Options = DEFAULTS
) -> Decider:
    """Return a person drawn from the population.

    Raises
    ------
    ValueError
        If the maker is not one of `MAKERS`.

    """
    if maker not in MAKERS:
        raise ValueError(f"theory must be one of {', '.join(MAKERS)}, not {maker!r}")
    if population.draw is not None:
        return population.draw(game, options, rng)
    if maker == HYBRID:
        maker = "trust" if rng.random() < population.trust_share else "level_k"
    theory = theory_of(maker)
    spread = population.of_theory.get(maker, theory.population)
    kind, own = theory.draw(spread, game, options, rng)
    models = {role: theory.make(role, options, **kind) for role in ROLES}
    params = {role: own[role] | _draw_noise(model, population.noise, rng) for role, model in models.items()}
    return Decider(maker, kind, models, params, _draw_rounding(population.noise.rounding_share, rng))


def _draw_rounding(share: float, rng: np.random.Generator) -> int:
    if share == 0 or rng.random() >= share:
        return 1
    # With even chances.
    return int(rng.choice(MULTIPLES))


def _draw_noise(model: ChoiceModel, spread: NoiseSpread, rng: np.random.Generator) -> dict[str, float]:
    lapse = spread.lapse.beta(rng)
    if model.noise == "logit":
        precision = spread.sender_precision if model.role == "sender" else spread.receiver_precision
        return {"precision": precision.log_normal(rng), "lapse": lapse}
    noise_sd = spread.sender_sd if model.role == "sender" else spread.receiver_sd
    return {"noise_sd": noise_sd.log_normal(rng), "lapse": lapse}
