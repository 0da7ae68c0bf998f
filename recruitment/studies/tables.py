"""The list of studies. What somebody typed is escaped by the library, cell by cell."""

from __future__ import annotations

import django_tables2 as tables
from django.template.defaultfilters import date
from django.utils.translation import gettext_lazy
from django_tables2 import A

from recruitment.models import Study
from recruitment.web.list_order import TIES


class StudyTable(tables.Table):
    caption = gettext_lazy("Studies")

    title = tables.Column(gettext_lazy("Study"), linkify=("study", [A("pk")]), order_by=("title", TIES))
    treatment = tables.Column(gettext_lazy("Session config"), default="–", order_by=("treatment", TIES))
    study_class = tables.Column(gettext_lazy("Class of studies"), default="–", order_by=("study_class__name", TIES))
    owner = tables.Column(gettext_lazy("Experimenter"), accessor="owner__username", order_by=("owner__username", TIES))
    ethics_expires_on = tables.Column(
        gettext_lazy("Ethics permission ends on"), default="–", order_by=("ethics_expires_on", TIES)
    )
    status = tables.Column(gettext_lazy("State"), order_by=("status", TIES))

    class Meta:
        model = Study
        fields = ("title", "treatment", "study_class", "owner", "ethics_expires_on", "status")

    def render_ethics_expires_on(self, value: object) -> str:
        return date(value, "SHORT_DATE_FORMAT")
