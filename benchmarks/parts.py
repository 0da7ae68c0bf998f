"""What parts cost participants' pages: `python -m benchmarks.parts`.

A few people of a session of 100 play 30 rounds of one treatment, and as many of another session the same rounds as two
parts of different treatments; both in one process, in turns, round by round. Goal: at most 1.05 times the CPU of one.
"""

from __future__ import annotations

from benchmarks.pages import PARTICIPANTS, ROUNDS, Costs, costs_of, start
from benchmarks.projects import our_worker
from benchmarks.table import milliseconds, print_table, progress, ratio
from forecast_sharing.game import CELLS
from forecast_sharing.session import arms
from forecast_sharing.session.arms import Arm, Part

PRACTICE = 2
PART = (ROUNDS - PRACTICE) // 2
# Neither the round that a part begins with nor the last, which leads out of the game.
WINDOWS = {"first part": range(4, PRACTICE + PART), "second part": range(PRACTICE + PART + 2, ROUNDS)}
PAGES = ("Report", "WaitForReport", "Capacity", "WaitForCapacity", "Results", "round")
NAMES = ("ch_uh", "cl_ul")


def main() -> None:
    parts = tuple(
        Part(
            name,
            PART,
            (("capacity_cost", CELLS[name].capacity_cost), ("noise_half_width", CELLS[name].noise_half_width)),
        )
        for name in NAMES
    )
    with our_worker() as worker:
        modified = {"num_rounds": 2 * PART, "practice_rounds": PRACTICE}
        codes = {
            "one": start(worker, "lab_ch_uh", "cheap_talk_game", modified),
            "two": start(worker, "lab_ch_uh", "cheap_talk_game", modified | {"arms": arms.as_json([Arm("a", parts)])}),
        }
        rounds: dict[str, dict[int, Costs]] = {name: {} for name in codes}
        for number in range(1, ROUNDS):
            progress(f"round {number} of {ROUNDS - 1}")
            for name in codes if number % 2 else reversed(codes):
                rounds[name][number] = costs_of(worker("play_round", code=codes[name]))
    for window, numbers in WINDOWS.items():
        one, two = ([rounds[name][number] for number in numbers] for name in codes)
        rows = []
        for page in PAGES:
            its, own = [costs[page, "all"] for costs in one], [costs[page, "all"] for costs in two]
            rows.append((page, milliseconds(own), milliseconds(its), ratio(own, its)))
        title = f"CPU of the server for one pair of {PARTICIPANTS} people, {window}; median, quartiles of the ratio"
        print_table(title, ("", "two parts", "one", "ratio"), rows)


if __name__ == "__main__":
    main()
