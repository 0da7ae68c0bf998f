"""What banks take in a name or a purpose."""

from __future__ import annotations

import re

from text_unidecode import unidecode

# Of Latin letters with accents, banks take the plain ones, and of other signs only these.
NOT_TAKEN_BY_BANKS = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")
LONGEST_NAME = 70


def taken_by_banks(text: str) -> str:
    return NOT_TAKEN_BY_BANKS.sub(" ", unidecode(text)).strip()


def name_for_banks(name: str) -> str:
    """Return a name as it may appear in a transfer; empty where no character of it is left."""
    taken = taken_by_banks(name)[:LONGEST_NAME].strip()
    return taken if any(sign.isalnum() for sign in taken) else ""
