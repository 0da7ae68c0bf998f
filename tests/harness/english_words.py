"""Words that only English has: what they are found in was left in English, wherever it came from."""

from __future__ import annotations

import re

ENGLISH = re.compile(
    r"\b(the|and|of|you|your|are|is|this|that|please|with|from|not|to|round|report|forecast|capacity|demand|profit"
    r"|units|points|waiting|page|study|sender|receiver|manufacturer|supplier)\b",
    re.IGNORECASE,
)
# The German name of a role.
GERMAN_TOO = {"sender"}


def english_words(text: str) -> list[str]:
    """Return the English words in a text."""
    return [word for word in ENGLISH.findall(text) if word.lower() not in GERMAN_TOO]
