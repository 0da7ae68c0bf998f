"""How long forming a block holds other people up: `python -m benchmarks.blocks`.

100 people of an arrival session come to the lobby one after the other. Each request that fills a block is met by
another participant's request for a page. Goal: nobody is held up for more than 250 ms.
"""

from __future__ import annotations

import statistics

from benchmarks.projects import our_worker
from benchmarks.table import print_table, progress

PARTICIPANTS = 100
ROUNDS = {"practice_rounds": 1, "num_rounds": 29}
BLOCK_SIZES = (4, 20)
WHAT = {
    "fill": "request that fills the block",
    "alone": "another's request, alone",
    "beside": "another's request, meanwhile",
    "held_up": "held up by",
    "cpu": "CPU of the two together",
}


def main() -> None:
    with our_worker() as ours:
        for block_size in BLOCK_SIZES:
            progress(f"{PARTICIPANTS} people come to the lobby, blocks of {block_size}")
            modified = {**ROUNDS, "block_size": block_size}
            code = ours("create", config="online_ch_uh", n=PARTICIPANTS, modified=modified)["code"]
            filled = ours("fill_blocks", code=code, block_size=block_size)
            _print(block_size, filled)
            ours("clear")


def _print(block_size: int, filled: list[dict[str, float]]) -> None:
    rows = []
    for key, what in WHAT.items():
        times = [1000 * block[key] for block in filled]
        rows.append((what, f"{statistics.median(times):.0f} ms", f"{max(times):.0f} ms"))
    print_table(f"{len(filled)} blocks of {block_size}, 30 rounds each", ("", "median", "longest"), rows)


if __name__ == "__main__":
    main()
