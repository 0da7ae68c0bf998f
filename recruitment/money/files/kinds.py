"""The file in which a list of payments leaves, for each way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from recruitment.channels import bonus_files
from recruitment.models import Payment, PaymentBatch
from recruitment.money.files import cash, paypal, sepa

Way = PaymentBatch.Way


@dataclass(frozen=True, slots=True)
class FileKind:
    ending: str
    content_type: str
    # The same list gives the same bytes.
    build: Callable[[PaymentBatch, Sequence[Payment]], bytes]
    # What of it belongs to the day on which it is taken.
    on_the_day: Callable[[bytes, date], bytes] = lambda content, _day: content


KINDS: dict[str, FileKind] = {
    Way.CASH: FileKind("csv", "text/csv", cash.build),
    Way.SEPA: FileKind("xml", "application/xml", sepa.build, sepa.executed_on),
    Way.PAYPAL: FileKind("csv", "text/csv", paypal.build),
    Way.PROLIFIC: FileKind("csv", "text/csv", bonus_files.prolific),
    Way.CONNECT: FileKind("csv", "text/csv", bonus_files.connect),
}
