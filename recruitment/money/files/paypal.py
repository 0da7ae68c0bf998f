"""PayPal: a payments file as its "Send payouts from the user interface" describes it.

Columns: recipient, amount, currency, our reference (without spaces, at most 30 characters), note. One currency a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from recruitment import spreadsheets
from recruitment.models import Payment, PaymentBatch


def build(batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    # A reference may begin with a minus sign; PayPal only repeats it.
    return spreadsheets.machine_table(
        [
            payment.entitlement.sign_up.person.paypal_address,
            f"{payment.entitlement.amount.amount:.2f}",
            batch.currency,
            f"r{payment.reference}",
            "Thank you",
        ]
        for payment in payments
    )
