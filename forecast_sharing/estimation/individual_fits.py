"""What each person's decisions say: both theories fitted person by person and role by role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.grids import Grid
from forecast_sharing.estimation.maximum_likelihood import Fit, fit
from forecast_sharing.estimation.parameter_distributions import Grids
from forecast_sharing.estimation.standard_errors import Uncertainty, uncertainty
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import DEFAULTS, Options

FloatArray = npt.NDArray[np.float64]
Better = Literal["trust", "level_k", "undecided"]

# A second start is worth its time where the grid says that another place is nearly as good.
_NEARLY_AS_GOOD = 4.0
# Levels whose best grid point is this much worse than the best level's cannot win after refinement.
_HOPELESS = 4.0
# A difference in BIC of less than 2 is "not worth more than a bare mention" in the usual reading.
_BARE_MENTION = 2.0
_FEW_DECISIONS = 10


@dataclass(frozen=True)
class TrustEstimate:
    """The trust-embedded model of one person in one role."""

    fit: Fit
    uncertainty: Uncertainty


@dataclass(frozen=True)
class LevelEstimate:
    """The level-k model of one person in one role.

    Parameters
    ----------
    level : int
        Of highest likelihood in this role.
    posterior : tuple of float
        Probability of each level from 0 on, given all of the person's decisions and the shares of all people.
    fit : Fit
        At that level; the level counts as a parameter.
    uncertainty : Uncertainty
        Of precision or noise_sd, and lapse, given the level.
    tied : tuple of int
        Other levels that fit as well within two log-likelihood units.

    """

    level: int
    posterior: tuple[float, ...]
    fit: Fit
    uncertainty: Uncertainty
    tied: tuple[int, ...]


@dataclass(frozen=True)
class PersonFit:
    """Both theories for one person in one role, and which describes the person better.

    `better` goes by BIC, the level counting as a parameter; a difference below 2 is undecided. `notes` says in words
    what is doubtful: not converged, at a bound, weakly identified, few decisions, levels that fit alike.
    """

    session: str
    code: str
    role: Role
    n_obs: int
    trust: TrustEstimate
    level_k: LevelEstimate
    better: Better
    notes: tuple[str, ...]


def fit_people(
    sample: Sample,
    grids: Grids,
    level_posterior: FloatArray,
    options: Options = DEFAULTS,
) -> Iterator[PersonFit]:
    """Yield the fits of each person in each role that the person had, senders first.

    Parameters
    ----------
    sample : Sample
        The decisions.
    grids : Grids
        From `population.grids_of`.
    level_posterior : (n_people, n_levels) array
        From `population.predict_people`.
    options : Options
        As for the grids.

    """
    for role in grids.trust:
        counts = sample.n_obs_by_person(role)
        for person in np.flatnonzero(counts):
            decisions = sample.of_person(int(person), role)
            trust = _fit_trust(decisions, Trust(role, options), grids.trust[role], int(person))
            level = _fit_level(
                decisions, LevelK(role, options), grids.level_k[role], int(person), level_posterior[person]
            )
            yield PersonFit(
                sample.people[person].session,
                sample.people[person].code,
                role,
                int(counts[person]),
                trust,
                level,
                _better(trust.fit, level.fit),
                _notes(int(counts[person]), trust, level),
            )


def _fit_trust(decisions: tuple[Decisions, ...], model: Trust, grid: Grid, person: int) -> TrustEstimate:
    starts = grid.best(person, 2)
    near = [start for value, start in starts if value > starts[0][0] - _NEARLY_AS_GOOD]
    found = fit(model, decisions, starts=near)
    return TrustEstimate(found, uncertainty(found, decisions))


def _fit_level(
    decisions: tuple[Decisions, ...], model: LevelK, grid: Grid, person: int, posterior: FloatArray
) -> LevelEstimate:
    table = grid.log_likelihood(np.array([person]))[0]
    by_level = table.reshape(len(table), -1).max(axis=1)
    fits = {}
    for level in np.flatnonzero(by_level > by_level.max() - _HOPELESS):
        start = grid.point((level, *np.unravel_index(int(np.argmax(table[level])), table[level].shape)))
        one = LevelK(model.role, model.options, level=int(level))
        fits[int(level)] = fit(one, decisions, starts=[start])
    level = max(fits, key=lambda k: fits[k].log_likelihood)
    best = fits[level]
    tied = tuple(k for k, other in fits.items() if k != level and other.log_likelihood > best.log_likelihood - 2)
    counted = Fit(**{**vars(best), "n_parameters": best.n_parameters + 1})
    return LevelEstimate(level, tuple(map(float, posterior)), counted, uncertainty(best, decisions), tied)


def _better(trust: Fit, level_k: Fit) -> Better:
    difference = trust.bic - level_k.bic
    if abs(difference) < _BARE_MENTION:
        return "undecided"
    return "trust" if difference < 0 else "level_k"


def _notes(n_obs: int, trust: TrustEstimate, level: LevelEstimate) -> tuple[str, ...]:
    notes = [f"only {n_obs} decisions"] if n_obs < _FEW_DECISIONS else []
    notes += [f"trust: {note}" for note in trust.uncertainty.notes]
    notes += [f"level_k: {note}" for note in level.uncertainty.notes]
    if level.tied:
        notes.append(f"level_k: level {', '.join(map(str, level.tied))} fits as well as level {level.level}")
    return tuple(notes)
