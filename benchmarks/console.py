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
SECONDS = 240
# The console is open in every other window, so that what else the computer does meets both alike.
WINDOW_SECONDS = 10
THINK_SECONDS = 30
EVERY_SECONDS = 3


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
    progress(f"{PLAYING} people play for {SECONDS} s, the console open in every other {WINDOW_SECONDS} s")
    code = _session(ours, PLAYING)
    waits = ours(
        "play_watched",
        code=code,
        seconds=SECONDS,
        window=WINDOW_SECONDS,
        think_seconds=THINK_SECONDS,
        every=EVERY_SECONDS,
        seed=1,
    )
    rows = []
    for state, times in waits.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        rows.append((f"console {state}", str(len(times)), milliseconds(times), f"{1000 * p95:.0f} ms"))
    print_table("From sending a page to seeing the next", ("", "pages", "median", "p95"), rows)


def _session(ours: Worker, n: int) -> str:
    code = ours("create", config="lab_ch_uh", n=n, modified=ROUNDS)["code"]
    ours("bring_to", code=code, round_number=ROUND_REACHED)
    return code


if __name__ == "__main__":
    main()
