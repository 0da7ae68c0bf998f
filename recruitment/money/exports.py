"""How an approved list is exported as a file: as often as somebody asks, and always the same but for the day."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.data_rights.access_log import record_reading
from recruitment.models import Payment, PaymentBatch, User
from recruitment.money.batches import check_rewards, locked
from recruitment.money.files.kinds import file_kind
from recruitment.money.payability import check_all
from recruitment.refused import Refused


@dataclass(frozen=True, slots=True)
class PaymentFile:
    name: str
    content_type: str
    content: bytes
    payments: list[Payment]


@transaction.atomic
def export(*, batch: PaymentBatch, reader: User) -> PaymentFile:
    """Return the file of an approved list. A second one with other contents is refused."""
    batch = locked(batch)
    if batch.approved_at is None or batch.discarded_at is not None:
        raise Refused(_("Approve the list before exporting it."))
    if batch.paid_at is not None:
        raise Refused(_("This list is paid; its file would pay it again."))
    if batch.left_by == "call":
        raise Refused(_("This list was sent to the channel directly; a file would pay it again."))
    if batch.leaves_nothing:
        raise Refused(_("Nobody in this list gets a bonus, so there is no file. Mark it as paid."))
    if batch.exported_at is None:
        check_rewards(batch)
    batch.exported_at = batch.exported_at or timezone.now()
    payments = ordered_payments(batch)
    check_all(payments, batch.way)
    kind = file_kind(batch.way)
    content = kind.build(batch, payments)
    # A list that left before tables had this mark is still the same list.
    digest = hashlib.sha256(content.removeprefix(codecs.BOM_UTF8)).hexdigest()
    if batch.exported_hash and batch.exported_hash != digest:
        raise Refused(
            _(
                "Names, accounts or payments have changed since this list was exported. Use the first file, or "
                "discard the list and make a new one."
            )
        )
    batch.exported_hash, batch.left_by = digest, "file"
    batch.save()
    people = [payment.entitlement.sign_up.person for payment in payments]
    record_reading(people=people, reader=reader, purpose=f"payment list {batch.public_id}")
    content = kind.on_the_day(content, timezone.localdate())
    return PaymentFile(f"{batch.way}-{batch.public_id}.{kind.ending}", kind.content_type, content, payments)


def ordered_payments(batch: PaymentBatch) -> list[Payment]:
    with_names = ("entitlement__sign_up__person", "entitlement__sign_up__session__room")
    payments = batch.payments.valid().select_related(*with_names).order_by("pk")
    # A list to sign is read by name.
    return sorted(payments, key=lambda payment: payment.entitlement.sign_up.person.name_to_pay.casefold())
