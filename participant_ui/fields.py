"""Form fields as templates need them: label, value, error and choices, all texts from the catalogue and escaped.

oTree's own field tags leave errors unlinked and groups unlabelled, and its messages come from several libraries.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import wtforms
from babel.numbers import format_decimal, get_group_symbol
from markupsafe import Markup, escape

from forecast_sharing.session.typed_numbers import (
    AmbiguousNumberError,
    NotANumberError,
    TypedNumberError,
    read_number,
    visible,
)
from participant_ui.catalogue import Texts

# Beyond every range, and still a number that validators can compare.
ENORMOUS = 10**15


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button."""

    id: str
    value: Markup
    label: Markup
    is_checked: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One form field, ready to print."""

    name: str
    label: Markup
    hint: Markup
    value: Markup
    error: Markup
    choices: list[Choice]
    is_text: bool
    is_required: bool
    inputmode: str  # the keyboard that a phone shows
    described_by: str  # ids of the hint and the error, for aria-describedby

    @property
    def id(self) -> str:
        """Return the id of the input, or of the group of radio buttons."""
        return f"id_{self.name}"


def field_view(field: wtforms.Field, t: Texts) -> FieldView:
    """Return a form field with its texts: `field-NAME-label`, and `field-NAME-hint` where the catalogue has one."""
    hint = t(f"field-{field.name}-hint") if t.has(f"field-{field.name}-hint") else Markup("")
    error = _error(field, t)
    described_by = [f"{field.name}-hint"] * bool(hint) + [f"{field.name}-error"] * bool(error)
    return FieldView(
        name=field.name,
        label=t(f"field-{field.name}-label"),
        hint=hint,
        value=escape(_typed(field)),
        error=error,
        choices=[
            Choice(f"id_{field.name}-{index}", escape(value), escape(label), _typed(field) == str(value))
            for index, (value, label) in enumerate(getattr(field, "choices", None) or [])
        ],
        is_text=field.type == "TextAreaField",
        is_required=field.flags.required,
        inputmode=_inputmode(field),
        described_by=" ".join(described_by),
    )


def read_typed(field: wtforms.Field, language: str) -> None:
    """Take from a box for numbers the number that a person typed in it, and none where that is not a number.

    The library behind the form reads numbers as Python writes them, 2_5 for 25.
    """
    if not isinstance(field, wtforms.IntegerField | wtforms.FloatField) or not visible(_typed(field)):
        return
    number = typed_number(_typed(field), language)
    is_whole = isinstance(field, wtforms.IntegerField)
    if number is None or (is_whole and number != number.to_integral_value()):
        field.data, field.process_errors = None, ["no number"]
        return
    # Validators turn numbers into floats and would stumble over an enormous one.
    number = max(-ENORMOUS, min(ENORMOUS, number))
    field.data, field.process_errors = int(number) if is_whole else float(number), []


def typed_number(typed: str, language: str) -> Decimal | None:
    """Return the number that a person typed on a page in this language; None if it is not one."""
    try:
        return read_number(typed, group=get_group_symbol(language))
    except TypedNumberError:
        return None


def _typed(field: wtforms.Field) -> str:
    # What the person typed, however wrong; a field that was not sent starts empty, never with a number.
    return str(field.raw_data[0]) if field.raw_data else ""


def _error(field: wtforms.Field, t: Texts) -> Markup:
    if not field.errors:
        return Markup("")
    own = [error for error in field.errors if isinstance(error, Markup)]
    if own:
        return own[0]
    if getattr(field, "choices", None):
        return t("error-choice-missing")
    return number_error(_typed(field), t, **_bounds(field))


def _inputmode(field: wtforms.Field) -> str:
    # The digit pads of some phones have no minus sign.
    lowest = _bounds(field).get("lowest")
    return "numeric" if lowest is not None and lowest >= 0 else "text"


def _bounds(field: wtforms.Field) -> dict[str, Any]:
    for validator in field.validators:
        if isinstance(validator, wtforms.validators.NumberRange):
            return {"lowest": validator.min, "highest": validator.max}
    return {}


def number_error(typed: str, t: Texts, *, lowest: float | None = None, highest: float | None = None) -> Markup:
    """Return what is wrong with a typed whole number, in words that name the rule and the value."""
    shown = visible(typed)[:40]
    if not shown:
        return t("error-number-missing")
    try:
        number = read_number(typed, group=get_group_symbol(t.language))
    except AmbiguousNumberError as error:
        one, other = (format_decimal(reading, locale=t.language, group_separator=False) for reading in error.readings)
        return t("error-number-ambiguous", typed=shown, one=one, other=other)
    except NotANumberError:
        return t("error-number-unreadable", typed=shown)
    if number != number.to_integral_value():
        return t("error-number-not-whole", typed=shown)
    if lowest is None or highest is None:
        return t("error-number-unreadable", typed=shown)
    return t("error-number-out-of-range", typed=shown, lowest=lowest, highest=highest)
