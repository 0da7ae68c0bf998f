"""What the list of studies can be narrowed down to; nobody is offered what belongs to others."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recruitment.channels import registry
from recruitment.models import Study, StudyClass, User


def own_studies(request: Any) -> QuerySet[Study]:
    return Study.objects.visible_to(request.user).order_by("title")


def owners(request: Any) -> QuerySet[User]:
    return User.objects.filter(studies__in=own_studies(request)).distinct().order_by("username")


class StudyFilter(filters.FilterSet):
    title = filters.CharFilter(label=_("Title"), lookup_expr="icontains")
    status = filters.ChoiceFilter(label=_("State"), choices=Study.Status)
    channel = filters.ChoiceFilter(label=_("Channel"), choices=registry.choices)
    study_class = filters.ModelChoiceFilter(label=_("Class of studies"), queryset=StudyClass.objects.all())
    owner = filters.ModelChoiceFilter(label=_("Experimenter"), queryset=owners)
