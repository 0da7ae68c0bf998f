"""What the experimenter's console costs, and what it costs participants: `python -m benchmarks.console`.

100 people are in the middle of 30 rounds. First the console asks alone, then it watches while 40 play.
"""

from __future__ import annotations

import statistics

from benchmarks.projects import Worker, our_worker
from benchmarks.table import milliseconds, print_table, progress

PARTICIPANTS = 100
ROUNDS = {"practice_rounds": 2, "num_rounds": 28}
ROUND_REACHED = 20
# Fewer people at a slower pace than the server can take: in a queue that only grows, nothing else is seen.
PLAYING = 40
SECONDS = 50
THINK_SECONDS = 30
EVERY_SECONDS = 3
REPETITIONS = 2


def main() -> None:
    with our_worker() as ours:
        rows = []
        for n in (4, PARTICIPANTS):
            progress(f"the console asks about {n} people")
            code = _session(ours, n)
            for what, held in (("points sent", ""), ("points held", f"{(n // 2) * 19}-{(n // 2) * 19}")):
                cost = ours("cost_of_asking", code=code, points_key=held, n=40)
                p95 = statistics.quantiles(cost["times"], n=20)[-1]
                rows.append(
                    (
                        f"{n} people, {what}",
                        str(cost["statements"]),
                        milliseconds(cost["times"]),
                        f"{1000 * p95:.1f} ms",
                        f"{1000 * cost['cpu']:.1f} ms",
                        f"{cost['size'] / 1000:.0f} kB",
                    )
                )
            ours("clear")
        print_table("One question of the console", ("", "statements", "median", "p95", "CPU", "answer"), rows)
        _print_people(ours)


def _print_people(ours: Worker) -> None:
    rows = []
    for repetition in range(1, REPETITIONS + 1):
        for what, every in (("closed", None), ("open", EVERY_SECONDS)):
            progress(f"{PLAYING} people play, the console is {what} ({repetition} of {REPETITIONS})")
            code = _session(ours, PLAYING)
            waits = ours(
                "play_watched", code=code, seconds=SECONDS, think_seconds=THINK_SECONDS, every=every, seed=repetition
            )
            ours("clear")
            p95 = statistics.quantiles(waits, n=20)[-1]
            rows.append((f"console {what}", str(len(waits)), milliseconds(waits), f"{1000 * p95:.0f} ms"))
    print_table("From sending a page to seeing the next", ("", "pages", "median", "p95"), sorted(rows))


def _session(ours: Worker, n: int) -> str:
    code = ours("create", config="lab_ch_uh", n=n, modified=ROUNDS)["code"]
    ours("bring_to", code=code, round_number=ROUND_REACHED)
    return code


if __name__ == "__main__":
    main()
