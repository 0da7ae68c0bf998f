"""One simulated data set of a study, and what is found in it."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import Sample, collect
from forecast_sharing.estimation.individual_fits import PersonFit, fit_people
from forecast_sharing.estimation.parameter_distributions import grids_of, predict_people
from forecast_sharing.estimation.verdict import decide
from forecast_sharing.models.people import THEORIES
from forecast_sharing.simulation.sessions import SimulatedPerson, Simulation, simulate
from forecast_sharing.theory.assumptions import Options


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set to be simulated: who plays what, and the seed that decides the rest.

    `number` tells data sets of the same design apart; `options` are those of simulation and estimation alike.
    """

    theory: str
    cells: tuple[str, ...]
    pairs: int
    n_rounds: int
    block_size: int
    study_seed: int
    number: int
    options: Options

    @property
    def seed(self) -> int:
        """Return the seed, another for each design and number."""
        entropy = [self.study_seed, THEORIES.index(self.theory), self.pairs, self.n_rounds, self.number]
        return int(np.random.SeedSequence(entropy).generate_state(1)[0])

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


def verdict_of(dataset: Dataset) -> dict[str, Any]:
    """Return the verdict on a data set, for a study of power."""
    return {"verdict": quick_verdict(collect(dataset.simulate().rounds()), dataset.options).word}


def recovery_of(dataset: Dataset) -> dict[str, Any]:
    """Return the verdict and each person's estimates beside the truth, for a study of recovery."""
    simulation = dataset.simulate()
    sample = collect(simulation.rounds())
    grids = grids_of(sample, dataset.options)
    predictive = predict_people(sample, grids)
    fits = {
        (one.session, one.code, one.role): one
        for one in fit_people(sample, grids, predictive.level_posterior, dataset.options)
    }
    estimates = [
        _beside_truth(person, fits[person.session_code, person.participant_code, person.role])
        for person in simulation.people
    ]
    verdict = decide(predictive.trust, predictive.level_k, _n_blocks(sample))
    return {"verdict": verdict.word, "people": estimates}


def _n_blocks(sample: Sample) -> int:
    return len(np.unique(sample.blocks))


def _beside_truth(person: SimulatedPerson, found: PersonFit) -> dict[str, Any]:
    truth = person.decider.params[person.role]
    follows_trust = person.decider.theory == "trust"
    fit = found.trust.fit if follows_trust else found.level_k.fit
    errors = (found.trust if follows_trust else found.level_k).uncertainty.hessian
    entry: dict[str, Any] = {
        "theory": person.decider.theory,
        "role": person.role,
        "true": truth,
        "estimate": fit.params,
        "standard_error": errors,
    }
    if not follows_trust:
        entry |= {"true_level": person.as_row()["level"], "level": found.level_k.level}
    return entry
