"""What each person's decisions say: the theories fitted person by person and role by role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Decisions, Sample
from forecast_sharing.estimation.grids import Grids
from forecast_sharing.estimation.maximum_likelihood import Fit, fit
from forecast_sharing.estimation.standard_errors import Uncertainty, uncertainty
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.registry import UNDECIDED
from forecast_sharing.models.theory import Kind, Theory

FloatArray = npt.NDArray[np.float64]

# A second start is worth its time where the grid says that another place is nearly as good.
_NEARLY_AS_GOOD = 4.0
# Kinds whose best grid point is this much worse than the best kind's cannot win after refinement.
_HOPELESS = 4.0
# A difference in BIC of less than 2 is "not worth more than a bare mention" in the usual reading.
_BARE_MENTION = 2.0
# Nor do log-likelihoods that differ by less say anything: a level is chosen among several, but is not estimated as a
# parameter is, and where two theories coincide its smaller penalty would decide alone.
_FITS_AS_WELL = 2.0
_FEW_DECISIONS = 10


@dataclass(frozen=True)
class Estimate:
    """One theory fitted to one person in one role.

    Parameters
    ----------
    kind : mapping
        Of highest likelihood in this role; empty where the theory has one kind of people.
    posterior : tuple of float
        Probability of each kind, given all of the person's decisions and the shares of all people; empty where the
        theory has one kind.
    fit : Fit
        With this kind, which counts as a parameter where there are several.
    uncertainty : Uncertainty
        Of the parameters, given the kind.
    tied : tuple of int
        Numbers of other kinds that fit as well within two log-likelihood units.

    """

    kind: Kind
    posterior: tuple[float, ...]
    fit: Fit
    uncertainty: Uncertainty
    tied: tuple[int, ...]


@dataclass(frozen=True)
class PersonFit:
    """The theories for one person in one role, and which describes the person best.

    `theories` holds the estimates by name of a theory. `better` goes by BIC; where the best two differ by less than 2,
    or their log-likelihoods do, it is undecided. `notes` says in words what is doubtful: not converged, at a bound,
    weakly identified, few decisions, kinds that fit alike.
    """

    session: str
    code: str
    role: Role
    n_obs: int
    theories: dict[str, Estimate]
    better: str
    notes: tuple[str, ...]


def fit_people(sample: Sample, grids: Grids, kinds: Mapping[str, FloatArray]) -> Iterator[PersonFit]:
    """Yield the fits of each person in each role that the person had, senders first.

    Parameters
    ----------
    sample : Sample
        The decisions.
    grids : Grids
        Of the theories to be fitted, from `grids.grids_under`.
    kinds : mapping
        Probabilities of kinds, from `parameter_distributions.predict_people`.

    """
    for role in grids.people:
        yield from fit_role(sample, grids, kinds, role)


def fit_role(sample: Sample, grids: Grids, kinds: Mapping[str, FloatArray], role: Role) -> list[PersonFit]:
    """Return the fits of each person who had this role, as `fit_people` does."""
    counts = sample.n_obs_by_person(role)
    fits = []
    for person in np.flatnonzero(counts):
        decisions = sample.of_person(int(person), role)
        found = {
            theory.name: _fit_kinds(theory, decisions, role, grids, int(person), kinds[theory.name][person])
            if theory.has_kinds
            else _fit_one(theory, decisions, role, grids, int(person))
            for theory in grids.theories
        }
        fits.append(
            PersonFit(
                sample.people[person].session,
                sample.people[person].code,
                role,
                int(counts[person]),
                found,
                _better(found),
                _notes(int(counts[person]), found, grids),
            )
        )
    return fits


def _fit_one(theory: Theory, decisions: tuple[Decisions, ...], role: Role, grids: Grids, person: int) -> Estimate:
    (grid,) = grids[theory][role]
    starts = grid.best(person, 2)
    near = [start for value, start in starts if value > starts[0][0] - _NEARLY_AS_GOOD]
    found = fit(theory.make(role, grids.options), decisions, starts=near)
    return Estimate({}, (), found, uncertainty(found, decisions), ())


def _fit_kinds(
    theory: Theory, decisions: tuple[Decisions, ...], role: Role, grids: Grids, person: int, posterior: FloatArray
) -> Estimate:
    models = theory.models(role, grids.options)
    best_points = [grid.best(person)[0] for grid in grids[theory][role]]
    highest = max(value for value, _ in best_points)
    fits = {
        kind: fit(models[kind], decisions, starts=[start])
        for kind, (value, start) in enumerate(best_points)
        if value > highest - _HOPELESS
    }
    best_kind = max(fits, key=lambda kind: fits[kind].log_likelihood)
    best = fits[best_kind]
    tied = tuple(
        k for k, other in fits.items() if k != best_kind and other.log_likelihood > best.log_likelihood - _FITS_AS_WELL
    )
    counted = replace(best, n_parameters=best.n_parameters + 1)
    return Estimate(
        theory.kinds_of(grids.options)[best_kind],
        tuple(map(float, posterior)),
        counted,
        uncertainty(best, decisions),
        tied,
    )


def _better(found: Mapping[str, Estimate]) -> str:
    best, *others = sorted((one.fit for one in found.values()), key=lambda fit: fit.bic)
    name = next(name for name, one in found.items() if one.fit is best)
    if not others:
        return name
    # A theory that fits as well rules the best one out, even if more parameters put it behind others.
    as_good = (
        other.bic - best.bic < _BARE_MENTION or abs(other.log_likelihood - best.log_likelihood) < _FITS_AS_WELL
        for other in others
    )
    return UNDECIDED if any(as_good) else name


def _notes(n_obs: int, found: Mapping[str, Estimate], grids: Grids) -> tuple[str, ...]:
    notes = [f"only {n_obs} decisions"] if n_obs < _FEW_DECISIONS else []
    notes += [f"{name}: {note}" for name, one in found.items() for note in one.uncertainty.notes]
    for theory in grids.theories:
        one, kinds = found[theory.name], theory.kinds_of(grids.options)
        if one.tied:
            others = ", ".join(theory.kind_name(kinds[k]) for k in one.tied)
            fit_as_well = "fits as well" if len(one.tied) == 1 else "fit as well"
            notes.append(f"{theory.name}: {others} {fit_as_well} as {theory.kind_name(one.kind)}")
    return tuple(notes)
