"""Account numbers of banks, checked before anybody is paid to one."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def check_iban(text: str) -> None:
    """Refuse what cannot be an account: ISO 13616 leaves a remainder of 1 on division by 97."""
    iban = "".join(text.split()).upper()
    # Letters count from A = 10, country and check digits last.
    if not SHAPE.fullmatch(iban) or int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 != 1:
        raise ValidationError(_("This is not an IBAN. Please compare it with your card."))
