"""CloudResearch Connect: it pays for a code, and bonuses by a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recruitment import spreadsheets
from recruitment.channels.bonus_lines import bonus_lines
from recruitment.channels.description import Channel, FileKind

if TYPE_CHECKING:
    from recruitment.models import Payment, PaymentBatch


def bonuses(_batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    return spreadsheets.machine_table([["ParticipantId", "Bonus"], *bonus_lines(payments)])


CHANNEL = Channel(
    name="connect",
    label="CloudResearch Connect",
    ways=("connect",),
    payment_file=FileKind("csv", "text/csv", bonuses),
    pays_by_a_code=True,
)
