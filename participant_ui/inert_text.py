"""Free text as it may be stored: one line, without characters that break a database, a page or a terminal."""

import unicodedata


def one_line(text: str) -> str:
    """Return a text with white space folded to single blanks and control and unassigned characters left out."""
    folded = " ".join(text.split())
    kept = "".join(character for character in folded if not unicodedata.category(character).startswith("C"))
    # What stood between the characters left out may now be blanks beside blanks.
    return " ".join(kept.split())
