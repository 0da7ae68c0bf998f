"""What staff can narrow the lists of tables.py down to; nobody is offered what belongs to others."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recruitment.forms.conditions import DateInput
from recruitment.models import Channel, LabSession, PaymentBatch, Study, StudyClass, User

# The steps of a list of payments (PaymentBatch.step), the last one first.
STEPS = {
    "discarded": _("discarded"),
    "paid": _("paid"),
    "exported": _("has left, not yet marked as paid"),
    "approved": _("approved"),
    "made": _("to be approved"),
}


def own_studies(request: Any) -> QuerySet[Study]:
    return Study.objects.visible_to(request.user).order_by("title")


def owners(request: Any) -> QuerySet[User]:
    return User.objects.filter(studies__in=own_studies(request)).distinct().order_by("username")


class StudyFilter(filters.FilterSet):
    title = filters.CharFilter(label=_("Title"), lookup_expr="icontains")
    status = filters.ChoiceFilter(label=_("State"), choices=Study.Status)
    channel = filters.ChoiceFilter(label=_("Channel"), choices=Channel)
    study_class = filters.ModelChoiceFilter(label=_("Class of studies"), queryset=StudyClass.objects.all())
    owner = filters.ModelChoiceFilter(label=_("Experimenter"), queryset=owners)


class SessionFilter(filters.FilterSet):
    study = filters.ModelChoiceFilter(label=_("Study"), queryset=own_studies)
    status = filters.ChoiceFilter(label=_("State"), choices=LabSession.Status)
    since = filters.DateFilter(label=_("From (day)"), field_name="starts_at", lookup_expr="date__gte", widget=DateInput)
    until = filters.DateFilter(
        label=_("Until (day)"), field_name="starts_at", lookup_expr="date__lte", widget=DateInput
    )


class BatchFilter(filters.FilterSet):
    study = filters.ModelChoiceFilter(label=_("Study"), queryset=own_studies)
    way = filters.ChoiceFilter(label=_("How it is paid"), choices=PaymentBatch.Way)
    step = filters.ChoiceFilter(label=_("State"), choices=[*reversed(STEPS.items())], method="at_step")

    def at_step(self, rows: QuerySet[PaymentBatch], _name: str, step: str) -> QuerySet[PaymentBatch]:
        for later in STEPS:
            if later == step:
                break
            rows = rows.filter(**{f"{later}_at": None})
        return rows if step == "made" else rows.exclude(**{f"{step}_at": None})
