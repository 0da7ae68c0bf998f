"""What the list of sessions can be narrowed down to."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from recruitment.models import LabSession
from recruitment.studies.filters import own_studies
from recruitment.web.dates import DateInput


class SessionFilter(filters.FilterSet):
    study = filters.ModelChoiceFilter(label=_("Study"), queryset=own_studies)
    status = filters.ChoiceFilter(label=_("State"), choices=LabSession.Status)
    since = filters.DateFilter(label=_("From (day)"), field_name="starts_at", lookup_expr="date__gte", widget=DateInput)
    until = filters.DateFilter(
        label=_("Until (day)"), field_name="starts_at", lookup_expr="date__lte", widget=DateInput
    )
