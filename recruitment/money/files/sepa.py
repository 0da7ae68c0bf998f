"""Bank transfers: pain.001, made and checked against the bank's schema by sepaxml.

The identifiers come from the batch, so a bank that gets the file twice sees that it has it already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sepaxml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from sepaxml import SepaTransfer

from recruitment.models import Payment, PaymentBatch
from recruitment.money.bank_signs import name_for_banks, taken_by_banks
from recruitment.refused import Refused

if TYPE_CHECKING:
    from xmlschema import XMLSchema

EXECUTION = re.compile(rb"(<ReqdExctnDt>(?:<Dt>)?)[0-9-]+")


def build(batch: PaymentBatch, payments: Sequence[Payment]) -> bytes:
    transfer = SepaTransfer(_debtor(), schema=settings.OFFICE_SEPA_SCHEMA, clean=True)
    moment = timezone.localtime(batch.exported_at)
    for payment in payments:
        person = payment.entitlement.sign_up.person
        transfer.add_payment(
            {
                "name": name_for_banks(person.full_name),
                "IBAN": person.iban,
                "amount": int(payment.entitlement.amount.amount * 100),
                "execution_date": moment.date(),
                # Nothing that tells the bank which study it was; the reference first, since a long name is cut off.
                "description": f"{identifier(payment.reference)} {taken_by_banks(settings.OFFICE_NAME)}",
                "endtoend_id": identifier(payment.reference),
            }
        )
    content = _with_an_agent(_without_chance(transfer.export(validate=False), batch))
    if not bank_schema(settings.OFFICE_SEPA_SCHEMA).is_valid(content.decode()):
        raise Refused(_("The bank would not take this list: a name or an account in it is not valid."))
    return content


@cache
def bank_schema(name: str) -> XMLSchema:
    """Return the bank's schema, which sepaxml brings; sepaxml itself reads it anew, in a second, for every file."""
    from xmlschema import XMLSchema  # noqa: PLC0415 - sepaxml warns against importing it before it is needed

    return XMLSchema(Path(sepaxml.__file__).parent / "schemas" / f"{name}.xsd")


def executed_on(content: bytes, day: date) -> bytes:
    """Return the file with another day on which the bank is to carry it out; banks refuse one that has passed."""
    return EXECUTION.sub(rb"\g<1>" + day.isoformat().encode(), content)


def identifier(text: str) -> str:
    """Return a reference in the characters that banks take; different ones stay different."""
    return text.replace("_", ".")


def _debtor() -> dict[str, object]:
    if not (settings.OFFICE_BANK_NAME and settings.OFFICE_BANK_IBAN):
        raise Refused(_("Set OFFICE_BANK_NAME and OFFICE_BANK_IBAN: the account that pays."))
    debtor = {
        "name": name_for_banks(settings.OFFICE_BANK_NAME),
        "IBAN": settings.OFFICE_BANK_IBAN,
        "batch": True,
        "currency": "EUR",
    }
    if settings.OFFICE_BANK_BIC:
        debtor["BIC"] = settings.OFFICE_BANK_BIC
    return debtor


def _without_chance(content: bytes, batch: PaymentBatch) -> bytes:
    """Put the batch's own moment and identifier where sepaxml puts the clock and a random number."""
    moment = f"{timezone.localtime(batch.exported_at):%Y-%m-%dT%H:%M:%S}".encode()
    content = re.sub(rb"<CreDtTm>[^<]*<", b"<CreDtTm>" + moment + b"<", content)
    number = identifier(batch.public_id).encode()
    content = re.sub(rb"<MsgId>[^<]*<", b"<MsgId>" + number + b"<", content)
    return re.sub(rb"<PmtInfId>[^<]*<", b"<PmtInfId>" + number + b"<", content)


def _with_an_agent(content: bytes) -> bytes:
    """Say that the bank's BIC was not given, in the words of the EPC's guidelines, where sepaxml leaves it empty."""
    return content.replace(b"<FinInstnId />", b"<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>")
