"""Who may come: the builder, its preview, and the permanent rules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from recruitment.models import Audience, Study
from recruitment.refused import Refused
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, CHANGERS, READERS, has_role
from recruitment.studies.audiences import preview, save_audience
from recruitment.studies.condition_forms import kind_choices
from recruitment.studies.condition_tree_forms import Group, change, read_tree, tree_of
from recruitment.studies.conditions import InvalidConditions
from recruitment.studies.page_access import visible_study

LONGEST_NAME = 100


@staff_page(*CHANGERS)
def new_audience(request: HttpRequest, study_id: int) -> HttpResponse:
    study = visible_study(request, study_id)
    return _build(request, Audience(study=study, name=_("Who may come")))


@staff_page(*READERS)
def edit_audience(request: HttpRequest, audience_id: int) -> HttpResponse:
    visible = Audience.objects.filter(study__in=Study.objects.visible_to(request.user))
    return _build(request, get_object_or_404(visible.select_related("study"), pk=audience_id))


@staff_page(*READERS)
def permanent_rules(request: HttpRequest) -> HttpResponse:
    rules = Audience.objects.filter(is_permanent_rule=True)
    may_make = has_role(request.user, ADMINISTRATOR)
    return render(request, "recruitment/studies/permanent_rules.html", {"rules": rules, "may_make": may_make})


@staff_page(ADMINISTRATOR)
def new_permanent_rule(request: HttpRequest) -> HttpResponse:
    return _build(request, Audience(is_permanent_rule=True, name=_("Permanent rule")))


@staff_page(*READERS)
def edit_permanent_rule(request: HttpRequest, audience_id: int) -> HttpResponse:
    if request.method == "POST" and not has_role(request.user, ADMINISTRATOR):
        raise PermissionDenied
    return _build(request, get_object_or_404(Audience, is_permanent_rule=True, pk=audience_id))


def _build(request: HttpRequest, audience: Audience) -> HttpResponse:
    if request.method != "POST":
        return _show(request, audience, tree_of(audience.conditions), audience.name)
    step = request.POST.get("do", "")
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    root = read_tree(request.POST)
    change(root, step)
    if step == "delete" and audience.pk is not None:
        audience.delete()
        return _leave(request, _address_above(audience))
    if step == "save" and name and (conditions := root.placed().node()) is not None:
        try:
            save_audience(
                by=request.user,
                name=name,
                conditions=conditions,
                study=audience.study,
                audience=audience if audience.pk else None,
                is_permanent_rule=audience.is_permanent_rule,
            )
        except Refused as refusal:
            return _show(request, audience, root, name, problem=str(refusal))
        messages.success(request, _("Saved."))
        return _leave(request, _address_above(audience))
    return _show(request, audience, root, name, shows_errors=step in {"save", "count"})


def _show(
    request: HttpRequest, audience: Audience, root: Group, name: str, *, problem: str = "", shows_errors: bool = False
) -> HttpResponse:
    conditions = root.placed().node()
    counts = None
    if conditions is not None:
        try:
            counts = preview(conditions=conditions, study=audience.study)
        except InvalidConditions as error:
            problem = problem or str(error)
    context: dict[str, Any] = {
        "audience": audience,
        "study": audience.study,
        "name": name,
        "root": root,
        "kinds": kind_choices(),
        "counts": counts,
        "problem": problem,
        "shows_errors": shows_errors,
        "is_read_only": not has_role(request.user, *([ADMINISTRATOR] if audience.is_permanent_rule else CHANGERS)),
        "above": _address_above(audience),
    }
    return render(request, f"recruitment/studies/{_asked_for(request)}.html", context)


def _asked_for(request: HttpRequest) -> str:
    if not request.htmx:
        return "audience"
    # A form with a checkbox for each study of the laboratory takes as long to draw as people to count.
    return "_audience_counts" if request.htmx.target == "counts" else "_audience_builder"


def _address_above(audience: Audience) -> str:
    return reverse("study", args=[audience.study_id]) if audience.study_id else reverse("permanent_rules")


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
