"""Numbers as people type, paste and dictate them: one reading for every box, so that none is read by chance.

What is clear is read, whatever keyboard, word processor or country it comes from. What could be two numbers is asked
about, and nothing is read that only a programming language would take for a number.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MINUS_SIGN = "\N{MINUS SIGN}"
# With the Arabic separator of thousands, which is none of decimals anywhere.
APOSTROPHES = (
    "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{FULLWIDTH APOSTROPHE}\N{ACUTE ACCENT}"
    "\N{ARABIC THOUSANDS SEPARATOR}"
)
# Full-width and Arabic separators as a computer's keyboard has them.
PLAIN_SIGNS = str.maketrans(
    {
        "\N{FULLWIDTH PLUS SIGN}": "+",
        "\N{FULLWIDTH COMMA}": ",",
        "\N{FULLWIDTH FULL STOP}": ".",
        "\N{IDEOGRAPHIC FULL STOP}": ".",
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        **dict.fromkeys(APOSTROPHES, "'"),
    }
)
SIGNED = re.compile(r"(?P<before>[+-]?)\s*(?P<digits>[\d., ']*\d[., ']*|[.,]\d+)\s*(?P<after>-?)")
# Up to three digits, then groups of three with one and the same separator; no number is written with a zero in front.
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([., '])\d{3})(?:\1\d{3})*")
PLAIN = re.compile(r"(?P<whole>\d*)(?:[.,](?P<decimals>\d*))?")


class TypedNumberError(ValueError):
    """What was typed is not one number."""


class NotANumberError(TypedNumberError):
    """What was typed cannot be read as a number."""


class AmbiguousNumberError(TypedNumberError):
    """What was typed is one number in one country and another in the next; `readings` holds both."""

    def __init__(self, readings: tuple[Decimal, Decimal]) -> None:
        super().__init__(f"either {readings[0]} or {readings[1]}")
        self.readings = readings


def visible(typed: str) -> str:
    """Return what a person sees of what they typed: without marks that have no width, and blanks around it."""
    return "".join(sign for sign in typed if unicodedata.category(sign) != "Cf").strip()


def read_number(typed: str, *, group: str) -> Decimal:
    """Return the number that a person typed.

    Parameters
    ----------
    typed : str
        As it came from the box.
    group : str
        What separates thousands in the language of the page, "," in English. Blanks and apostrophes do so everywhere.

    Raises
    ------
    NotANumberError, AmbiguousNumberError
        If it is not one number.

    """
    match = SIGNED.fullmatch(plainly(typed))
    if match is None or (match["before"] and match["after"]):
        raise NotANumberError(f"{typed[:40]!r} is not a number")
    is_negative = "-" in (match["before"], match["after"])
    # Copied and not multiplied, which would round a number of many digits.
    one, *others = _unsigned(match["digits"].strip(), plainly(group) or " ")
    one, *others = ((number.copy_negate() if is_negative and number else number) for number in (one, *others))
    if others:
        raise AmbiguousNumberError((one, *others))
    return one


def plainly(text: str) -> str:
    """Return a text with ASCII's digits, signs, separators and blanks in the place of all their relatives."""
    return "".join(_plain(sign) for sign in visible(text).translate(PLAIN_SIGNS))


def plain_text(number: Decimal) -> str:
    """Return a number as a computer reads it, without separators, exponent and zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category == "Pd" or sign == MINUS_SIGN:
        return "-"
    return " " if category == "Zs" else sign


def _unsigned(digits: str, group: str) -> tuple[Decimal, ...]:
    """Return what digits and separators may mean: one number or two."""
    whole, decimals = digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    is_mixed = last >= 0 and any(sign in digits[:last] for sign in "., '" if sign != digits[last])
    if is_mixed:
        # 1,234.50 and 1'234,50: what comes last, and once, parts the decimals off.
        whole, decimals = digits[:last], digits[last + 1 :]
        if not GROUPED.fullmatch(whole) or not re.fullmatch(r"\d*", decimals) or digits[last] in whole:
            raise NotANumberError(f"{digits[:40]!r} is not a number")
        return (Decimal(f"{_ungrouped(whole)}.{decimals or 0}"),)
    if grouped := GROUPED.fullmatch(digits):
        in_thousands = Decimal(_ungrouped(digits))
        if grouped[1] in ".," and grouped[1] != group and digits.count(grouped[1]) == 1:
            return in_thousands, Decimal(digits.replace(",", ".")).normalize()
        return (in_thousands,)
    plain = PLAIN.fullmatch(digits)
    if plain is None:
        raise NotANumberError(f"{digits[:40]!r} is not a number")
    return (Decimal(f"{plain['whole'] or 0}.{plain['decimals'] or 0}"),)


def _ungrouped(digits: str) -> str:
    return re.sub(r"\D", "", digits)
