"""People of a few types, or all alike: their true parameters are numbers, which intervals should hold.

Of people who differ continuously a mixture of types estimates whatever is nearest, and nobody knows what that is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from forecast_sharing.estimation.comparison import likeliest
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.individual_fits import fit_people
from forecast_sharing.estimation.mixtures import fit_mixture, roles_of, types_of
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.level_k_model import LEVEL_K, truthful_sender
from forecast_sharing.models.people import Decider, Population
from forecast_sharing.models.registry import COMPARED, HYBRID, theory_of
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.simulation.datasets import Dataset
from forecast_sharing.simulation.intervals import of_mixture, of_pooled
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Options

MAKERS = (TRUST.name, LEVEL_K.name, HYBRID)
# As many as a mixture has, apart from each other in both roles: share, trust, trustworthiness, believed trust.
_TRUST_TYPES = ((0.4, 0.15, 0.5, 0.95), (0.35, 0.5, 3.0, 0.8), (0.25, 0.85, 12.0, 0.65))
_LEVELS = (0.35, 0.3, 0.2, 0.15)
# All alike: the second type, or level 1.
_ALIKE = 1
_NOISE: dict[str, dict[Role, float]] = {
    "precision": {"sender": 0.024, "receiver": 0.004},
    "noise_sd": {"sender": 8.0, "receiver": 20.0},
}
_LAPSE = 0.05


@dataclass(frozen=True, slots=True)
class PlainPeople:
    """A data set of people who are of a few types, or all alike; `n_draws` resamples say how sure pooled fits are."""

    design: Dataset
    are_alike: bool
    n_draws: int

    def key(self) -> dict[str, Any]:
        """Return what identifies it within a study."""
        return self.design.key() | {"people": "alike" if self.are_alike else "types"}


def designs(datasets: list[Dataset], n_draws: int) -> list[PlainPeople]:
    """Return a data set of types, and for one theory one of people who are all alike, for each of a study's."""
    found = [PlainPeople(one, False, n_draws) for one in datasets if one.theory in MAKERS]
    return found + [PlainPeople(one, True, n_draws) for one in datasets if one.theory in MAKERS[:2]]


def types(theory: str, options: Options) -> tuple[list[float], list[Decider]]:
    """Return the types of people and the share of each."""
    if theory == HYBRID:
        each = [types(name, options) for name in MAKERS[:2]]
        return [share / 2 for shares, _ in each for share in shares], [one for _, some in each for one in some]
    if theory == LEVEL_K.name:
        # Prices are the same in all treatments.
        truthful: dict[Role, dict[str, float]] = {"sender": truthful_sender(Game(), options)}
        possible = _LEVELS[: options.highest_level + 1]
        every = [_decider(theory, {"level": k}, {} if k else truthful, options) for k in range(len(possible))]
        return [share / sum(possible) for share in possible], every
    own = [
        {"receiver": {"trust": trust}, "sender": {"trustworthiness": cost, "believed_trust": believed}}
        for _, trust, cost, believed in _TRUST_TYPES
    ]
    return [share for share, *_ in _TRUST_TYPES], [_decider(theory, {}, one, options) for one in own]


def intervals_of(people: PlainPeople) -> dict[str, Any]:
    """Return the intervals of a fit, each beside its truth: of the mixture of types, or of everybody alike.

    Everything else is as in a fit: which variant is true is not known, and the likeliest is taken.
    """
    design = people.design
    shares, every = types(design.theory, design.options)
    if people.are_alike:
        shares, every = [1.0], [every[_ALIKE]]

    def draw(_game: Game, _options: Options, rng: np.random.Generator) -> Decider:
        return every[int(rng.choice(len(every), p=shares))]

    sample = collect(_simulated(design, Population(draw=draw)))
    theories = [theory_of(name) for name in MAKERS[:2] if design.theory in (name, HYBRID)]
    families = families_of(sample, design.considered, COMPARED)
    predictive = predict_people(sample, families)
    options = likeliest(design.considered, predictive)
    grids = grids_under(families, options)
    rng = np.random.default_rng(design.seed)
    if people.are_alike:
        fits = list(fit_people(sample, grids, predictive.kinds))
        pooled = pooled_fits(sample, fits, options, theories, n_draws=people.n_draws, rng=rng)
        return {"intervals": of_pooled(pooled, every[0])}
    roles = roles_of(sample)
    parts = [fit_mixture(sample, types_of(theory, roles, options), grids, rng) for theory in theories]
    mixture = parts[0]
    if len(parts) > 1:
        together = [one for part in parts for one in part.types]
        mixture = fit_mixture(sample, together, grids, rng, parts=parts)
    return {"intervals": of_mixture(mixture, every, shares)}


def _simulated(design: Dataset, population: Population) -> Any:  # pandas' table of rounds
    return simulate(
        design.theory,
        design.cells,
        pairs=design.pairs,
        n_rounds=design.n_rounds,
        seed=design.seed,
        block_size=design.block_size,
        population=population,
        options=design.options,
    ).rounds()


def _decider(theory: str, kind: dict[str, float], own: dict[Role, dict[str, float]], options: Options) -> Decider:
    models = {role: theory_of(theory).make(role, options, **kind) for role in ROLES}
    noise = "precision" if options.noise == "logit" else "noise_sd"
    params = {role: own.get(role, {}) | {noise: _NOISE[noise][role], "lapse": _LAPSE} for role in ROLES}
    return Decider(theory, kind, models, params)
