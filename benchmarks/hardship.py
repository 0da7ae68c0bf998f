"""What a live session endures without losing a decision: `python -m benchmarks.hardship`.

On SQLite and on PostgreSQL: 50 kills (-9) at random moments of play, and 2,000 submits while an administrator
refreshes the Data tab and exports once a second. Goal: every decision that was confirmed is there, all finish.
"""

from __future__ import annotations

import argparse

from benchmarks.table import print_table, progress
from benchmarks.throughput import TRUST, running
from tests.harness.people.hardship import Outcome, play_while_killed, play_while_watched

KILLS = 50
SECONDS_BETWEEN_KILLS = (0.3, 4.0)
PARTICIPANTS_KILLED = 20
# 40 people x 30 rounds x 2 forms
PARTICIPANTS_WATCHED = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--servers", nargs="+", default=["ours"], help="stock loses some while watched")
    parser.add_argument("--only", choices=("kills", "watched"))
    options = parser.parse_args()
    rows = []
    for database in options.databases:
        for kind in options.servers:
            if options.only != "watched":
                progress(f"{database}, {kind}: {KILLS} kills")
                with running(kind, database) as server:
                    outcome = play_while_killed(
                        server, TRUST, PARTICIPANTS_KILLED, KILLS, seconds_between=SECONDS_BETWEEN_KILLS
                    )
                rows.append(_row(f"{database}, {kind}, killed", outcome))
            if options.only != "kills":
                progress(f"{database}, {kind}: watched")
                with running(kind, database) as server:
                    outcome = play_while_watched(server, TRUST, PARTICIPANTS_WATCHED, think_s=0.5)
                rows.append(_row(f"{database}, {kind}, watched", outcome))
    print_table("What was lost", ("", "times", "confirmed", "lost", "all finished", "errors seen"), rows)


def _row(name: str, outcome: Outcome) -> tuple[str, ...]:
    for line in outcome.losses[:5]:
        progress(line)
    return (
        name,
        str(outcome.n_times),
        str(len(outcome.record.decisions)),
        str(len(outcome.losses)),
        "yes" if outcome.is_finished else "no",
        str(len(outcome.record.errors)),
    )


if __name__ == "__main__":
    main()
