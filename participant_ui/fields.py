"""Form fields as templates need them: label, value, error and choices, all texts from the catalogue and escaped.

oTree's own field tags leave errors unlinked and groups unlabelled, and its messages come from several libraries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import wtforms
from babel.numbers import get_group_symbol
from markupsafe import Markup, escape
from sqlalchemy import Float, Integer

from participant_ui.catalogue import Texts

WHOLE = re.compile(r"[+-]?\d+")
DECIMAL = re.compile(r"[+-]?(\d+[.,]\d*|[.,]\d+)")
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


def is_number_field(model: type, name: str) -> bool:
    """Return whether a form field is one in which a number is typed."""
    column = getattr(model, name)
    return isinstance(column.type, Integer | Float) and "choices" not in column.form_props


def as_typed_plainly(typed: str, language: str) -> str:
    """Return a number as a computer reads it: pages print 5,125 and people type what they see.

    Only separators in the places where this language puts them are taken out, so that 12,5 stays what it is.
    """
    plain = typed.strip().replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace("\N{NO-BREAK SPACE}", " ")
    group = get_group_symbol(language)
    grouped = re.compile(rf"[+-]?\d{{1,3}}(?:(?:{re.escape(group)}|[ \N{{NARROW NO-BREAK SPACE}}])\d{{3}})+(?:\D\d*)?")
    if grouped.fullmatch(plain):
        plain = re.sub(rf"{re.escape(group)}|\s", "", plain)
    return plain if plain != typed.strip() else typed


def tame(field: wtforms.Field) -> None:
    """Keep an enormous whole number comparable: validators turn numbers into floats and would stumble over it."""
    if isinstance(field.data, int) and abs(field.data) > ENORMOUS:
        field.data = ENORMOUS if field.data > 0 else -ENORMOUS


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
    shown = typed.strip()[:40]
    if not shown:
        return t("error-number-missing")
    if not WHOLE.fullmatch(typed.strip()):
        is_decimal = DECIMAL.fullmatch(typed.strip()) is not None
        return t("error-number-not-whole" if is_decimal else "error-number-unreadable", typed=shown)
    if lowest is None or highest is None:
        return t("error-number-unreadable", typed=shown)
    return t("error-number-out-of-range", typed=shown, lowest=lowest, highest=highest)
