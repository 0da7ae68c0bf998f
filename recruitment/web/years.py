"""Days and moments whose year cannot be meant, 0026 for 2026: far from our time no clock can be computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

EARLIEST, LATEST = 1900, 3000


def check_years(form: forms.BaseForm) -> None:
    """Let every box of a form in which a day or a moment is chosen take one of our time only."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.to_python = _of_our_time(field.to_python)


def _of_our_time(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        try:
            moment = to_python(value)
        except OverflowError:
            moment = date.min
        if moment is not None and not EARLIEST <= moment.year <= LATEST:
            raise forms.ValidationError(_("This year cannot be meant: it is before 1900 or after 3000."))
        return moment

    return read
