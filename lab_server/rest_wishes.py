"""What a program may ask for when it creates a session; oTree answers a wish it cannot fulfil with an error 500."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

AMOUNTS = ("participation_fee", "real_world_currency_per_point")
MOST = 10**15


def rule_broken(wishes: Mapping[str, Any], rooms: Mapping[str, object]) -> str | None:
    """Return the first rule that the wishes break, with the value; None if there is none."""
    n_people = wishes.get("num_participants")
    if not isinstance(n_people, int) or isinstance(n_people, bool) or n_people < 1:
        return f"num_participants must be a whole number of at least 1, not {n_people!r}"
    room = wishes.get("room_name")
    if room is not None and (not isinstance(room, str) or room not in rooms):
        return f"room_name must be one of: {', '.join(rooms)}, not {room!r}"
    modified = wishes.get("modified_session_config_fields")
    if modified is not None and not isinstance(modified, dict):
        return f"modified_session_config_fields must be an object of settings, not {modified!r}"
    amounts = {name: value for name, value in (modified or {}).items() if name in AMOUNTS}
    rules = ((name, _amount_rule_broken(value), value) for name, value in amounts.items())
    return next((f"{name} must be {rule}, not {value!r}" for name, rule, value in rules if rule), None)


def _amount_rule_broken(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return "a number"
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return "a number"
    if not amount.is_finite():
        return "a number"
    # oTree rounds it to the cent, which fails where a Decimal has too few digits for that.
    return None if abs(amount) < MOST else f"a number below {MOST}"
