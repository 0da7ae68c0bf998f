"""A person's own data: see, correct, download."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recruitment.data_rights.access_log import record_reading
from recruitment.data_rights.own_data import own_data
from recruitment.models import LabSession, Person, SignUp
from recruitment.money.forms import office_pays_into_accounts
from recruitment.people.page_guard import person_page
from recruitment.people.profile_forms import ProfileForm, known_values
from recruitment.people.profiles import save_profile
from recruitment.seats.sign_ups import HOLDS_OR_WAITS
from recruitment.web.language_cookie import remember_language


@person_page
def my_data(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method != "POST" and "leave" in request.GET:
        return _ask_before_leaving(request, person)
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            save_profile(person=person, columns=form.columns, answers=form.answers)
            return _saved(request, form.columns["language"])
    else:
        form = ProfileForm(initial=known_values(person))
    record_reading(people=[person], reader=request.user, purpose="own data")
    consent = person.consents.filter(withdrawn_at=None).first()
    return render(
        request,
        "recruitment/data_rights/my_data.html",
        {"form": form, "person": person, "consent": consent, "pays_into_accounts": office_pays_into_accounts()},
    )


@person_page
@require_safe
def my_data_file(request: HttpRequest, person: Person) -> HttpResponse:
    record_reading(people=[person], reader=request.user, purpose="download of own data")
    return JsonResponse(
        own_data(person),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


def _ask_before_leaving(request: HttpRequest, person: Person) -> HttpResponse:
    """Show which seats go to others, before the consent is withdrawn and they do."""
    sign_ups = SignUp.objects.filter(person=person, session__in=LabSession.objects.upcoming(), state__in=HOLDS_OR_WAITS)
    shown = sign_ups.select_related("session__study", "session__room").order_by("session__starts_at")
    return render(request, "recruitment/data_rights/withdraw.html", {"sign_ups": shown})


def _saved(request: HttpRequest, language: str) -> HttpResponse:
    with translation.override(language):
        messages.success(request, _("Saved."))
    response = redirect("my_data")
    remember_language(response, language)
    return response
