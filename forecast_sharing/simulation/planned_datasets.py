"""One simulated data set of a study as it is planned: the verdict on it, and its registered contrasts."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.registry import MAKERS, THEORIES, chosen
from forecast_sharing.simulation.sessions import Simulation
from forecast_sharing.simulation.study_sessions import simulate_study
from forecast_sharing.study.fit_flags import flags_of
from forecast_sharing.study.study import Study
from forecast_sharing.summary.contrasts import contrasts
from forecast_sharing.theory.assumptions import AVERAGED, Considered, Options, with_words

# Other draws of arms, for the test in each data set.
_N_DRAWS = 499


@dataclass(frozen=True)
class PlannedDataset:
    """A data set of a study: who plays it, and the seed that decides the rest.

    `number` tells data sets apart; `options` are those of simulation. A fit is told what the study's file says.
    """

    study: Study
    theory: str
    seed_of_all: int
    number: int
    options: Options

    @property
    def seed(self) -> int:
        """Return the seed, another for each theory and number."""
        entropy = [self.seed_of_all, MAKERS.index(self.theory), self.number]
        return int(np.random.SeedSequence(entropy).generate_state(1)[0])

    @property
    def theories(self) -> tuple[str, ...]:
        """Return what is compared: the study's theories, and the rival that makes the data."""
        return tuple(one.name for one in THEORIES if one.name in (*self.study.theories, self.theory))

    @property
    def considered(self) -> Considered:
        """Return what the study's fit holds to be possible."""
        flags = flags_of(dict(self.study.fit))
        said = {name: value for name, value in flags.items() if name in Options.__dataclass_fields__}
        return Considered(with_words(self.options, **said), tuple(name for name in AVERAGED if name not in said))

    def key(self) -> dict[str, Any]:
        """Return what identifies it within the study."""
        return {"theory": self.theory, "seed": self.seed}

    def simulate(self) -> Simulation:
        """Return the simulated sessions."""
        return simulate_study(self.study, self.theory, seed=self.seed, options=self.options)

    def settings(self) -> dict[str, Any]:
        """Return what all data sets have in common, ready for JSON."""
        source = sha256(self.study.source.encode()).hexdigest()
        return {
            "planned": self.study.name,
            "study_file_sha256": source,
            "seed": self.seed_of_all,
            **asdict(self.options),
        }


def verdict_and_contrasts_of(dataset: PlannedDataset) -> dict[str, Any]:
    """Return the verdict on a data set and its registered contrasts, for a study of power."""
    rounds = dataset.simulate().rounds()
    found = contrasts(rounds, dataset.study, n_draws=_N_DRAWS, only_registered=True)
    verdict = quick_verdict(collect(rounds), dataset.considered, chosen(dataset.theories))
    kept = ("name", "value", "low", "high", "p_value", "lowest_p_value")
    return {
        "verdict": verdict.word,
        "contrasts": [{name: one[name] for name in kept} for one in found.as_dicts()],
    }
