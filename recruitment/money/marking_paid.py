"""What happens when money has left: payments are marked as paid, once, and everybody gets one receipt."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.mail.outgoing import queue_mail
from recruitment.models import PaymentBatch
from recruitment.money.batches import check_no_call_in_doubt, check_rewards, locked, was_paid_by_a_call
from recruitment.refused import Refused


@transaction.atomic
def mark_paid(*, batch: PaymentBatch) -> PaymentBatch:
    """Say that the money of the whole list has left; saying it again changes nothing."""
    batch = locked(batch)
    if batch.paid_at is not None:
        return batch
    if batch.exported_at is None and batch.approved_at is not None and batch.leaves_nothing:
        check_rewards(batch)
        batch.exported_at, batch.left_by = timezone.now(), "nothing"
    if batch.discarded_at is not None or batch.exported_at is None:
        raise Refused(_("Only a list that has been exported can be marked as paid."))
    check_no_call_in_doubt(batch)
    if batch.left_by == "call" and not was_paid_by_a_call(batch):
        raise Refused(_("The channel has not said that it pays this list. Discard it, and make a new one."))
    batch.paid_at = timezone.now()
    batch.save()
    for payment in batch.payments.valid().select_related("entitlement__sign_up__person"):
        payment.paid_at = batch.paid_at
        payment.save()
        person = payment.entitlement.sign_up.person
        if person.email:
            queue_mail(
                template="receipt", key=f"receipt:{payment.reference}", person=person, context={"payment": payment.pk}
            )
    return batch
