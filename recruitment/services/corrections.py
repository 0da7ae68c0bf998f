"""Mistakes in what is owed: a row is cancelled or another one added, each with a reason; none is changed or deleted."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from recruitment.models import Entitlement, SignUp, Study, User
from recruitment.services.refusal import Refused


@transaction.atomic
def add_correction(*, sign_up: SignUp, amount: Money, reason: str, made_by: User, request_key: str) -> Entitlement:
    """Owe more for this sign-up than was fetched. The same request owes it once."""
    if amount.amount <= Decimal(0):
        raise Refused(_("A correction adds an amount; to owe less, cancel what is wrong and add what is right."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    Study.objects.select_for_update(no_key=True).get(pk=sign_up.session.study_id)
    earlier = Entitlement.objects.filter(request_key=request_key).first()
    if earlier is not None:
        return earlier
    return Entitlement.objects.create(
        sign_up=sign_up,
        kind=Entitlement.Kind.CORRECTION,
        source=Entitlement.Source.STAFF,
        amount=amount,
        reason=reason.strip(),
        created_by=made_by,
        request_key=request_key,
    )


@transaction.atomic
def cancel_entitlement(*, entitlement: Entitlement, cancelled_by: User, reason: str) -> Entitlement:
    """Owe this no longer. Refused while a list holds it."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    Study.objects.select_for_update(no_key=True).get(pk=entitlement.sign_up.session.study_id)
    entitlement = Entitlement.objects.get(pk=entitlement.pk)
    if entitlement.cancelled_at is not None:
        raise Refused(_("This is cancelled already."))
    if entitlement.payments.valid().exists():
        raise Refused(_("This is in a list of payments. Void the payment first."))
    entitlement.cancelled_at, entitlement.cancelled_by = timezone.now(), cancelled_by
    entitlement.cancel_reason = reason.strip()
    entitlement.save()
    return entitlement
