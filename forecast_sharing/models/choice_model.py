"""What every model is: one function from parameters and a design to log-probabilities of actions.

Likelihoods, simulations, predictions and computer players all ask `ChoiceModel.log_choice_probs`, so they cannot
disagree. A model says the utility of actions (under logit noise) or which is best (under normal noise); the noise and
the lapses are the same for all.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.models import choice_noise
from forecast_sharing.models.choice_problem import Design, Role
from forecast_sharing.theory.array_checks import within
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]

# The utilities of actions, (n_obs, n_actions), and how they change with each own parameter of the model.
Utilities = Callable[[FloatArray], tuple[FloatArray, list[FloatArray]]]
# The best action, (n_obs,), and how it changes with each own parameter of the model.
Optimum = Callable[[FloatArray], tuple[FloatArray, list[FloatArray]]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, unit, and the bounds within which it is estimated.

    Parameters
    ----------
    name, unit : str
        As in tables and reports.
    low, high : float
        Bounds of estimation.
    is_log : bool
        Whether it is estimated, and spread out over its range, on the scale of its logarithm.
    axis : tuple of float
        Where grids over people look, as shares of the range from `low` to `high`; empty for noise and lapses, and
        for parameters of models that have no grid.
    can_be : (float, float)
        What it can be at all.

    """

    name: str
    unit: str
    low: float
    high: float
    is_log: bool = False
    axis: tuple[float, ...] = ()
    can_be: tuple[float, float] = (-np.inf, np.inf)

    @property
    def label(self) -> str:
        """Return the name as pictures show it: "Believed trust"."""
        return self.name.replace("_", " ").capitalize()


PRECISION = Parameter("precision", "per point", 1e-6, 10.0, is_log=True)
NOISE_SD = Parameter("noise_sd", "units", 0.05, 1_000.0, is_log=True)
# One lapse in ten thousand decisions is as good as none, and keeps the likelihood of an odd decision finite.
LAPSE = Parameter("lapse", "probability", 1e-4, 0.9, is_log=True)

# How stated beliefs scatter; whole units leave half a unit at least.
BELIEF_SD = Parameter("belief_sd", "units", 0.5, 1_000.0, is_log=True)


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
        """Return the function from own parameters to the utilities of actions, in points, and their derivatives."""
        raise NotImplementedError

    @abstractmethod
    def optimum(self, design: Design) -> Optimum:
        """Return the function from own parameters to the best action, in units, and its derivatives."""

    def optima(self, design: Design, own: FloatArray) -> FloatArray:
        """Return the best action at each of several own parameters: (n_points, n_obs) from (n_points, n_own)."""
        best = self.optimum(design)
        return np.array([best(point)[0] for point in own])

    def belief_parameters(self, game: Game) -> tuple[Parameter, ...]:
        """Return the parameters that stated beliefs add, the scatter last."""
        return (BELIEF_SD,)

    @abstractmethod
    def belief(self, game: Game, report: FloatArray) -> Optimum:
        """Return the function from own parameters to what is believed after each report, and its derivatives.

        In units, (n_reports,): a sender believes in a capacity, a receiver in a forecast. Parameters that beliefs add,
        but for their scatter, come after the model's own.
        """

    def belief_range(self, game: Game, report: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and the highest forecast that a receiver thinks possible after each report, in units.

        (n_reports,) arrays, given the model's own parameters; of theories, which simulated people follow.
        """
        raise NotImplementedError

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
            utility, _ = self.utilities(design)(np.array(own))
            log_probs = choice_noise.logit(utility, noise)
        else:
            best, _ = self.optimum(design)(np.array(own))
            log_probs = choice_noise.discretised_normal(best, design.actions, noise)
        return choice_noise.with_lapse(log_probs, lapse, len(design.actions))

    def values(self, params: Mapping[str, float], design: Design) -> FloatArray:
        """Return the numbers of `params` in the order of `parameters`, checked."""
        if design.role != self.role:
            raise ValueError(f"design must be of the {self.role}, not of the {design.role}")
        parameters = self.parameters(design.game)
        names = [parameter.name for parameter in parameters]
        # Where a fit used stated beliefs, its estimates hold their scatter as well, which no choice depends on.
        of_beliefs = {parameter.name for parameter in self.belief_parameters(design.game)}
        if set(params) - of_beliefs != set(names):
            raise ValueError(f"params must be {', '.join(names) or 'empty'}, not {', '.join(params) or 'empty'}")
        values = np.array([params[name] for name in names], dtype=np.float64)
        for parameter, value in zip(parameters, values, strict=True):
            within(parameter.name, value, *parameter.can_be)
        return values
