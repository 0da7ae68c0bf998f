"""Populations of simulated people: how the parameters of either theory are spread over people.

The defaults are meant to look like people in the published experiments; docs/explanation/models.md says how close
they come. Every person has parameters for both roles.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
Theory = Literal["trust", "level_k", "hybrid"]
THEORIES: tuple[Theory, ...] = ("trust", "level_k", "hybrid")


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution over people: log-normal about a median, or beta about a mean.

    Parameters
    ----------
    centre : float
        The median of a log-normal, the mean of a beta.
    width : float
        The standard deviation: of the logarithm, or of the beta itself. Zero: all people are alike.

    """

    centre: float
    width: float

    def log_normal(self, rng: np.random.Generator) -> float:
        """Return one draw above zero."""
        return float(self.centre * np.exp(self.width * rng.standard_normal()))

    def beta(self, rng: np.random.Generator) -> float:
        """Return one draw between zero and one."""
        if self.width == 0 or self.centre in (0, 1):
            return self.centre
        concentration = self.centre * (1 - self.centre) / self.width**2 - 1
        if concentration <= 0:
            raise ValueError(
                f"width must be less than {(self.centre * (1 - self.centre)) ** 0.5:g}, not {self.width!r}"
            )
        return float(rng.beta(self.centre * concentration, (1 - self.centre) * concentration))


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


@dataclass(frozen=True, slots=True)
class TrustPopulation:
    """How trust and trustworthiness are spread; some senders are truthful whatever it costs."""

    trust: Spread = Spread(0.4, 0.17)
    trustworthiness: Spread = Spread(1.65, 1.25)  # points per unit
    believed_trust: Spread = Spread(0.77, 0.1)
    truthful_share: float = 0.26


@dataclass(frozen=True, slots=True)
class LevelKPopulation:
    """The share of each level, from 0 on."""

    shares: tuple[float, ...] = (0.45, 0.3, 0.15, 0.07, 0.03)

    def __post_init__(self) -> None:
        """Refuse shares that are not probabilities."""
        if min(self.shares) < 0 or abs(sum(self.shares) - 1) > 1e-9:
            raise ValueError(f"shares must be at least 0 and sum to 1, not {self.shares!r}")


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that simulated people are drawn from.

    Parameters
    ----------
    trust, level_k : TrustPopulation, LevelKPopulation
        The two theories.
    noise : NoiseSpread
        Noise and lapses, the same for both.
    trust_share : float
        In a hybrid population, the probability that a person follows the trust-embedded model.

    """

    trust: TrustPopulation = field(default_factory=TrustPopulation)
    level_k: LevelKPopulation = field(default_factory=LevelKPopulation)
    noise: NoiseSpread = field(default_factory=NoiseSpread)
    trust_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Decider:
    """A simulated person: the theory, and model and parameters by role."""

    theory: str
    models: dict[Role, ChoiceModel]
    params: dict[Role, dict[str, float]]


def draw_decider(
    theory: Theory, game: Game, population: Population, rng: np.random.Generator, options: Options = DEFAULTS
) -> Decider:
    """Return a person drawn from the population.

    Raises
    ------
    ValueError
        If the theory is not one of trust, level_k and hybrid.

    """
    if theory not in THEORIES:
        raise ValueError(f"theory must be one of {', '.join(THEORIES)}, not {theory!r}")
    if theory == "hybrid":
        theory = "trust" if rng.random() < population.trust_share else "level_k"
    if theory == "trust":
        own = _draw_trust(game, population.trust, rng)
        models: dict[Role, ChoiceModel] = {role: Trust(role, options) for role in ROLES}
    else:
        level = int(rng.choice(len(population.level_k.shares), p=population.level_k.shares))
        own = {"sender": {}, "receiver": {}}
        models = {role: LevelK(role, options, level=level) for role in ROLES}
    return Decider(
        theory, models, {role: own[role] | _draw_noise(role, population.noise, options, rng) for role in ROLES}
    )


def _draw_trust(game: Game, spread: TrustPopulation, rng: np.random.Generator) -> dict[Role, dict[str, float]]:
    # Beyond r - w, the most that a unit can earn, a larger cost of lying only makes the truth surer.
    margin = game.retail_price - game.wholesale_price
    is_truthful = rng.random() < spread.truthful_share
    cost = min(spread.trustworthiness.log_normal(rng), 1.5 * margin)
    return {
        "sender": {
            "trustworthiness": 1.5 * margin if is_truthful else cost,
            "believed_trust": spread.believed_trust.beta(rng),
        },
        "receiver": {"trust": spread.trust.beta(rng)},
    }


def _draw_noise(role: Role, spread: NoiseSpread, options: Options, rng: np.random.Generator) -> dict[str, float]:
    lapse = spread.lapse.beta(rng)
    if options.noise == "logit":
        precision = spread.sender_precision if role == "sender" else spread.receiver_precision
        return {"precision": precision.log_normal(rng), "lapse": lapse}
    noise_sd = spread.sender_sd if role == "sender" else spread.receiver_sd
    return {"noise_sd": noise_sd.log_normal(rng), "lapse": lapse}
