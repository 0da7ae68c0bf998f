"""One check before people come: its name, green or red, what was found and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GREEN, RED, CANNOT_TELL = STATES = ("green", "red", "cannot tell")


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found. `cannot tell` is a question that only a person can answer; `remedy` says how."""

    name: str
    state: str
    found: str
    remedy: str = ""

    def __post_init__(self) -> None:
        """Refuse a state that nobody would know what to make of."""
        if self.state not in STATES:
            raise ValueError(f"state must be one of {', '.join(STATES)}, not {self.state!r}")


def read(said: Iterable[Mapping[str, Any]]) -> list[Check]:
    """Return the checks that a server said as JSON.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it said something else.

    """
    return [Check(*(str(one[name]) for name in ("name", "state", "found", "remedy"))) for one in said]


def is_ready(checks: Iterable[Check]) -> bool:
    """Return whether nothing is red."""
    return all(check.state != RED for check in checks)


def as_text(checks: Iterable[Check]) -> str:
    """Return a line for each check, and below those that are not green what to do."""
    lines = []
    for check in checks:
        lines.append(f"{check.state:<12} {check.name}: {check.found}")
        if check.remedy and check.state != GREEN:
            lines.append(f"{'':<12} -> {check.remedy}")
    return "\n".join(lines)
