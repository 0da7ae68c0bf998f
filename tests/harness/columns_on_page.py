"""Which columns of a table that a command has written the page of commands does not name."""

from __future__ import annotations

import csv
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "reference" / "commands.md"
# The page says "and with `_se`", and names the first two levels.
STANDARD_ERROR = "_se"
FURTHER_LEVEL = re.compile(r"level_[2-9]_posterior")


def columns_not_on_page(table: Path) -> list[str]:
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    with table.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    return [
        name
        for name in columns
        if not ({name, name.removesuffix(STANDARD_ERROR)} & named or FURTHER_LEVEL.fullmatch(name))
    ]
