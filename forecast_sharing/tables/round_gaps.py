"""What a table of rounds lacks or holds twice, which no row shows by itself: pairs, rounds, blocks, whole sessions."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from forecast_sharing.tables.columns import ROUNDS

# What may be the matter where something is not in the table.
GAPS = (
    "Pairs or rounds that are not in the table: the file was cut, or exported while the session ran, or these rounds "
    "were never begun; export it again and compare"
)
_CODES = ("session_code", "sender_code", "receiver_code")
_CONTENT = [column.name for column in ROUNDS if column.name not in _CODES]


class Gap(NamedTuple):
    """What is not in the table of a block that should be."""

    session: str
    block: int
    what: str

    def __str__(self) -> str:
        """Return the sentence shown to the reader."""
        return f"session {self.session}, block {self.block}: {self.what}"


class Copy(NamedTuple):
    """A session whose rounds are all in another one, under another code."""

    session: str
    original: str

    def __str__(self) -> str:
        """Return the sentence shown to the reader."""
        return (
            f"session {self.session} is a copy of session {self.original} under another code: every round that people "
            "decided in it is there too, number for number. Leave one of the two out, as --session does, or its people "
            "count twice"
        )


def gaps(rounds: pd.DataFrame) -> list[Gap]:
    """Return which pairs, rounds and blocks of the sessions are not in the table.

    The blocks of a session are of one size and play the same rounds, so the largest round of any block says how many
    pairs there are. How many rounds there are is the plan's, or in files of earlier versions the last round of any
    block: there, what is cut off after a round that all blocks have finished cannot be told from a shorter session.
    """
    return [gap for _, rows in rounds.groupby("session_code", sort=True) for gap in _gaps_of_session(rows)]


def copies(rounds: pd.DataFrame) -> list[Copy]:
    """Return the sessions that are in the table a second time under another code, whole or in part."""
    decided = rounds[rounds["report"].notna() | rounds["capacity"].notna()]
    # One number a row; rows that say the same but for the codes have the same one.
    content = decided.groupby(_CONTENT, sort=False, dropna=False).ngroup()
    sessions = content.groupby(decided["session_code"], sort=False)
    by_session = {str(code): frozenset(numbers) for code, numbers in sessions}
    held_by: dict[int, list[str]] = {}
    found = []
    # The largest first, and of two alike the one that stands first: a part of a session is the copy, not the whole.
    for code, numbers in sorted(by_session.items(), key=lambda item: -len(item[1])):
        candidates = held_by.get(min(numbers), [])
        original = next((other for other in candidates if numbers <= by_session[other]), None)
        if original is not None:
            found.append(Copy(code, original))
            continue
        for number in numbers:
            held_by.setdefault(number, []).append(code)
    return sorted(found)


def _gaps_of_session(rows: pd.DataFrame) -> Iterator[Gap]:
    session = str(rows["session_code"].iloc[0])
    last_block = int(rows["block"].max())
    last_round = int(rows[["round_number", "planned_rounds"]].max().max())
    counts = pd.crosstab(rows["block"], rows["round_number"])
    counts = counts.reindex(index=range(1, last_block + 1), columns=range(1, last_round + 1), fill_value=0)
    n_pairs = int(counts.to_numpy().max())
    for block, by_round in zip(counts.index, counts.to_numpy().tolist(), strict=True):
        lacking = [(number, count) for number, count in enumerate(by_round, start=1) if count < n_pairs]
        if lacking:
            yield Gap(session, block, "; ".join(_in_words(lacking, n_pairs)))


def _in_words(lacking: Sequence[tuple[int, int]], n_pairs: int) -> Iterator[str]:
    """Yield each run of rounds with the same number of pairs: "rounds 3 to 5 have 1 of 2 pairs"."""
    for (count, _), run in groupby(enumerate(lacking), key=lambda item: (item[1][1], item[1][0] - item[0])):
        numbers = [number for _, (number, _) in run]
        which = f"round {numbers[0]} has" if len(numbers) == 1 else f"rounds {numbers[0]} to {numbers[-1]} have"
        yield f"{which} {count or 'none'} of {n_pairs} pair{'s' * (n_pairs > 1)}"
