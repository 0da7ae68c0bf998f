"""Rooms, session servers, questions, consent texts and staff: what studies are made of."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from recruitment.laboratory import otree_rooms
from recruitment.laboratory.forms import FORMS, HEADINGS
from recruitment.models import PoolConsentText, ProfileField, Room, SessionServer, User
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR

NEVER_CHANGED = {"consents"}  # people have agreed to these words


@staff_page(ADMINISTRATOR, AUDITOR)
def laboratory(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "recruitment/laboratory/laboratory.html",
        {
            "rooms": Room.objects.all(),
            "servers": SessionServer.objects.all(),
            "questions": ProfileField.objects.all(),
            "consents": PoolConsentText.objects.order_by("-published_at"),
            "accounts": _staff(),
        },
    )


@staff_page(ADMINISTRATOR)
def edit_part(request: HttpRequest, part: str, key: int | None = None) -> HttpResponse:
    """Make one part, or change a room, server or question."""
    if part not in FORMS or (part in NEVER_CHANGED and key is not None):
        raise Http404
    form_class = FORMS[part]
    instance = None if key is None else get_object_or_404(form_class.Meta.model, pk=key)
    form = form_class(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        if isinstance(saved, Room):
            for sentence in otree_rooms.unknown_to(SessionServer.objects.all(), room=saved):
                messages.warning(request, sentence)
        return redirect("laboratory")
    heading = HEADINGS[part] if instance is None else str(instance)
    return render(request, "recruitment/laboratory/laboratory_form.html", {"form": form, "heading": heading})


def _staff() -> QuerySet[User]:
    return User.objects.filter(is_staff=True).prefetch_related("groups").order_by("-is_active", "username")
