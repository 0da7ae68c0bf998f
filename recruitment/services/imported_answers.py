"""What other systems write for an answer, as this office keeps it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruitment.models import ProfileField

Kind = ProfileField.Kind
WAYS_TO_WRITE_A_DATE = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S")
YES = {"yes", "y", "true", "1", "ja", "j"}
NO = {"no", "n", "false", "0", "nein"}
LONGEST_ANSWER = 500
LARGEST_NUMBER = Decimal(10) ** 14  # the column has 18 digits, 4 of them after the point


def read_answer(field: ProfileField, text: str) -> tuple[str, Decimal | None]:
    """Return the answer as it is kept, and as a number where it is one; raises ValidationError."""
    text = text.strip()
    if field.kind == Kind.NUMBER:
        number = _number(text)
        return f"{number.normalize():f}", number
    if field.kind == Kind.DATE:
        day = read_date(text)
        return day.isoformat(), Decimal(day.toordinal())
    if field.kind == Kind.YES_NO:
        return _yes_or_no(text), None
    if field.kind == Kind.CHOICE:
        return _choice(field, text), None
    if len(text) > LONGEST_ANSWER:
        raise ValidationError(_("The answer is longer than %(n)d characters.") % {"n": LONGEST_ANSWER})
    return text, None


def read_date(text: str) -> date:
    for way in WAYS_TO_WRITE_A_DATE:
        try:
            return datetime.strptime(text.strip(), way).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValidationError(_("“%(text)s” is no date such as 2026-12-31 or 31.12.2026.") % {"text": text})


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LARGEST_NUMBER:
        raise ValidationError(_("“%(text)s” is no number.") % {"text": text})
    return round(number, 4)


def _yes_or_no(text: str) -> str:
    word = text.lower()
    if word not in YES | NO:
        raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return "yes" if word in YES else "no"


def _choice(field: ProfileField, text: str) -> str:
    # ORSEE keeps "m" and "f": a beginning is enough where only one choice begins so.
    words = [(choice, choice) for choice in field.choices]
    if len(field.choices_de) == len(field.choices):
        words += zip(field.choices, field.choices_de, strict=True)
    fitting = {choice for choice, word in words if word.lower() == text.lower()}
    fitting = fitting or {choice for choice, word in words if word.lower().startswith(text.lower())}
    if len(fitting) != 1:
        message = _("“%(text)s” is not one of: %(choices)s.")
        raise ValidationError(message % {"text": text, "choices": ", ".join(field.choices)})
    return fitting.pop()
