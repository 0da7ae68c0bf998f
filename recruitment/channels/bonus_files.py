"""Bonuses of online channels: one line for each person, with what the reward does not cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from recruitment import spreadsheets
from recruitment.models import Payment, PaymentBatch


def prolific(_batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    """Return `participant id,amount` in the currency of the study, as both the page and the API take it."""
    return spreadsheets.machine_table(_lines(payments))


def connect(_batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    return spreadsheets.machine_table([["ParticipantId", "Bonus"], *_lines(payments)])


def _lines(payments: Sequence[Payment]) -> list[list[str]]:
    # Ids were checked when their owner arrived: letters and digits first, so never a formula.
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for payment in payments:
        sums[payment.entitlement.sign_up.person.channel_id] += payment.bonus.amount
    return [[channel_id, f"{bonus:.2f}"] for channel_id, bonus in sums.items() if bonus]
