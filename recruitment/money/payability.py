"""Why somebody cannot be paid in a certain way, as far as the office can know; said before a list is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from recruitment.models import Payment, PaymentBatch, Person
from recruitment.money.bank_signs import name_for_banks
from recruitment.money.iban import fault_of
from recruitment.refused import Refused
from recruitment.spreadsheets import looks_like_a_formula

Way = PaymentBatch.Way


def missing(person: Person, way: str) -> str:
    """Return what is in the way, or nothing."""
    return WHAT_IS_MISSING.get(way, _id_of_a_channel)(person)


def check_all(payments: Sequence[Payment], way: str) -> None:
    """Refuse a list in which somebody cannot be paid, and name each of them: the others can be paid without them."""
    faults = [
        f"{person.public_id} ({payment.reference}): {fault}"
        for payment in payments
        if (fault := _fault(payment, person := payment.entitlement.sign_up.person, way))
    ]
    if faults:
        raise Refused(
            _("These payments cannot be exported. Void them on this page, and the others can be. %(faults)s")
            % {"faults": " ".join(faults)}
        )


def _fault(payment: Payment, person: Person, way: str) -> str:
    if payment.entitlement.amount.amount <= 0:
        return _("There is nothing to pay.")
    return missing(person, way)


def _account(person: Person) -> str:
    if not person.iban:
        return _("There is no IBAN.")
    return fault_of(person.iban) or _name(person)


def _name(person: Person) -> str:
    if not person.full_name:
        return _("There is no name.")
    return (
        ""
        if name_for_banks(person.full_name)
        else _("Banks accept none of this name's characters: it has to be in Latin letters.")
    )


def _paypal_address(person: Person) -> str:
    if not person.paypal_address:
        return _("There is no PayPal address.")
    # A quote in front would send the money elsewhere, so such an address does not leave at all.
    return _("This PayPal address cannot be used.") if looks_like_a_formula(person.paypal_address) else ""


def _being_there(person: Person) -> str:
    return _("This person was erased.") if person.status == Person.Status.ERASED else ""


def _id_of_a_channel(person: Person) -> str:
    return "" if person.channel_id else _("The channel's identifier is missing.")


WHAT_IS_MISSING: dict[str, Callable[[Person], str]] = {
    Way.SEPA: _account,
    Way.PAYPAL: _paypal_address,
    Way.CASH: _being_there,
}
