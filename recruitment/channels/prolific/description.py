"""Prolific: it pays for a code, and bonuses by a file or by calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recruitment import spreadsheets
from recruitment.channels.bonus_lines import bonus_lines
from recruitment.channels.description import Channel, FileKind

if TYPE_CHECKING:
    from recruitment.models import Payment, PaymentBatch


def bonuses(_batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    """Return `participant id,amount` in the currency of the study, as both the page and the API take it."""
    return spreadsheets.machine_table(bonus_lines(payments))


CHANNEL = Channel(
    name="prolific",
    label="Prolific",
    ways=("prolific",),
    payment_file=FileKind("csv", "text/csv", bonuses),
    most_payments=200,
    pays_by_a_code=True,
    tells_of_submissions=True,
    done_by_hand=("publish:",),
)
