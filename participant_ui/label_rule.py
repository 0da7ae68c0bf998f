"""Which labels of people and seats are let in.

Harmless in a page and in a spreadsheet, since labels come from links that anybody can write.
"""

import re

ALLOWED_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
RULE = "a participant label has 1 to 64 letters, digits, dots, hyphens or underscores and starts with a letter or digit"


def is_allowed(label: str) -> bool:
    """Return whether a label keeps the rule."""
    return ALLOWED_LABEL.fullmatch(label) is not None
