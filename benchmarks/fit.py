"""How long a fit takes, how fast its likelihood is, how much memory a million decisions need, and what a core adds.

Run from the project's folder: ``OPENBLAS_NUM_THREADS=1 .venv/bin/python -m benchmarks.fit``, or with the names of some
of the five parts: ``time``, ``distributions``, ``likelihood``, ``memory``, ``jobs``.
"""

import csv
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from statsmodels.base.model import GenericLikelihoodModel

from forecast_sharing.dataset import write_table
from forecast_sharing.estimation.at_once import processors
from forecast_sharing.estimation.comparison import compare, quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.game import CELLS
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.theory.assumptions import DEFAULTS

PAIRS, N_ROUNDS, CELL = 50, 100, "ch_uh"
TWO_CELLS = ("ch_uh", "cl_ul")
# So many copies of the rounds, one after the other, are a million decisions.
N_COPIES = 100
N_DRAWS = 100
N_VERDICTS = 3
TRUST, PRECISION, LAPSE = 0.45, 0.002, 0.04


def main(parts: Sequence[str]) -> None:
    """Run the named parts, or all."""
    simulation = simulate("trust", [CELL], pairs=PAIRS, n_rounds=N_ROUNDS, seed=1)
    every = {
        "time": time_fit,
        "distributions": time_distributions,
        "likelihood": time_likelihood,
        "memory": measure_memory,
        "jobs": time_jobs,
    }
    for name in parts or every:
        every[name](simulation)


def time_fit(simulation) -> None:  # noqa: ANN001
    """Time the command with one thread a process: on two treatments, and on 10,000 decisions in one."""
    two = simulate("trust", TWO_CELLS, pairs=12, n_rounds=30, seed=3)
    for made, name, goal in ((two, " and ".join(TWO_CELLS), 10), (simulation, CELL, 15)):
        with tempfile.TemporaryDirectory() as folder:
            rounds = Path(folder) / "rounds.csv"
            write_table(rounds, ROUNDS, made.rows)
            wall, cpu, _ = _run_fit(rounds, Path(folder) / "out")
        sample = collect(made.rounds())
        begun = time.process_time()
        compare(sample, rng=np.random.default_rng(1))
        models = time.process_time() - begun
        print(
            f"fit, {2 * len(made.rows)} decisions in {name}: whole command {wall:.1f} s, {cpu:.1f} s CPU "
            f"(goal {goal} s), of which all models and person by person {models:.1f} s CPU"
        )


def time_distributions(_simulation) -> None:  # noqa: ANN001
    """Time a verdict on few decisions where nothing has a closed form against one where all has, in turns."""
    closed = CELLS[CELL]
    normal = replace(closed, forecast_distribution="truncated_normal", noise_distribution="truncated_normal")
    seconds = {}
    for name, game in {"closed forms": closed, "quadrature": normal}.items():
        sample = collect(simulate("trust", {name: game}, pairs=4, n_rounds=10, seed=3).rounds())
        times = []
        for _ in range(N_VERDICTS):
            begun = time.process_time()
            quick_verdict(sample)
            times.append(time.process_time() - begun)
        seconds[name] = statistics.median(times)
    ratio = seconds["quadrature"] / seconds["closed forms"]
    both = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    print(f"verdict on 80 decisions, CPU, median of {N_VERDICTS}: {both}; quadrature takes {ratio:.0f} times as long")


def time_likelihood(simulation) -> None:  # noqa: ANN001
    """Time the trust receiver's likelihood against the same as a plain loop."""
    rounds = simulation.rounds()
    sample = collect(rounds)
    evaluate = contributions(Trust("receiver", DEFAULTS), sample.of_role("receiver"))
    counts = np.concatenate([one.count for one in sample.of_role("receiver")])
    params = np.array([TRUST, PRECISION, LAPSE])
    n_calls = 50
    begun = time.perf_counter()
    for _ in range(n_calls):
        ours = float(counts @ evaluate(params)[0])
    fast = (time.perf_counter() - begun) / n_calls

    model = PlainTrustReceiver(rounds["capacity"].to_numpy(dtype=float), rounds["report"].to_numpy(dtype=float))
    begun = time.perf_counter()
    plain = float(model.loglike(params))
    slow = time.perf_counter() - begun
    if not math.isclose(ours, plain, rel_tol=1e-9):
        raise ValueError(f"the two likelihoods differ: {ours!r} and {plain!r}")
    print(
        f"trust receiver, {len(rounds)} decisions: plain loop {slow:.2f} s, ours {fast * 1e3:.1f} ms with gradient, "
        f"{slow / fast:.0f} times as fast (goal 50)"
    )


