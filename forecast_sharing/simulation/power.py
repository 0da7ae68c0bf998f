"""How many pairs and rounds it takes to tell the theories apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.verdict import words
from forecast_sharing.reporting.style import (
    BLACK,
    BLUE,
    GREEN,
    LABEL,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Picture,
    figure,
    legend_below,
    picture,
    styled,
)
from forecast_sharing.simulation.datasets import Dataset
from forecast_sharing.simulation.journal import Journal
from forecast_sharing.simulation.shares import Share

GOAL = 0.9
_COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
_MARKERS = ("o", "s", "^", "D", "v", "P")


@dataclass(frozen=True)
class Power:
    """Shares of right verdicts.

    Parameters
    ----------
    table : DataFrame
        By pairs, rounds and theory: how many data sets had each verdict, and the share of right ones with its interval.
    smallest : dict or None
        Pairs and rounds of the smallest design in which the verdict is right at least 90 times in 100 for each
        theory: that with the fewest decisions, and of those with the fewest people. None where there is none.

    """

    table: pd.DataFrame
    smallest: dict[str, int] | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {"goal": GOAL, "smallest": self.smallest, "designs": self.table.to_dict("records")}

    def as_text(self) -> str:
        """Return the shares as text and the smallest design in words."""
        shown = pd.DataFrame(
            [
                {"pairs": row["pairs"], "rounds": row["rounds"], "theory": row["theory"], "datasets": row["datasets"]}
                | {"right [95% interval]": str(Share(int(row["n_right"]), int(row["datasets"])))}
                for _, row in self.table.iterrows()
            ]
        )
        return f"{shown.to_string(index=False)}\n\n{self.sentence()}"

    def sentence(self) -> str:
        """Return the smallest design that reaches the goal, in words."""
        if self.smallest is None:
            return f"No design reaches {GOAL:.0%} right verdicts for every theory."
        chosen = self.table[
            (self.table["pairs"] == self.smallest["pairs"]) & (self.table["rounds"] == self.smallest["rounds"])
        ]
        low = chosen["right_low"].min()
        sure = "" if low >= GOAL else f" (the interval begins at {low:.0%}: more data sets would make it surer)"
        return (
            f"The smallest design with at least {GOAL:.0%} right verdicts for every theory: {self.smallest['pairs']} "
            f"pairs a cell and {self.smallest['rounds']} rounds{sure}."
        )


def power(datasets: Sequence[Dataset], journal: Journal) -> Power:
    """Return the shares of a finished study."""
    verdicts: dict[tuple[int, int, str], list[str]] = {}
    for dataset in datasets:
        word = journal.result(dataset.key())["verdict"]
        verdicts.setdefault((dataset.pairs, dataset.n_rounds, dataset.theory), []).append(word)
    possible = words(datasets[0].theories)
    table = pd.DataFrame([_row(*design, found, possible) for design, found in verdicts.items()])
    return Power(table, _smallest(table))


def _row(pairs: int, n_rounds: int, theory: str, found: Sequence[str], possible: Sequence[str]) -> dict[str, Any]:
    right = Share(found.count(theory), len(found))
    low, high = right.interval
    return {
        "pairs": pairs,
        "rounds": n_rounds,
        "theory": theory,
        "datasets": len(found),
        "n_right": right.n,
        "right": right.value,
        "right_low": low,
        "right_high": high,
        **{f"verdict_{word}": found.count(word) for word in possible},
    }


def _smallest(table: pd.DataFrame) -> dict[str, int] | None:
    worst = table.groupby(["pairs", "rounds"])["right"].min()
    reached = [(int(pairs), int(n_rounds)) for (pairs, n_rounds), share in worst.items() if share >= GOAL]
    if not reached:
        return None
    pairs, n_rounds = min(reached, key=lambda design: (design[0] * design[1], design[0]))
    return {"pairs": pairs, "rounds": n_rounds}


def curve(found: Power) -> Picture:
    """Return the shares of right verdicts by pairs, a line for each number of rounds and a panel for each theory."""
    table = found.table
    theories = list(dict.fromkeys(table["theory"]))
    # A little apart, so that intervals at the same number of pairs do not hide each other.
    apart = 0.015 * max(float(np.ptp(table["pairs"])), 1.0)
    with styled():
        drawn = figure(4.2 * len(theories) + 0.6, 3.9)
        panels = drawn.subplots(1, len(theories), sharey=True, squeeze=False)[0]
        lengths = sorted(set(table["rounds"]))
        for axes, theory in zip(panels, theories, strict=True):
            for number, n_rounds in enumerate(lengths):
                rows = table[(table["theory"] == theory) & (table["rounds"] == n_rounds)].sort_values("pairs")
                share = rows["right"].to_numpy()
                axes.errorbar(
                    rows["pairs"] + apart * (number - (len(lengths) - 1) / 2),
                    share,
                    yerr=[(share - rows["right_low"]).clip(lower=0), (rows["right_high"] - share).clip(lower=0)],
                    color=_COLOURS[number % len(_COLOURS)],
                    marker=_MARKERS[number % len(_MARKERS)],
                    markersize=5,
                    linewidth=1.4,
                    capsize=2,
                    label=f"{n_rounds} rounds",
                )
            axes.axhline(GOAL, color=BLACK, linestyle=":", linewidth=1.2, label=f"goal: {GOAL:.0%}")
            axes.set(title=f"People follow {LABEL[theory]}", xlabel="Pairs in each cell", ylim=(-0.03, 1.03))
            axes.set_xticks(sorted(set(table["pairs"])))
        panels[0].set_ylabel("Share of right verdicts (95% interval)")
        legend_below(drawn, panels[0], columns=len(lengths) + 1)
        return picture("power", "Right verdicts by pairs and rounds", "Bars are Wilson's 95% intervals.", drawn)
