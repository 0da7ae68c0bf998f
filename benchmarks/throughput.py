"""How much one server carries, beside oTree's own: `python -m benchmarks.throughput`.

People at simulated browsers, websockets included, play the sample's trust game on this server and on
`otree prodserver`, on SQLite and on PostgreSQL, in turns within one run. Goals: twice the submits a second at
saturation, and half the 95th percentile of a submit at 100 people who think for 5 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.projects import sample_project, temporary_folder
from benchmarks.table import print_table, progress
from tests.harness.people.crowd import Game, Record, play
from tests.harness.servers.postgresql import PostgresqlCluster
from tests.harness.servers.session_server import SessionServer
from tests.harness.servers.stock_server import StockServer

KINDS = {"stock": StockServer, "ours": SessionServer}
SATURATION = (50, 0.0)
GOALS = [SATURATION, (100, 5.0)]
LOADS = [*((people, think) for think in (5.0, 2.0) for people in (20, 50, 100)), SATURATION]
SECONDS_TO_SETTLE = 5
SECONDS_MEASURED = 20

TRUST = Game(
    app="sample_trust",
    pages_per_round=5,
    answers={
        "Send": lambda rng: {"sent": rng.randint(1, 100)},
        "SendBack": lambda rng: {"returned": rng.randint(0, 3)},
        "Results": lambda _: {},
    },
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One load on one server."""

    submits_per_s: float
    quantiles_ms: tuple[float, float, float]  # 50, 95, 99 of 100
    cpu_ms_per_submit: float
    cpu_share: float
    n_errors: int


def main() -> None:
    options = _options()
    for database in options.databases:
        rows = []
        for people, think in GOALS if options.quick else LOADS:
            for kind in options.servers:
                progress(f"{database}: {people} people, {think:.0f} s, {kind}")
                # A fresh server each time: people who leave a stock server on SQLite make it stand still.
                with running(kind, database) as server:
                    rows.append(_row(people, think, kind, measure(server, people, think)))
        print_table(
            f"{database}, {SECONDS_MEASURED} s each",
            ("people, thinking, server", "submits/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "CPU", "errors"),
            rows,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--servers", nargs="+", default=list(KINDS))
    parser.add_argument("--quick", action="store_true", help="only the two loads that the goals speak of")
    return parser.parse_args()


@contextmanager
def running(kind: str, database: str) -> Iterator[SessionServer]:
    """Start a server of a kind on a fresh database of its own."""
    with ExitStack() as stack:
        project = sample_project(stack.enter_context(temporary_folder()))
        url = None
        if database == "postgresql":
            url = stack.enter_context(PostgresqlCluster()).new_database()
        yield stack.enter_context(KINDS[kind](project, DATABASE_URL=url))


def measure(server: SessionServer, people: int, think_s: float) -> Measured:
    code = server.rest.create_session("sample_trust", people)
    codes = [link.rpartition("/")[2] for link in server.rest.participant_links(code)]
    return asyncio.run(_measured(server, codes, think_s))


async def _measured(server: SessionServer, codes: list[str], think_s: float) -> Measured:
    record = Record()
    playing = asyncio.create_task(
        play(server.port, codes, TRUST, think_s=think_s, record=record, longest_s=SECONDS_TO_SETTLE + SECONDS_MEASURED)
    )
    await asyncio.sleep(SECONDS_TO_SETTLE)
    start, cpu = time.monotonic(), cpu_seconds(server)
    await asyncio.sleep(SECONDS_MEASURED - 0.5)
    end, cpu = time.monotonic(), cpu_seconds(server) - cpu
    await playing
    took = [seconds for ended, seconds in record.latencies if start <= ended <= end]
    percent = statistics.quantiles(took, n=100, method="inclusive")
    return Measured(
        submits_per_s=len(took) / (end - start),
        quantiles_ms=(1000 * percent[49], 1000 * percent[94], 1000 * percent[98]),
        cpu_ms_per_submit=1000 * cpu / len(took),
        cpu_share=cpu / (end - start),
        n_errors=len(record.errors),
    )


def cpu_seconds(server: SessionServer) -> float:
    """Return the CPU time of the server and of what it has started, so far."""
    assert server.process is not None
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[2]) == server.process.pid:  # its process group
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _row(people: int, think_s: float, kind: str, measured: Measured) -> tuple[str, ...]:
    return (
        f"{people}, {think_s:.0f} s, {kind}",
        f"{measured.submits_per_s:.1f}",
        *(f"{quantile:.0f}" for quantile in measured.quantiles_ms),
        f"{measured.cpu_ms_per_submit:.1f}",
        f"{100 * measured.cpu_share:.0f} %",
        str(measured.n_errors),
    )


if __name__ == "__main__":
    main()
