"""What a program may ask for when it creates a session; oTree answers a wish it cannot fulfil with an error 500."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

AMOUNTS = ("participation_fee", "real_world_currency_per_point")


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
    wrong = ((name, value) for name, value in (modified or {}).items() if name in AMOUNTS and not _is_amount(value))
    return next((f"{name} must be a number, not {value!r}" for name, value in wrong), None)


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
