"""What other systems write for an answer, as this office keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruitment.models import ProfileField
from recruitment.pool_files.file_values import (
    COMMA,
    DAY_FIRST,
    MONTH_FIRST,
    POINT,
    Reader,
    read_day,
    read_number,
    ways_to_read,
)

Kind = ProfileField.Kind
# With what spreadsheets of other languages write: "WAHR" is Excel's own.
YES = {"yes", "y", "true", "1", "ja", "j", "wahr", "x", "oui", "vrai", "si", "sí"}
NO = {"no", "n", "false", "0", "nein", "falsch", "non", "faux"}
LONGEST_ANSWER = 500

# Of the kinds that can be written in two ways: how to read one, and the ways.
_TWO_WAYS: dict[str, tuple[Reader, tuple[str, str]]] = {
    Kind.NUMBER: (read_number, (POINT, COMMA)),
    Kind.DATE: (read_day, (DAY_FIRST, MONTH_FIRST)),
}


def ways_of(field: ProfileField, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the ways in which a column of answers can be read: none to choose from, or two, of which one is meant."""
    if field.kind not in _TWO_WAYS:
        return ("",)
    reader, ways = _TWO_WAYS[field.kind]
    return ways_to_read(texts, reader, ways)


def telling_example(field: ProfileField, texts: Sequence[str], ways: Sequence[str]) -> str:
    """Return a text of the column that means something else in each way."""
    read = {text: {way: _read_or_none(field, text, way) for way in ways} for text in texts}
    return next(text for text, meanings in read.items() if len(set(meanings.values())) > 1)


def read_answer(field: ProfileField, text: str, way: str = "") -> tuple[str, Decimal | None]:
    """Return the answer as it is kept, and as a number where it is one; raises ValidationError.

    `way` is one of `ways_of` the column; left out, the text must be clear by itself.
    """
    text = text.strip()
    if field.kind in _TWO_WAYS and not way:
        way, *others = ways_of(field, [text])
        if others:
            raise ValidationError(_("“%(text)s” can be read in two ways.") % {"text": text})
    return _read(field, text, way)


def _read(field: ProfileField, text: str, way: str) -> tuple[str, Decimal | None]:
    if field.kind == Kind.NUMBER:
        number = read_number(text, way)
        return f"{number.normalize():f}", number
    if field.kind == Kind.DATE:
        day = read_day(text, way)
        return day.isoformat(), Decimal(day.toordinal())
    if field.kind == Kind.YES_NO:
        return _yes_or_no(text), None
    if field.kind == Kind.CHOICE:
        return _choice(field, text), None
    if len(text) > LONGEST_ANSWER:
        raise ValidationError(_("The answer is longer than %(n)d characters.") % {"n": LONGEST_ANSWER})
    return text, None


def _read_or_none(field: ProfileField, text: str, way: str) -> tuple[str, Decimal | None] | None:
    try:
        return _read(field, text, way)
    except ValidationError:
        return None


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
