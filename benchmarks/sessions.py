"""What it costs to create a session of 100 participants and 30 rounds: `python -m benchmarks.sessions`.

Ours pairs strangers anew in each round; the sample keeps the pairs that oTree makes. Goal: at most twice the sample.
"""

from __future__ import annotations

from benchmarks.projects import Worker, our_worker, sample_worker
from benchmarks.table import print_table, progress, ratio, seconds

PARTICIPANTS = 100
REPEATS = 9
# With the two practice rounds of the config, 30 rounds are played.
ROUNDS = {"num_rounds": 28}
GAME = "cheap_talk_game"


def main() -> None:
    with our_worker() as ours, sample_worker() as sample:
        ours("add_config", name="game_alone", like="lab_ch_uh", apps=[GAME])
        variants = {
            "whole": (ours, "lab_ch_uh", ROUNDS),
            "game alone": (ours, "game_alone", ROUNDS),
            "sample": (sample, "sample_trust", {}),
        }
        for variant in variants.values():
            _cost(*variant)
        costs = {name: [] for name in variants}
        for repeat in range(REPEATS):
            progress(f"session {repeat + 1} of {REPEATS}")
            in_turn = list(variants) if repeat % 2 else list(reversed(variants))
            for name in in_turn:
                costs[name].append(_cost(*variants[name]))
    print_table(
        f"Creating a session of {PARTICIPANTS} participants x 30 rounds; median of {REPEATS}, quartiles of the ratio",
        ("", "ours", "sample", "ratio"),
        [
            (f"{name}, {kind}", seconds(own), seconds(its), ratio(own, its))
            for name in ("whole", "game alone")
            for kind in ("cpu", "wall")
            for own, its in [([cost[kind] for cost in costs[name]], [cost[kind] for cost in costs["sample"]])]
        ],
    )


def _cost(worker: Worker, config: str, modified: dict) -> dict[str, float]:
    created = worker("create", config=config, n=PARTICIPANTS, modified=modified)
    worker("clear")
    return created


if __name__ == "__main__":
    main()
