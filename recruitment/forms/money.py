"""An amount and its currency are two fields, and each needs a name that is read out."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _


def name_both_parts(fields: Mapping[str, forms.Field], *names: str) -> None:
    """Name amount and currency of these fields: Django shows one legend for both and labels neither."""
    for name in names:
        amount, currency = fields[name].widget.widgets
        amount.attrs["aria-label"] = fields[name].label
        currency.attrs["aria-label"] = _("Currency")
