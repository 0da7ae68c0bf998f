"""Numbers and days as files write them, in one way for a whole column: `1,500` alone says nothing, its column may.

A file is read by a program and seen by one person once, so nothing is guessed cell by cell as one may for somebody who
types and sees at once what came of it. What a spreadsheet has spoiled is refused and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from forecast_sharing.session.typed_numbers import plainly

POINT, COMMA = "point", "comma"
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"

LARGEST_NUMBER = Decimal(10) ** 14  # the column has 18 digits, 4 of them after the point
_CURRENCIES = re.compile(r"^(?:EUR|USD|GBP|CHF)\s*|\s*(?:EUR|USD|GBP|CHF|Euro)$", re.IGNORECASE)
_EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+")
# In English and in German.
_SPREADSHEET_ERROR = re.compile(
    r"#(?:N/A|NV|VALUE!|WERT!|REF!|BEZUG!|NAME\?|NUM!|ZAHL!|DIV/0!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!)"
)
_NOT_OF_ONE_LINE = frozenset({"Cc", "Zl", "Zp"})
_GROUP_SIGNS = {POINT: ",", COMMA: "."}
_DECIMAL_SIGNS = {POINT: ".", COMMA: ","}
_NUMBERS = {
    way: re.compile(
        rf"([+-]?)\s*(\d+|\d{{1,3}}([ '{re.escape(_GROUP_SIGNS[way])}])\d{{3}}(?:\3\d{{3}})*)?"
        rf"(?:{re.escape(_DECIMAL_SIGNS[way])}(\d+))?"
    )
    for way in (POINT, COMMA)
}

_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AFTER_A_DAY = re.compile(r"[ T]00:00(:00(\.0+)?)?(Z|\+00:00)?$")
# Excel counts days from here on; five digits are years from 1927 to 2173, four would be years themselves.
_DAY_ZERO = date(1899, 12, 30)
_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:[.,]0+)?")

Reader = Callable[[str, str], Any]


def refuse_spoiled(text: str) -> None:
    """Refuse what programs leave of a value that they could not compute, show or decode; raises ValidationError."""
    if any(unicodedata.category(sign) in _NOT_OF_ONE_LINE for sign in text):
        raise ValidationError(_("A value must be on one line, without control characters."))
    if meant := _wrongly_decoded(text):
        message = _(
            "“%(text)s” is probably “%(meant)s”, saved in a wrong encoding by another program. "
            "Export again, in UTF-8 or as .xlsx."
        )
        raise ValidationError(message % {"text": text, "meant": meant})
    if _SPREADSHEET_ERROR.fullmatch(text):
        raise ValidationError(
            _("“%(text)s” is an error of the spreadsheet. Correct the cell or empty it.") % {"text": text}
        )
    if _EXPONENT.fullmatch(text):
        message = _(
            "“%(text)s” is a long number that a spreadsheet has shortened; its last digits are lost. "
            "Format the column as text there and export again."
        )
        raise ValidationError(message % {"text": text})


def _wrongly_decoded(text: str) -> str:
    """Return what a text was before its UTF-8 was taken for Windows-1252 ("MÃ¼ller"); empty where it was not."""
    if text.isascii():
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def read_number(text: str, way: str) -> Decimal:
    """Return the number, with a decimal point or comma; raises ValidationError."""
    signs = _usual_signs(text)
    refuse_spoiled(signs)
    match = _NUMBERS[way].fullmatch(signs)
    if match is None or not (match[2] or match[4]):
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text})
    sign, whole, group, decimals = match.groups()
    digits = (whole or "0").replace(group, "") if group else whole or "0"
    if len(digits) > 1 and digits.startswith("0"):
        message = _(
            "“%(text)s” begins with a zero, which a number would lose. Assign such a column to a question whose "
            "answers are text, or leave it out."
        )
        raise ValidationError(message % {"text": text})
    number = Decimal(f"{sign}{digits}.{decimals or 0}")
    if abs(number) >= LARGEST_NUMBER:
        raise ValidationError(_("“%(text)s” is too large.") % {"text": text})
    return round(number, 4) + 0  # no minus before zero


def read_day(text: str, way: str) -> date:
    """Return the day, with the day or the month first between slashes; raises ValidationError."""
    signs = _AFTER_A_DAY.sub("", _usual_signs(text))
    try:
        if match := _ISO.fullmatch(signs):
            return date(*map(int, match.groups()))
        if match := _DOTS.fullmatch(signs):
            return date(_year(match[3]), int(match[2]), int(match[1]))
        if match := _SLASHES.fullmatch(signs):
            day, month = (match[1], match[2]) if way == DAY_FIRST else (match[2], match[1])
            return date(_year(match[3]), int(month), int(day))
        if _DAY_NUMBER.fullmatch(signs):
            return _DAY_ZERO + timedelta(days=int(signs[:5]))
    except ValueError:
        pass
    raise ValidationError(_("“%(text)s” is not a date such as 2026-12-31 or 31.12.2026.") % {"text": text})


def ways_to_read(texts: Iterable[str], reader: Reader, ways: tuple[str, str]) -> tuple[str, ...]:
    """Return the ways in which a column can be read: several only where all cells fit both and mean another thing."""
    values = {way: [_value(reader, text, way) for text in texts] for way in ways}
    first, second = (values[way] for way in ways)
    possible = [a is not None or b is not None for a, b in zip(first, second, strict=True)]
    fitting = tuple(
        way for way in ways if all(v is not None or not can for v, can in zip(values[way], possible, strict=True))
    )
    if len(fitting) == 2:
        return fitting if first != second else ways[:1]
    # Where no way fits all cells, the others are mistakes.
    return fitting or (max(ways, key=lambda way: sum(value is not None for value in values[way])),)


def _value(reader: Reader, text: str, way: str) -> Any:
    try:
        return reader(text, way)
    except ValidationError:
        return None


def _usual_signs(text: str) -> str:
    """Return the text with the characters of a keyboard, without currency and invisible characters."""
    without_currency = "".join(sign for sign in plainly(text) if unicodedata.category(sign) != "Sc")
    return _CURRENCIES.sub("", without_currency.strip()).strip()


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    # What is asked lies in the past nearly always: the last year with these digits that has begun.
    this_year = timezone.localdate().year
    year = this_year // 100 * 100 + int(text)
    return year if year <= this_year else year - 100
