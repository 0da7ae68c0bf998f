"""How often the verdict says what: simulated people of every make, crossed with what a fit is not told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.verdict import words
from forecast_sharing.game import CELLS
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.session.draws import HIGHEST_SEED
from forecast_sharing.simulation import best_test, makers
from forecast_sharing.simulation.journal import Journal
from forecast_sharing.simulation.sessions import Simulation, simulate
from forecast_sharing.simulation.shares import Share
from forecast_sharing.simulation.study_sessions import simulate_study
from forecast_sharing.study.study import Study, parse
from forecast_sharing.theory.assumptions import Options

_THEORIES = tuple(one.name for one in COMPARED)
WORDS = words(_THEORIES)
# The same people in two cells, half of the rounds in each and half of the blocks in either order.
CROSSOVER = "crossover"
# Sets of treatments by their name in flags and tables.
CELL_SETS = {**{name: (name,) for name in CELLS}, "all": tuple(CELLS), CROSSOVER: ("ch_uh", "cl_ul")}
_DESIGN = ("maker", "noise", "rounding", "cells", "blocks")
_BLOCK_SIZE = 4
_SHOWN = {
    "right": "right [95%]",
    "wrong_theory": "wrong theory [95%]",
    "perfect_right": "right if predictions were perfect [95%]",
    "best_right": "best test right [95%]",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A data set to be simulated; `blocks` are those of each treatment, of four people each.

    `rounding` is the share of people who round most decisions to fives or tens; `number` tells data sets of the same
    design apart.
    """

    maker: str
    noise: str
    rounding: float
    cells: str
    blocks: int
    n_rounds: int
    study_seed: int
    number: int

    @property
    def seed(self) -> int:
        """Return the seed, another for each design and number."""
        design = [
            makers.NAMES.index(self.maker), ("logit", "normal").index(self.noise), round(1000 * self.rounding),
            list(CELL_SETS).index(self.cells), self.blocks, self.n_rounds, self.number,
        ]  # fmt: skip
        return int(np.random.SeedSequence([self.study_seed, *design]).generate_state(1)[0])

    def key(self) -> dict[str, Any]:
        """Return what identifies it within a study."""
        return {name: getattr(self, name) for name in _DESIGN} | {"seed": self.seed}

    def simulate(self) -> Simulation:
        """Return the simulated sessions."""
        maker = makers.CHOICES[makers.NAMES.index(self.maker)]
        if self.cells == CROSSOVER:
            return simulate_study(
                crossover(self.blocks, self.n_rounds, 1 + self.seed % HIGHEST_SEED),
                maker.theory,
                seed=self.seed,
                population=makers.rounding(maker.population, self.rounding),
                options=Options(noise=self.noise),
            )
        return simulate(
            maker.theory,
            CELL_SETS[self.cells],
            pairs=self.blocks * _BLOCK_SIZE // 2,
            n_rounds=self.n_rounds,
            seed=self.seed,
            block_size=_BLOCK_SIZE,
            population=makers.rounding(maker.population, self.rounding),
            options=Options(noise=self.noise),
        )


def crossover(blocks: int, n_rounds: int, seed: int) -> Study:
    """Return the study in which blocks of four play both cells, at least two blocks and two rounds."""
    rounds = n_rounds - n_rounds // 2, n_rounds // 2
    arms = (("ch_uh", "cl_ul"), blocks - blocks // 2), (("cl_ul", "ch_uh"), blocks // 2)
    source = [f'title = "Crossover"\nquestion = "Which theory?"\nseed = {seed}']
    source.append(f'[session]\nmatching = "stranger"\nblock_size = {_BLOCK_SIZE}')
    for name in CELL_SETS[CROSSOVER]:
        game = CELLS[name]
        source.append(f"[treatments.{name}]\ncapacity_cost = {game.capacity_cost}")
        source.append(f"noise_half_width = {game.noise_half_width}")
    for cells, n_blocks in arms:
        parts = (f'{{ treatment = "{cell}", rounds = {length} }}' for cell, length in zip(cells, rounds, strict=True))
        source.append(f"[arms.{cells[0]}_first]\nblocks = {n_blocks}\nparts = [{', '.join(parts)}]")
    source.append("[plan]\nsessions = 1")
    return parse(CROSSOVER, "\n".join(source))


def verdict_of(case: Case) -> dict[str, Any]:
    """Return the verdict of a fit that is told nothing of how people were made."""
    return {"verdict": quick_verdict(collect(case.simulate().rounds())).word}


def best_of(case: Case) -> dict[str, Any]:
    """Return what the best test says, which knows how people were made."""
    return best_test.best_test(collect(case.simulate().rounds()), case.noise, case.rounding)


def confusion(cases: Sequence[Case], journal: Journal, best: Journal | None = None) -> pd.DataFrame:
    """Return a row for each design: how often each verdict was given.

    Beside the counts: the share of right verdicts, and of those that name a theory which nobody, or not everybody,
    follows, with Wilson's 95% intervals. Where the theories say the same of people, either name is wrong. With the
    journal of the best test, also what that would have said, of makers that it knows.
    """
    by_design = _by_design(cases, journal)
    rows = {design: _row(design, [one["verdict"] for one in found]) for design, found in by_design.items()}
    if best is not None:
        for design, found in _by_design(known(cases), best).items():
            rows[design] |= best_test.columns(design[0], found)
    return pd.DataFrame(list(rows.values()))


def odds(cases: Sequence[Case], best: Journal) -> pd.DataFrame:
    """Return the odds by which the best test goes, by design and maker."""
    return best_test.odds(_by_design(known(cases), best), _DESIGN)


def known(cases: Sequence[Case]) -> list[Case]:
    """Return those whose makers the best test knows, of people in one treatment."""
    return [case for case in cases if case.maker in best_test.KNOWN and case.cells != CROSSOVER]


def _by_design(cases: Sequence[Case], journal: Journal) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for case in cases:
        design = tuple(getattr(case, name) for name in _DESIGN)
        found.setdefault(design, []).append(journal.result(case.key()))
    return found


def _row(design: tuple[Any, ...], found: Sequence[str]) -> dict[str, Any]:
    right = makers.CHOICES[makers.NAMES.index(design[0])].right
    row: dict[str, Any] = dict(zip(_DESIGN, design, strict=True)) | {"datasets": len(found)}
    row |= {f"verdict_{word}": found.count(word) for word in WORDS}
    wrong = sum(found.count(word) for word in _THEORIES if word != right)
    for name, number in (("right", found.count(right)), ("wrong_theory", wrong)):
        share = Share(number, len(found))
        low, high = share.interval
        row |= {name: share.value, f"{name}_low": low, f"{name}_high": high}
    return row


def as_text(table: pd.DataFrame) -> str:
    """Return the table as text, with shares and their intervals in percent."""
    return _shown(table).to_string(index=False)


def as_markdown(table: pd.DataFrame) -> str:
    """Return the table as documents hold it."""
    shown = _shown(table)
    lines = [list(shown.columns), ["---"] * len(shown.columns), *shown.astype(str).to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    shown = table[[*_DESIGN, "datasets", *(f"verdict_{word}" for word in WORDS)]].rename(
        columns=lambda name: name.removeprefix("verdict_")
    )
    for name, words_of in _SHOWN.items():
        if name in table:
            shares = [_in_words(row[name], int(row["datasets"])) for _, row in table.iterrows()]
            shown = shown.assign(**{words_of: shares})
    return shown


def _in_words(share: float, out_of: int) -> str:
    return "-" if np.isnan(share) else str(Share(round(share * out_of), out_of))
