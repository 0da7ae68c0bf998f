"""Account numbers, checked by country, length and check digits; the library knows the register of ISO 13616."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import InvalidCountryCode, InvalidLength, SchwiftyException

# From a banking app it is copied with its heading.
HEADING = re.compile(r"^IBAN:?")
# Blanks and hyphens of every kind, and signs that nobody sees.
LEFT_OUT = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}
# Countries that joined the SEPA schemes in 2025 and 2026 (European Payments Council, EPC409-09), which the register of
# accounts does not yet say.
LATELY_IN_SEPA = {"AL", "MD", "ME", "MK", "RS"}


def normalised_iban(text: str) -> str:
    """Return the account number as banks write it; ValidationError, with the reason, if none can be paid there."""
    iban = HEADING.sub("", plain_signs(text))
    fault = fault_of(iban) if iban else ""
    if fault:
        raise ValidationError(fault)
    return iban


def fault_of(iban: str) -> str:
    """Return why no SEPA transfer can go to this account, or nothing if one can."""
    try:
        account = IBAN(iban, allow_invalid=True)
        account.validate()
    except InvalidCountryCode:
        return _("No country has accounts that begin with %(country)s.") % {"country": iban[:2]}
    except InvalidLength:
        return _(
            "This IBAN has %(length)d characters; in this country an IBAN has %(right)d. Please compare it with your "
            "card."
        ) % {
            "length": len(iban),
            "right": account.spec.iban_length,
        }
    except SchwiftyException:
        return _("This is not a valid IBAN. Please compare it with your card.")
    if not is_in_sepa(account):
        return _("No SEPA transfer can go to accounts of this country (%(country)s).") % {"country": iban[:2]}
    return ""


def is_in_sepa(account: IBAN) -> bool:
    return account.in_sepa_zone or account.country_code in LATELY_IN_SEPA


def plain_signs(text: str) -> str:
    """Return an account number or BIC as banks write it."""
    kept = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in LEFT_OUT)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in kept).upper()
