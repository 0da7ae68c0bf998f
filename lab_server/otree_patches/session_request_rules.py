"""What a program may ask for when it creates a session; oTree answers a request it cannot fulfil with an error 500."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

FEE = "participation_fee"
AMOUNTS = (FEE, "real_world_currency_per_point")
SMALLEST_DIGITS = 2  # cents, to which oTree rounds what is paid
# Two fields of this server, beside oTree's: both or none.
KEY, LABELS = "creation_key", "participant_labels"
KEY_RULE = re.compile(r"[A-Za-z0-9_-]{16,64}")
LABEL_RULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
MOST = 10**15


def rule_broken(request: Mapping[str, Any], rooms: Mapping[str, object]) -> str | None:
    """Return the first rule that the request breaks, with the value; None if there is none."""
    n_people = request.get("num_participants")
    if not isinstance(n_people, int) or isinstance(n_people, bool) or n_people < 1:
        return f"num_participants must be a whole number of at least 1, not {n_people!r}"
    room = request.get("room_name")
    if room is not None and (not isinstance(room, str) or room not in rooms):
        return f"room_name must be one of: {', '.join(rooms)}, not {room!r}"
    if (KEY in request or LABELS in request) and (rule := _rule_of_keys_broken(request, n_people)):
        return rule
    modified = request.get("modified_session_config_fields")
    if modified is not None and not isinstance(modified, dict):
        return f"modified_session_config_fields must be an object of settings, not {modified!r}"
    amounts = {name: value for name, value in (modified or {}).items() if name in AMOUNTS}
    rules = ((name, amount_rule_broken(name, value), value) for name, value in amounts.items())
    return next((f"{name} must be {rule}, not {value!r}" for name, rule, value in rules if rule), None)


def _rule_of_keys_broken(request: Mapping[str, Any], n_people: int) -> str | None:
    key, labels = request.get(KEY), request.get(LABELS)
    if not isinstance(key, str) or not KEY_RULE.fullmatch(key):
        return f"{KEY} must be 16 to 64 letters, digits, hyphens or underscores, not {key!r}"
    if "label" in request:
        return f"label must be left out where there is a {KEY}: the key is kept as the label"
    if not isinstance(labels, list) or len(labels) != n_people:
        return f"{LABELS} must be a list with a label for each of {n_people} participants, not {labels!r}"
    wrong = [label for label in labels if not isinstance(label, str) or not LABEL_RULE.fullmatch(label)]
    if wrong:
        return (
            f"{LABELS} must be 1 to 64 letters, digits, dots, hyphens or underscores and start with a letter or digit, "
            f"not {wrong[0]!r}"
        )
    if len(set(labels)) != n_people:
        return f"{LABELS} must all differ"
    return None


def amount_rule_broken(name: str, value: object) -> str | None:
    """Return what an amount must be and is not; None if it is as it must be."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return "a number"
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return "a number"
    if not amount.is_finite():
        return "a number"
    # oTree rounds it to the cent, which fails where a Decimal has too few digits for that.
    if abs(amount) >= MOST:
        return f"a number below {MOST}"
    # ... and changes the amount without a word where it is not one that can be paid.
    if name == FEE and amount != round(amount, SMALLEST_DIGITS):
        return f"an amount with at most {SMALLEST_DIGITS} digits after the point"
    return None
