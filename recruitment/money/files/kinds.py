"""The file in which a payment list is exported, for each way."""

from __future__ import annotations

from recruitment.channels import registry
from recruitment.channels.description import FileKind
from recruitment.models import PaymentBatch
from recruitment.money.files import cash, paypal, sepa

Way = PaymentBatch.Way

# Of the ways of the office; a channel that pays says itself what it takes.
KINDS: dict[str, FileKind] = {
    Way.CASH: FileKind("csv", "text/csv", cash.build),
    Way.SEPA: FileKind("xml", "application/xml", sepa.build, sepa.executed_on),
    Way.PAYPAL: FileKind("csv", "text/csv", paypal.build),
}


def file_kind(way: str) -> FileKind:
    """Return the kind of file of this way."""
    return KINDS.get(way) or registry.named(way).payment_file