class PlainTrustReceiver(GenericLikelihoodModel):
    """The same likelihood, a decision and a capacity at a time."""

    def nloglikeobs(self, params: np.ndarray) -> np.ndarray:
        """Return minus the log-likelihood of each decision."""
        trust, precision, lapse = map(float, params)
        game = CELLS[CELL]
        price, mean, half = game.wholesale_price - game.production_cost, game.mean_demand, game.noise_half_width
        lowest, highest = game.capacity_range
        losses = []
        for capacity, report in zip(self.endog, self.exog[:, 0], strict=True):
            low = trust * report - (1 - trust) * game.forecast_half_width
            profits = []
            for action in range(lowest, highest + 1):
                idle = _idle(action - mean, low, report, half)
                profits.append((price - game.capacity_cost) * action - price * idle)
            best = max(profits)
            total = sum(math.exp(precision * (profit - best)) for profit in profits)
            deliberate = math.exp(precision * (profits[int(capacity) - lowest] - best)) / total
            losses.append(-math.log((1 - lapse) * deliberate + lapse / len(profits)))
        return np.array(losses)


def _idle(margin: float, low: float, high: float, half: float) -> float:
    """Return the mean of what is above x + e, with x uniform between the bounds and e between -half and half."""
    if high - low < 1e-9:
        return (max(margin - low + half, 0.0) ** 2 - max(margin - low - half, 0.0) ** 2) / (4 * half)
    cubes = (
        max(margin - low + half, 0.0) ** 3
        - max(margin - high + half, 0.0) ** 3
        - max(margin - low - half, 0.0) ** 3
        + max(margin - high - half, 0.0) ** 3
    )
    return cubes / (12 * half * (high - low))


def measure_memory(simulation) -> None:  # noqa: ANN001
    """Measure the largest memory of the command on a million decisions of the same 100 people."""
    with tempfile.TemporaryDirectory() as folder:
        once, many = Path(folder) / "once.csv", Path(folder) / "many.csv"
        write_table(once, ROUNDS, simulation.rows)
        _repeat(once, many)
        wall, _, memory = _run_fit(many, Path(folder) / "out")
    print(f"fit, {2 * PAIRS * N_ROUNDS * N_COPIES} decisions: {memory / 1e9:.2f} GB, {wall:.0f} s (goals 1 GB, 60 s)")


def _repeat(once: Path, many: Path) -> None:
    with once.open(newline="") as source, many.open("w", newline="") as target:
        header, *rows = csv.reader(source)
        number = header.index("round_number")
        writer = csv.writer(target)
        writer.writerow(header)
        for copy in range(N_COPIES):
            for row in rows:
                writer.writerow([*row[:number], int(row[number]) + copy * N_ROUNDS, *row[number + 1 :]])


def _run_fit(rounds: Path, out: Path) -> tuple[float, float, float]:
    """Return wall and CPU seconds, and the largest memory in bytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "forecast_sharing", "fit", str(rounds), "--out", str(out)],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss * 1024


def time_jobs(simulation) -> None:  # noqa: ANN001
    """Time a bootstrap in one process and in two, the other models being fitted already."""
    sample = collect(simulation.rounds())
    people = compare(sample, rng=np.random.default_rng(1)).people
    seconds = {}
    for jobs in (1, 2):
        begun = time.perf_counter()
        with processors(jobs):
            pooled_fits(sample, people, DEFAULTS, COMPARED, n_draws=N_DRAWS, rng=np.random.default_rng(1))
        seconds[jobs] = time.perf_counter() - begun
    print(
        f"bootstrap, {N_DRAWS} resamples: 1 job {seconds[1]:.1f} s, 2 jobs {seconds[2]:.1f} s, "
        f"{seconds[1] / seconds[2]:.2f} times as fast (goal 1.7)"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
