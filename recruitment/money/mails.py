"""Mails about payments: a receipt, and that a payment does not count any more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from recruitment.mail.kinds import MailKind
from recruitment.models import OutgoingMail, Payment


def _payment(mail: OutgoingMail) -> dict[str, Any]:
    payment = Payment.objects.select_related("entitlement__sign_up__session__study", "batch").get(
        pk=mail.context["payment"]
    )
    session = payment.entitlement.sign_up.session
    return {"payment": payment, "session": session, "history_url": settings.OFFICE_URL + reverse("history")}


def _counts(mail: OutgoingMail) -> bool:
    # It may have been voided while its receipt waited.
    return not Payment.objects.exclude(voided_at=None).filter(pk=mail.context.get("payment")).exists()


def _was_notified_of(mail: OutgoingMail) -> bool:
    receipts = OutgoingMail.objects.filter(template="receipt", context__payment=mail.context["payment"])
    return receipts.exclude(state=OutgoingMail.State.WITHHELD).exists()


KINDS = {
    "receipt": MailKind(context=_payment, reaches_the_withdrawn=True, still_holds=_counts),
    "payment_void": MailKind(context=_payment, reaches_the_withdrawn=True, still_holds=_was_notified_of),
}
