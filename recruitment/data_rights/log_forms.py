"""What somebody looks for in the log."""

from __future__ import annotations

import django_filters
from auditlog.models import LogEntry
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from recruitment.models import Entitlement, Payment, User
from recruitment.web.dates import DateInput


class LogFilter(django_filters.FilterSet):
    person = django_filters.CharFilter(
        label=_("Public id of a person"), method="of_person", help_text=_("with what belongs to the person")
    )
    actor = django_filters.ModelChoiceFilter(
        label=_("Who read or changed it"), queryset=User.objects.filter(is_staff=True).order_by("username")
    )
    day = django_filters.DateFilter(label=_("Day"), field_name="timestamp", lookup_expr="date", widget=DateInput)
    reading = django_filters.BooleanFilter(label=_("Reading only"), method="reading_only", widget=forms.CheckboxInput)

    class Meta:
        model = LogEntry
        fields = ("person", "actor", "day", "reading")

    def of_person(self, entries: QuerySet[LogEntry], _name: str, public_id: str) -> QuerySet[LogEntry]:
        # Answers, consents and sign-ups begin with the id of their person, also when they are deleted.
        meant = Q(object_repr=public_id) | Q(object_repr__startswith=f"{public_id}: ")
        owed = Entitlement.objects.filter(sign_up__person__public_id=public_id)
        for rows in (owed, Payment.objects.filter(entitlement__in=owed)):
            meant |= Q(content_type=ContentType.objects.get_for_model(rows.model), object_id__in=rows.values("pk"))
        return entries.filter(meant)

    def reading_only(self, entries: QuerySet[LogEntry], _name: str, is_wanted: object) -> QuerySet[LogEntry]:
        return entries.filter(action=LogEntry.Action.ACCESS) if is_wanted else entries
