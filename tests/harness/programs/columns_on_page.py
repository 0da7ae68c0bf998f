"""Which columns of a table that a command has written the page of commands does not name."""

from __future__ import annotations

import csv
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "docs" / "reference" / "commands.md"
# The page says "and with `_se`" of estimates, and names the first two levels.
IN_WORDS = re.compile(r"(?P<estimate>(?:trust_model|level_k)_\w+)_se|level_[2-9]_posterior")


def columns_not_on_page(table: Path) -> list[str]:
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    with table.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    return [name for name in columns if not (name in named or is_in_words(name, named))]


def is_in_words(name: str, named: set[str]) -> bool:
    match = IN_WORDS.fullmatch(name)
    return match is not None and (match["estimate"] is None or match["estimate"] in named)
