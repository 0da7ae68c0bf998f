"""Numbers as reports show them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{number_format(100 * share, 0)} %"
