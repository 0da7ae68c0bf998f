"""One simulated data set of a study, and what is found in it."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import numpy as np

from forecast_sharing.estimation.comparison import likeliest, predict_flexible, quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.fitted_people import draw_decisions
from forecast_sharing.estimation.grids import grids_under
from forecast_sharing.estimation.heaping import decide_heaping
from forecast_sharing.estimation.individual_fits import PersonFit, fit_people
from forecast_sharing.estimation.observed import observed
from forecast_sharing.estimation.parameter_distributions import predict_people
from forecast_sharing.estimation.verdict import decide
from forecast_sharing.models.people import Population
from forecast_sharing.models.registry import COMPARED, MAKERS, chosen, theory_of
from forecast_sharing.reporting.goodness import N_DRAWS
from forecast_sharing.reporting.predictive_checks import checks
from forecast_sharing.simulation.intervals import of_checks, of_scores, of_verdict
from forecast_sharing.simulation.sessions import SimulatedPerson, Simulation, simulate
from forecast_sharing.theory.assumptions import Considered, Options


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set to be simulated: who plays what, and the seed that decides the rest.

    `number` tells data sets of the same design apart; `options` are those of simulation. A fit is told nothing of
    what people follow: it averages over what it would average over with people.
    """

    theory: str
    cells: tuple[str, ...]
    pairs: int
    n_rounds: int
    block_size: int
    study_seed: int
    number: int
    options: Options
    # What is compared: the two theories, and rivals that make data of the study.
    theories: tuple[str, ...] = tuple(theory.name for theory in COMPARED)

    @property
    def seed(self) -> int:
        """Return the seed, another for each design and number."""
        entropy = [self.study_seed, MAKERS.index(self.theory), self.pairs, self.n_rounds, self.number]
        return int(np.random.SeedSequence(entropy).generate_state(1)[0])

    @property
    def considered(self) -> Considered:
        """Return what a fit holds to be possible."""
        return Considered(self.options)

    def key(self) -> dict[str, Any]:
        """Return what identifies it within a study."""
        return {"theory": self.theory, "pairs": self.pairs, "rounds": self.n_rounds, "seed": self.seed}

    def simulate(self) -> Simulation:
        """Return the simulated sessions."""
        return simulate(
            self.theory,
            self.cells,
            pairs=self.pairs,
            n_rounds=self.n_rounds,
            seed=self.seed,
            block_size=self.block_size,
            options=self.options,
            beliefs=self.options.stated_beliefs == "used",
        )

    def settings(self) -> dict[str, Any]:
        """Return what all data sets of a study have in common, ready for JSON."""
        return {
            "cells": list(self.cells),
            "block_size": self.block_size,
            "seed": self.study_seed,
            **asdict(self.options),
        }


class OneDataset(Protocol):
    """What recovery asks of a data set: who made it, how it is fitted, and its sessions."""

    @property
    def theory(self) -> str:
        """Return what people follow."""
        ...

    @property
    def theories(self) -> tuple[str, ...]:
        """Return what is compared."""
        ...

    @property
    def considered(self) -> Considered:
        """Return what a fit holds to be possible."""
        ...

    @property
    def seed(self) -> int:
        """Return the seed of all chance."""
        ...

    def key(self) -> dict[str, Any]:
        """Return what identifies it within a study."""
        ...

    def simulate(self) -> Simulation:
        """Return the simulated sessions."""
        ...


def verdict_of(dataset: Dataset) -> dict[str, Any]:
    """Return the verdict on a data set, for a study of power."""
    sample = collect(dataset.simulate().rounds())
    return {"verdict": quick_verdict(sample, dataset.considered, chosen(dataset.theories)).word}


def recovery_of(dataset: OneDataset) -> dict[str, Any]:
    """Return the verdict and each person's estimates beside the truth, for a study of recovery."""
    simulation = dataset.simulate()
    rounds = simulation.rounds()
    sample = collect(rounds)
    heaping, families = decide_heaping(sample, dataset.considered, chosen(dataset.theories))
    considered = replace(dataset.considered, heaping=heaping.used)
    predictive = predict_people(sample, families)
    grids = grids_under(families, likeliest(considered, predictive))
    fits = {(one.session, one.code, one.role): one for one in fit_people(sample, grids, predictive.kinds)}
    estimates = [
        _beside_truth(person, fits[who])
        for person in simulation.people
        # Where nothing is sent, no decision of a role is estimated.
        if (who := (person.session_code, person.participant_code, person.role)) in fits
    ]
    verdict = decide(predictive.people, sample.blocks, predict_flexible(sample, considered))
    of_scores_chance, of_checks_chance = np.random.default_rng(dataset.seed).spawn(2)
    pieces = observed(rounds, sample)
    drawn = {
        name: draw_decisions(family, predictive.populations[name], pieces, N_DRAWS, of_checks_chance)
        for family in families
        if (name := family.theory.name) == dataset.theory
    }
    intervals = [
        *of_verdict(verdict, dataset.theory, Population().trust_share),
        *of_scores(list(fits.values()), sample, of_scores_chance),
        *of_checks(checks(pieces, drawn)),
    ]
    return {"verdict": verdict.word, "people": estimates, "intervals": intervals}


def _beside_truth(person: SimulatedPerson, found: PersonFit) -> dict[str, Any]:
    truth = person.decider.params[person.role]
    theory, estimate = theory_of(person.decider.theory), found.theories[person.decider.theory]
    entry: dict[str, Any] = {
        "theory": theory.name,
        "role": person.role,
        "true": truth,
        "estimate": estimate.fit.params,
        "standard_error": estimate.uncertainty.hessian,
    }
    if theory.has_kinds:
        entry |= {"true_kind": theory.kind_name(person.decider.kind), "kind": theory.kind_name(estimate.kind)}
    return entry
