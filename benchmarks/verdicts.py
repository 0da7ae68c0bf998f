"""How often the verdict names what made the data: the confusion matrix, theory by cell and kind of noise.

Run from the project's folder: ``.venv/bin/python -m benchmarks.verdicts``, with how many data sets of each kind
(default 100) and the first seed (default 60000).
"""

import sys
from collections import Counter
from itertools import product

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.verdict import WORDS
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import Population
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Options

PAIRS, N_ROUNDS = 12, 40
# Full trust and no cost of lying: level-0 receivers and level-1 senders.
COINCIDING = Population(
    {
        "trust": TrustPopulation(Spread(1, 0), Spread(1e-12, 0), Spread(1, 0), truthful_share=0),
        "level_k": LevelKPopulation((0, 1)),
    }
)
POPULATIONS = {"trust": None, "level_k": None, "hybrid": None, "coinciding": COINCIDING}


def main(n_datasets: int = 100, first_seed: int = 60_000) -> None:
    """Print a line for each theory, cell and kind of noise."""
    print(f"{'noise':8}{'cell':8}{'theory':12}" + "".join(f"{word:>11}" for word in WORDS))
    for noise, cell, theory in product(("logit", "normal"), ("ch_uh", "cl_ul"), POPULATIONS):
        seeds = range(first_seed, first_seed + n_datasets)
        counts = Counter(verdict(theory, cell, Options(noise=noise), seed) for seed in seeds)
        print(f"{noise:8}{cell:8}{theory:12}" + "".join(f"{counts[word]:11}" for word in WORDS), flush=True)


def verdict(theory: str, cell: str, options: Options, seed: int) -> str:
    """Return the verdict on one simulated session."""
    simulation = simulate(
        "trust" if theory == "coinciding" else theory,
        [cell],
        pairs=PAIRS,
        n_rounds=N_ROUNDS,
        seed=seed,
        population=POPULATIONS[theory],
        options=options,
    )
    return quick_verdict(collect(simulation.rounds()), options).word


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
