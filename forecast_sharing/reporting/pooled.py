"""Everybody alike: one parameter vector a role, with three kinds of standard error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.maximum_likelihood import Fit, fit
from forecast_sharing.estimation.standard_errors import Uncertainty, resampled, uncertainty
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import ROLES, Role
from forecast_sharing.models.theory import Kind, Theory
from forecast_sharing.theory.assumptions import Options

FloatArray = npt.NDArray[np.float64]
Progress = Callable[[int], None]

# Chunks are large enough that handing them out costs nothing, and small enough that processes end together.
_DRAWS_AT_ONCE = 5
_TAILS = (2.5, 97.5)
_FEWEST_BLOCKS = 3


@dataclass(frozen=True)
class PooledFit:
    """A model fitted to all people of a role, with its uncertainty and, where asked for, bootstrap draws by name.

    `n_blocks` counts the blocks of these people.
    """

    role: Role
    theory: Theory
    kind: Kind
    fit: Fit
    uncertainty: Uncertainty
    n_blocks: int
    draws: dict[str, FloatArray]

    @property
    def clustered_interval(self) -> dict[str, list[float]]:
        """Return 95% intervals from errors clustered by block: t with one degree of freedom less than blocks.

        None with fewer than three blocks: t with one degree of freedom says next to nothing.
        """
        if self.n_blocks < _FEWEST_BLOCKS:
            return {}
        reach = float(stdtrit(self.n_blocks - 1, _TAILS[1] / 100))
        errors = self.uncertainty.sandwich
        return {
            name: [value - reach * error, value + reach * error]
            for name, value in self.fit.params.items()
            if (error := errors.get(name)) is not None
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is doubtful, in words: of the estimates, and of errors from few blocks."""
        if self.n_blocks > self.fit.n_parameters:
            return self.uncertainty.notes
        few = f"{self.n_blocks} blocks for {self.fit.n_parameters} parameters: clustered errors are not to be trusted"
        return (*self.uncertainty.notes, few)

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        return {
            "role": self.role,
            "theory": self.theory.name,
            **self.kind,
            "params": self.fit.params,
            "log_likelihood": self.fit.log_likelihood,
            "n_obs": int(self.fit.n_obs),
            "standard_errors": {
                "hessian": self.uncertainty.hessian,
                "sandwich": self.uncertainty.sandwich,
                "bootstrap": {name: float(np.std(values, ddof=1)) for name, values in self.draws.items()},
            },
            "clustered_interval": self.clustered_interval,
            "bootstrap_interval": {
                name: [float(end) for end in np.percentile(values, _TAILS)] for name, values in self.draws.items()
            },
            "notes": list(self.notes),
        }


def pooled_fits(
    sample: Sample,
    people: Sequence[PersonFit],
    options: Options,
    theories: Sequence[Theory],
    *,
    n_draws: int,
    rng: np.random.Generator,
    progress: Progress = lambda _n: None,
) -> list[PooledFit]:
    """Return the theories fitted to each role as if all people were alike.

    Parameters
    ----------
    sample : Sample
        The decisions.
    people : sequence of PersonFit
        From `individual_fits.fit_people`; their medians are where searches start.
    options : Options
        As for the people.
    theories : sequence of Theory
        Those that are compared.
    n_draws : int
        Resamples of blocks; none with 0 or 1, or where there is only one block.
    rng : numpy.random.Generator
        Draws the resamples.
    progress : function
        Told how many resamples of a fit have been done.

    """
    weights = resampled(sample.blocks, sample.sessions, n_draws, rng)
    fitted = [
        (role, theory, *_best(theory, decisions, role, people, options))
        for role in ROLES
        if (decisions := sample.of_role(role))
        for theory in theories
    ]
    draws = _draw([(one, sample.of_role(role)) for role, _, _, one in fitted], weights, progress)
    return [
        PooledFit(
            role,
            theory,
            kind,
            one,
            uncertainty(one, sample.of_role(role), blocks=sample.blocks),
            _n_blocks(sample, role),
            _by_name(one, drawn),
        )
        for (role, theory, kind, one), drawn in zip(fitted, draws, strict=True)
    ]


def _best(
    theory: Theory, decisions: tuple[Decisions, ...], role: Role, people: Sequence[PersonFit], options: Options
) -> tuple[Kind, Fit]:
    """Return the kind of highest likelihood and its fit."""
    start = _median([one.theories[theory.name].fit.params for one in people if one.role == role])
    fits = [
        (kind, fit(model, decisions, starts=[start]))
        for kind, model in zip(theory.kinds_of(options), theory.models(role, options), strict=True)
    ]
    return max(fits, key=lambda found: found[1].log_likelihood)


def _n_blocks(sample: Sample, role: Role) -> int:
    return len(np.unique(sample.blocks[sample.n_obs_by_person(role) > 0]))


def _median(params: Sequence[dict[str, float]]) -> dict[str, float]:
    # Not all kinds of people have all parameters.
    names = dict.fromkeys(name for one in params for name in one)
    return {name: float(np.median([one[name] for one in params if name in one])) for name in names}


def _draw(
    fitted: Sequence[tuple[Fit, tuple[Decisions, ...]]], weights: FloatArray, progress: Progress
) -> list[list[dict[str, float]]]:
    """Return the estimates of each fit from all resamples."""
    draws: list[list[dict[str, float]]] = [[] for _ in fitted]
    if not len(weights):
        return draws
    chunks = np.array_split(weights, -(-len(weights) // _DRAWS_AT_ONCE))
    # All fits in one go: processes wait for each other only at the end.
    planned = [(number, chunk) for number in range(len(fitted)) for chunk in chunks]
    found = at_once(
        [
            partial(_refit, fitted[number][0].model, fitted[number][1], fitted[number][0].params, chunk)
            for number, chunk in planned
        ]
    )
    for (number, _), chunk_draws in zip(planned, found, strict=True):
        draws[number] += chunk_draws
        progress(len(chunk_draws))
    return draws


def _by_name(fitted: Fit, draws: Sequence[dict[str, float]]) -> dict[str, FloatArray]:
    return {name: np.array([draw[name] for draw in draws]) for name in fitted.params} if draws else {}


def _refit(
    model: ChoiceModel, decisions: tuple[Decisions, ...], start: dict[str, float], weights: FloatArray
) -> list[dict[str, float]]:
    people = np.concatenate([one.person for one in decisions])
    counts = np.concatenate([one.count for one in decisions])
    return [
        fit(model, decisions, counts * by_person[people], starts=[start]).params
        for by_person in weights
        # A role may be in none of the blocks drawn.
        if by_person[people].any()
    ]
