"""Bonuses of a channel that pays: one line for each person, with what the reward does not cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recruitment.models import Payment


def bonus_lines(payments: Sequence[Payment]) -> list[list[str]]:
    """Return id and sum of each person who gets a bonus."""
    # Ids were checked when their owner arrived: letters and digits first, so never a formula.
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for payment in payments:
        sums[payment.entitlement.sign_up.person.channel_id] += payment.bonus.amount
    return [[channel_id, f"{bonus:.2f}"] for channel_id, bonus in sums.items() if bonus]
