"""PayPal: a payments file as its "Send payouts from the user interface" describes it.

Columns: recipient, amount, currency, our reference (without spaces, at most 30 characters), note. One currency a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from recruitment import spreadsheets
from recruitment.models import Payment, PaymentBatch
from recruitment.services.refusal import Refused


def build(batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    rows = []
    for payment in payments:
        address = payment.entitlement.sign_up.person.paypal_address
        # A quote in front would send the money elsewhere, so such an address does not leave at all.
        if spreadsheets.looks_like_a_formula(address) or not address:
            raise Refused(
                _("The PayPal address of payment %(reference)s cannot be used. Void it and pay another way.")
                % {"reference": payment.reference}
            )
        # A reference may begin with a minus sign; PayPal only repeats it.
        rows.append(
            [address, f"{payment.entitlement.amount.amount:.2f}", batch.currency, f"r{payment.reference}", "Thank you"]
        )
    return spreadsheets.machine_table(rows)
