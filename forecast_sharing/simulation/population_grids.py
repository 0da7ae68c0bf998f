"""A known population on a grid: values of each parameter, and how many people have about as much of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.interpolate import Akima1DInterpolator
from scipy.special import logsumexp
from scipy.stats import beta, lognorm

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.level_k_model import LEVEL_K, truthful_sender
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.registry import theory_of
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TRUST, TrustPopulation
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]

# Between two values likelihoods are interpolated at so many more.
_FINER = 8
# Of noise, in standard deviations of its logarithm; the far ends are for people whom another theory describes better.
_NOISES = np.linspace(-6, 6, 29)
_SHARES = np.linspace(0, 1, 21)
_LAPSES = np.geomspace(2e-4, 0.5, 9)
# Of the cost of lying, as shares of the square root of the highest: reports move with the cost, not with its logarithm.
_COSTS = np.linspace(0, 1, 37)


@dataclass(frozen=True, eq=False)
class Axis:
    """One parameter.

    Parameters
    ----------
    values : (n,) array
        Where likelihoods are computed.
    scale : (n,) array
        The same values on the scale on which likelihoods are smooth.
    fine : (n_fine,) array
        Of that scale, where likelihoods are interpolated.
    log_weights : (n_fine,) array
        The share of people around each.

    """

    values: FloatArray
    scale: FloatArray
    fine: FloatArray
    log_weights: FloatArray

    def mean(self, logs: FloatArray) -> FloatArray:
        """Return the logarithm of the mean likelihood over people, along the last axis."""
        if len(self.values) > 1:
            logs = Akima1DInterpolator(self.scale, logs, axis=-1)(self.fine)
        return np.asarray(logsumexp(logs + self.log_weights, axis=-1))

    def coarser(self) -> "Axis":
        """Return the axis with every second value, to see what difference values make."""
        return Axis(self.values[::2], self.scale[::2], self.fine, self.log_weights)


@dataclass(frozen=True, eq=False)
class Branch:
    """Part of a population in one role: its share, its model, and axes of own parameters, noise and lapse."""

    share: float
    model: ChoiceModel
    axes: tuple[Axis, ...]


def branches(theory: str, role: Role, game: Game, population: Population, options: Options) -> Iterator[Branch]:
    """Yield the parts of a population of the theory, trust or level-k, that together are all of it."""
    spread = population.of_theory.get(theory, theory_of(theory).population)
    noise = _noise_axes(population.noise, role, options)
    if theory == LEVEL_K.name:
        for level, share in enumerate(spread.shares):
            if share:
                own = truthful_sender(game, options) if level == 0 and role == "sender" else {}
                axes = tuple(_one_value(value) for value in own.values())
                yield Branch(share, LEVEL_K.make(role, options, level=level), (*axes, *noise))
    elif role == "receiver":
        trust = _axis(spread.trust, _beta(spread.trust), _SHARES)
        yield Branch(1.0, TRUST.make(role, options), (trust, *noise))
    else:
        yield from _trust_senders(spread, game, TRUST.make(role, options), noise)


def _trust_senders(
    spread: TrustPopulation, game: Game, model: ChoiceModel, noise: tuple[Axis, ...]
) -> Iterator[Branch]:
    """Yield those who tell the truth whatever it costs, and the others."""
    highest = 1.5 * (game.retail_price - game.wholesale_price)
    of_cost = spread.trustworthiness
    costs = _log_normal(of_cost)
    beyond = float(costs.sf(highest) if of_cost.width else of_cost.centre > highest)
    truthful = spread.truthful_share + (1 - spread.truthful_share) * beyond
    cost = _axis(of_cost, costs, np.sqrt(highest) * _COSTS, np.square)
    believed = _axis(spread.believed_trust, _beta(spread.believed_trust), _SHARES)
    for share, axis in ((truthful, _one_value(highest)), (1 - truthful, cost)):
        if share:
            yield Branch(share, model, (axis, believed, *noise))


def _noise_axes(spread: NoiseSpread, role: Role, options: Options) -> tuple[Axis, Axis]:
    one = getattr(spread, f"{role}_{'precision' if options.noise == 'logit' else 'sd'}")
    noise = _axis(one, _log_normal(one), np.log(one.centre) + one.width * _NOISES, np.exp)
    return noise, _axis(spread.lapse, _beta(spread.lapse), np.log(_LAPSES), np.exp)


def _log_normal(spread: Spread) -> Any:
    return lognorm(spread.width or 1, scale=spread.centre)


def _beta(spread: Spread) -> Any:
    concentration = spread.centre * (1 - spread.centre) / spread.width**2 - 1 if spread.width else 1
    return beta(spread.centre * concentration, (1 - spread.centre) * concentration)


def _one_value(value: float) -> Axis:
    nothing = np.zeros(1)
    return Axis(np.array([value]), nothing, nothing, nothing)


def _axis(
    spread: Spread, distribution: Any, scale: FloatArray, back: Callable[[FloatArray], FloatArray] = np.asarray
) -> Axis:
    """Return the axis of a parameter that is spread so; `back` leads from the scale to its values."""
    if not spread.width:
        return _one_value(spread.centre)
    edges = np.interp(np.arange(_FINER * (len(scale) - 1) + 1) / _FINER, np.arange(len(scale)), scale)
    shares = np.diff(distribution.cdf(back(edges)))
    with np.errstate(divide="ignore"):
        return Axis(back(scale), scale, (edges[1:] + edges[:-1]) / 2, np.log(shares / shares.sum()))
