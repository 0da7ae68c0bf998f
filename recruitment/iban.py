"""Account numbers, by the check of ISO 13616 (the remainder of 97 must be 1)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def normalised_iban(text: str) -> str:
    """Return the account number without spaces, in capitals; ValidationError if it cannot be one."""
    iban = re.sub(r"\s", "", text).upper()
    if iban and not (SHAPE.fullmatch(iban) and _remainder(iban) == 1):
        raise ValidationError(_("This is not a valid IBAN. Please compare it with your card."))
    return iban


def _remainder(iban: str) -> int:
    # Letters count as 10 to 35.
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97
