"""How every form of the office is drawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates


class OfficeField(forms.BoundField):
    """A label in front of a field ends with a colon; behind a box to tick it is a sentence or a name."""

    def label_tag(self, *args: Any, **options: Any) -> str:
        if isinstance(self.field.widget, forms.CheckboxInput):
            options["label_suffix"] = ""
        return super().label_tag(*args, **options)


class OfficeForms(DjangoTemplates):
    bound_field_class = OfficeField
