"""What a page costs the server: `python -m benchmarks.pages`.

Both games are played for 30 rounds by a few people of a session of 100, in turns, round by round. A page's cost is
the CPU time of all requests for it, one person and round: showing it, submitting it, and passing it by redirect.
Goal: at most 1.25 times the sample's page.
"""

from __future__ import annotations

import statistics
from collections import defaultdict

from benchmarks.projects import Worker, our_worker, sample_worker
from benchmarks.table import milliseconds, print_table, progress, ratio

PARTICIPANTS = 100
PLAYING = 8
ROUNDS = 30
SAME_PAGE = {
    "Report": "Send",
    "WaitForReport": "WaitForSend",
    "Capacity": "SendBack",
    "WaitForCapacity": "WaitForSendBack",
    "Results": "Results",
}
# The last round leads out of the game.
WINDOWS = {"rounds 13 to 18": range(13, 19), "rounds 24 to 29": range(24, 30)}

Costs = dict[tuple[str, str], float]


def main() -> None:
    with our_worker() as ours, sample_worker() as sample:
        codes = {
            ours: start(ours, "lab_ch_uh", "cheap_talk_game", {"num_rounds": ROUNDS - 2}),
            sample: start(sample, "sample_trust", "sample_trust", {}),
        }
        rounds: dict[Worker, dict[int, Costs]] = {ours: {}, sample: {}}
        for round_number in range(1, ROUNDS):
            progress(f"round {round_number} of {ROUNDS - 1}")
            for worker in (ours, sample) if round_number % 2 else (sample, ours):
                rounds[worker][round_number] = costs_of(worker("play_round", code=codes[worker]))
    for name, window in WINDOWS.items():
        _print(name, [rounds[ours][number] for number in window], [rounds[sample][number] for number in window])


def start(worker: Worker, config: str, game: str, modified: dict) -> str:
    code = worker("create", config=config, n=PARTICIPANTS, modified=modified)["code"]
    worker("start", code=code, app=game, n=PLAYING)
    return code


def costs_of(requests: list[tuple[str, str, float, int]]) -> Costs:
    """Return the CPU of a round by page and kind: the median request times how often one occurs for a pair."""
    seconds = defaultdict(list)
    for page, kind, cpu, _ in requests:
        seconds[page, kind].append(cpu)
    n_pairs = PLAYING / 2
    costs = {key: statistics.median(values) * len(values) / n_pairs for key, values in seconds.items()}
    for page in {page for page, _ in seconds}:
        costs[page, "all"] = sum(cost for (of, kind), cost in costs.items() if of == page and kind != "all")
    costs["round", "all"] = sum(cost for (_, kind), cost in costs.items() if kind == "all")
    return costs


def _print(name: str, ours: list[Costs], sample: list[Costs]) -> None:
    rows = []
    for page, its_page in [*SAME_PAGE.items(), ("round", "round")]:
        for kind in ("show", "submit", "pass", "all"):
            if (page, kind) not in ours[0] or (its_page, kind) not in sample[0]:
                continue
            own, its = [costs[page, kind] for costs in ours], [costs[its_page, kind] for costs in sample]
            rows.append((f"{page}, {kind}", milliseconds(own), milliseconds(its), ratio(own, its)))
    title = f"CPU of the server for one pair, {name} of {ROUNDS}; median, quartiles of the ratio"
    print_table(title, ("", "ours", "sample", "ratio"), rows)


if __name__ == "__main__":
    main()
