"""Cash: the rows of the list that people sign."""

from __future__ import annotations

from collections.abc import Sequence

from recruitment import spreadsheets
from recruitment.models import Payment, PaymentBatch


def build(batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    rows: list[list[object]] = [["reference", "name", "amount", "currency", "signature"]]
    for payment in payments:
        person = payment.entitlement.sign_up.person
        amount = payment.entitlement.amount
        rows.append([payment.reference, person.name_to_pay, f"{amount.amount:.2f}", batch.currency, ""])
    return spreadsheets.table(rows)
