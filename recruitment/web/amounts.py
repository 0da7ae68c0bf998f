"""An amount is two fields, a number and a currency; a screen reader says what each of them is."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from djmoney.forms import MoneyField


def name_both_fields(form: forms.BaseForm) -> None:
    # The label is for the pair, so it belongs to neither.
    for field in form.fields.values():
        if isinstance(field, MoneyField):
            number, currency = field.widget.widgets
            number.attrs["aria-label"] = field.label
            currency.attrs["aria-label"] = _("Currency")
            # Their names are known in English only.
            currency.choices = [(code, code) for code, _name in currency.choices]
