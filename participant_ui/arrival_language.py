"""The language in which people read on arrival, where no session of theirs is known yet: that of their browser.

Among the languages that there are texts in, the one that the browser asks for first; otherwise English.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from babel import negotiate_locale

from participant_ui.catalogue import FALLBACK, Texts, languages

ACCEPT = b"accept-language"
LONGEST_HEADER = 200  # characters

_accepted: ContextVar[str] = ContextVar("what the browser says of languages", default="")


def note_request(scope: Mapping[str, Any]) -> None:
    """Note what a request says of languages; the server calls this before anything else."""
    found = next((value for name, value in scope["headers"] if name.lower() == ACCEPT), b"")
    _accepted.set(found.decode("latin-1")[:LONGEST_HEADER])


def arrival_language() -> str:
    """Return the language of the person who asks."""
    return negotiate_locale(_wanted(_accepted.get()), languages()) or FALLBACK


def _wanted(accepted: str) -> list[str]:
    """Return languages as a browser lists them, the most wanted first."""
    weighed = [(_weight(part), part.partition(";")[0].strip().replace("-", "_")) for part in accepted.split(",")]
    return [name for weight, name in sorted(weighed, key=lambda language: -language[0]) if name and weight > 0]


def _weight(part: str) -> float:
    text = part.partition(";")[2].strip().removeprefix("q=")
    try:
        return float(text or 1)
    except ValueError:
        return 0


class ArrivalTexts(Texts):
    """The catalogue in the language of the person who asks."""

    def __init__(self) -> None:
        """Have no values: there is no session yet."""
        self.values = {}

    @property
    def language(self) -> str:  # type: ignore[override]
        """Return the language of the person who asks."""
        return arrival_language()
