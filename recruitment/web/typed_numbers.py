"""Numbers as staff and people of the pool type them, read as the experiment's own pages read them.

A browser's own box for numbers makes 1.5 of the 1.500 that is typed in German, and Python reads 2_5 as 25.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from djmoney.forms import MoneyField

from forecast_sharing.session.typed_numbers import (
    AmbiguousNumberError,
    NotANumberError,
    plain_text,
    read_number,
    visible,
)


def take_numbers_as_typed(form: forms.BaseForm) -> None:
    """Let every box of a form in which a number is typed read it by the language of the page."""
    for field in form.fields.values():
        is_amount = isinstance(field, MoneyField)
        box = field.fields[0] if is_amount else field
        if not isinstance(box, forms.IntegerField):  # of which fields for decimals are a kind
            continue
        box.to_python = _read_before(box.to_python, box.error_messages["invalid"])
        widgets = field.widget.widgets if is_amount else None
        number = _text_box(widgets[0] if is_amount else field.widget)
        if is_amount:
            widgets[0] = number
        else:
            field.widget = number


def _text_box(widget: forms.Widget) -> forms.Widget:
    if not isinstance(widget, forms.NumberInput):
        return widget
    kept = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
    box = forms.TextInput(attrs={**kept, "inputmode": "decimal", "autocomplete": "off"})
    box.is_localized, box.is_required = True, widget.is_required
    return box


def _read_before(to_python: Callable[[Any], Any], invalid: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return to_python(_plainly(value, invalid) if isinstance(value, str) and visible(value) else value)

    return read


def _plainly(typed: str, invalid: str) -> str:
    try:
        return plain_text(read_number(typed, group=get_format("THOUSAND_SEPARATOR")))
    except AmbiguousNumberError as error:
        one, other = (number_format(plain_text(reading), force_grouping=False) for reading in error.readings)
        raise forms.ValidationError(
            _("“%(typed)s” can be read as %(one)s or as %(other)s. Please type it without a separator for thousands."),
            code="ambiguous",
            params={"typed": visible(typed), "one": one, "other": other},
        ) from None
    except NotANumberError:
        raise forms.ValidationError(invalid, code="invalid") from None
