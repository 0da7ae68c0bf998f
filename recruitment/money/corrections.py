"""Mistakes in what is owed: a row is cancelled or another one added, each with a reason; none is changed or deleted."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.models import ChannelOffer, Entitlement, SignUp, Study, User
from recruitment.money.reconciliation import left_of_the_budget
from recruitment.refused import Refused


def usual_currency(sign_up: SignUp) -> str:
    """Return the currency in which this person is owed already, or will be."""
    owed = sign_up.entitlements.owed().order_by("pk").first()
    if owed is not None:
        return owed.amount.currency.code
    study = sign_up.session.study
    offer = ChannelOffer.objects.filter(study=study).first()
    if offer is not None and registry.named(study.channel).pays_itself:
        return offer.reward.currency.code
    return settings.OFFICE_CURRENCY


def doubts_about(*, sign_up: SignUp, amount: Money) -> list[str]:
    """Return what speaks against adding this amount; staff may know better."""
    doubts = []
    usual = usual_currency(sign_up)
    if amount.currency.code != usual:
        doubts.append(
            _("This is in %(typed)s, but what this person is owed is in %(usual)s: no list pays both.")
            % {"typed": amount.currency, "usual": usual}
        )
    left = left_of_the_budget(sign_up.session.study)
    if left is not None and left.currency == amount.currency and amount > left:
        doubts.append(
            _("%(left)s of this study's budget is left, less than %(amount)s.") % {"left": left, "amount": amount}
        )
    return doubts


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
        raise Refused(_("This has already been cancelled."))
    if entitlement.payments.valid().exists():
        raise Refused(_("This is in a payment list. Void the payment first."))
    entitlement.cancelled_at, entitlement.cancelled_by = timezone.now(), cancelled_by
    entitlement.cancel_reason = reason.strip()
    entitlement.save()
    return entitlement
