"""What simulated people can be made of in a study of the verdict, and which verdict is right about them."""

from dataclasses import dataclass

import numpy as np

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.level_k_model import LEVEL_K, LevelKPopulation
from forecast_sharing.models.naive import Linear
from forecast_sharing.models.people import Decider, NoiseSpread, Population
from forecast_sharing.models.registry import COMPARED, HYBRID, NEITHER, UNDECIDED
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TRUST, TrustPopulation
from forecast_sharing.theory.assumptions import Options


@dataclass(frozen=True, eq=False)
class Maker:
    """People of one make.

    Parameters
    ----------
    name : str
        As in flags and tables.
    theory : str
        What they follow, one of `registry.MAKERS`.
    population : Population
        How they are spread.
    right : str
        The verdict that says what they are; undecided where the theories say the same of them.
    meaning : str
        Who they are, in words.

    """

    name: str
    theory: str
    population: Population
    right: str
    meaning: str


def _draw_contrary(_game: Game, options: Options, rng: np.random.Generator) -> Decider:
    """Return somebody who reports half of the forecast, and builds the less the higher the report."""
    lines = {"sender": (-40.0, 0.5), "receiver": (230.0, -0.3)}
    params = {
        role: {
            "intercept": height + 15 * rng.standard_normal(),
            "slope": slope + 0.1 * rng.standard_normal(),
            "noise_sd": 20 * np.exp(0.3 * rng.standard_normal()),
            "lapse": 0.02,
        }
        for role, (height, slope) in lines.items()
    }
    return Decider(Linear.name, {}, {role: Linear(role, options) for role in ROLES}, params)


def _alike(cost: float) -> Population:
    """Return people who trust and are trusted wholly, and mind lies so much."""
    return Population({TRUST.name: TrustPopulation(Spread(1, 0), Spread(cost, 0), Spread(1, 0), truthful_share=0)})


_TRUTHFUL_LEVEL = Population({LEVEL_K.name: LevelKPopulation((1, 0))})
_COINCIDE = "where the theories say the same: full trust, and"
CHOICES = (
    *(Maker(one.name, one.name, Population(), one.name, f"all follow {one.title}") for one in COMPARED),
    Maker(HYBRID, HYBRID, Population(), HYBRID, "each follows one of the two, with even chances"),
    Maker("level_0", LEVEL_K.name, _TRUTHFUL_LEVEL, UNDECIDED, f"{_COINCIDE} level 0"),
    # Lies earn at most 25 points a unit.
    Maker("truthful", TRUST.name, _alike(37.5), UNDECIDED, f"{_COINCIDE} a cost of lying of 37.5"),
    Maker("level_1", TRUST.name, _alike(1e-12), UNDECIDED, f"{_COINCIDE} no cost of lying"),
    Maker("contrary", TRUST.name, Population(draw=_draw_contrary), NEITHER, "lines that fall where theories' rise"),
)
NAMES = tuple(one.name for one in CHOICES)


def rounding(population: Population, share: float) -> Population:
    """Return the population in which this share of people round most decisions to fives or tens."""
    noise = NoiseSpread(rounding_share=share)
    return Population(population.of_theory, noise, population.trust_share, population.draw)
