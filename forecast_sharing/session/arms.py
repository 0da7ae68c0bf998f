"""Arms: what some blocks of a session play, part after part, while other blocks play something else.

An arm is an ordered list of parts; a part is a treatment and a number of rounds. A block has one arm throughout. Arms
and parts count from 1. In a session config they are one text in JSON, so that a session keeps its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NAME_RULE = "be at most 40 lower-case letters, digits and _, a letter first"
MOST_ARMS = 20
MOST_PARTS = 20
MOST_ROUNDS = 500
MOST_BLOCKS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A treatment that is played for some rounds; `settings` are those that the treatment changes."""

    treatment: str
    rounds: int
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    """What a block plays: parts in their order. Arms with more `blocks` are drawn more often, in proportion."""

    name: str
    parts: tuple[Part, ...]
    blocks: int = 1

    @property
    def rounds(self) -> int:
        """Return how many rounds the parts have together."""
        return sum(part.rounds for part in self.parts)

    def part_of(self, counted_round: int) -> int:
        """Return the number of the part that a round belongs to; rounds count from 1, without those of practice.

        Practice comes before the first round and belongs to the first part.
        """
        last = 0
        for number, part in enumerate(self.parts, start=1):
            last += part.rounds
            if counted_round <= last:
                return number
        raise ValueError(f"round must be at most {last} in arm {self.name}, not {counted_round}")


def as_json(arms: Sequence[Arm]) -> str:
    """Return arms as a session config holds them."""
    return json.dumps(
        [
            {
                "name": arm.name,
                "blocks": arm.blocks,
                "parts": [
                    {"treatment": part.treatment, "rounds": part.rounds, "settings": dict(part.settings)}
                    for part in arm.parts
                ],
            }
            for arm in arms
        ],
        separators=(",", ":"),
    )


@lru_cache(maxsize=64)
def from_json(text: str) -> tuple[Arm, ...]:
    """Return the arms that a session config holds.

    Raises
    ------
    ValueError
        If the text is not JSON or not arms; the message says where, by which rule, and the value.

    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("arms must be JSON, as a study's own session config has it") from None
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_ARMS:
        raise ValueError(f"arms must be a list of 1 to {MOST_ARMS} arms")
    arms = tuple(_arm(one, number) for number, one in enumerate(found, start=1))
    check(arms)
    return arms


def check(arms: Sequence[Arm]) -> None:
    """Refuse arms of one name, arms of different length, and treatments of one name that are not the same."""
    names = [arm.name for arm in arms]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"arms must have different names, not twice {twice[0]}")
    if len({arm.rounds for arm in arms}) > 1:
        lengths = ", ".join(f"{arm.name} {arm.rounds}" for arm in arms)
        raise ValueError(
            f"arms must all have the same number of rounds, so that nobody waits for others, not {lengths}"
        )
    settings: dict[str, tuple[tuple[str, Any], ...]] = {}
    for part in (part for arm in arms for part in arm.parts):
        if settings.setdefault(part.treatment, part.settings) != part.settings:
            raise ValueError(f"treatment {part.treatment} must be the same in each part")


def _arm(one: Any, number: int) -> Arm:
    where = f"arm {number}"
    _refuse_unless(where, "have name, blocks, parts", holds=_has_keys(one, {"name", "blocks", "parts"}))
    _check_name(one["name"], where)
    _check_whole(one["blocks"], f"blocks of {where}", MOST_BLOCKS)
    parts = one["parts"]
    is_list = isinstance(parts, list) and 1 <= len(parts) <= MOST_PARTS
    _refuse_unless(f"parts of {where}", f"be a list of 1 to {MOST_PARTS}", holds=is_list)
    return Arm(
        one["name"], tuple(_part(part, f"part {n} of {where}") for n, part in enumerate(parts, 1)), one["blocks"]
    )


def _part(one: Any, where: str) -> Part:
    _refuse_unless(where, "have treatment, rounds, settings", holds=_has_keys(one, {"treatment", "rounds", "settings"}))
    _check_name(one["treatment"], f"treatment of {where}")
    _check_whole(one["rounds"], f"rounds of {where}", MOST_ROUNDS)
    settings = one["settings"]
    is_flat = isinstance(settings, dict) and all(isinstance(value, str | int | float) for value in settings.values())
    _refuse_unless(f"settings of {where}", "be numbers, words or yes and no by name", holds=is_flat)
    return Part(one["treatment"], one["rounds"], tuple(sorted(settings.items())))


def _has_keys(one: Any, keys: set[str]) -> bool:
    return isinstance(one, dict) and set(one) == keys


def _check_name(name: Any, where: str) -> None:
    is_name = isinstance(name, str) and NAME.fullmatch(name) is not None
    _refuse_unless(f"name of {where}", NAME_RULE, holds=is_name)


def _check_whole(value: Any, where: str, highest: int) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    _refuse_unless(where, f"be a whole number from 1 to {highest}", holds=is_whole and 1 <= value <= highest)


def _refuse_unless(where: str, rule: str, *, holds: bool) -> None:
    if not holds:
        raise ValueError(f"{where} must {rule}")
