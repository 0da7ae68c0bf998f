"""Agreeing to be in the pool, pausing invitations, leaving it, and being forgotten."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.data_rights.access_log import without_actor
from recruitment.data_rights.erasure import reason_to_wait, wish_to_be_erased
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import Person
from recruitment.people import consents, pausing
from recruitment.people.page_guard import person_page
from recruitment.people.registration_forms import ConsentForm, EraseForm
from recruitment.refused import Refused


@person_page
def consent(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what there is to agree to, and whether that has been done."""
    try:
        text = consents.current_text(get_language())
    except Refused as refusal:
        return render(request, "recruitment/people/closed.html", {"reason": refusal}, status=503)
    form = ConsentForm(request.POST or None, text=text)
    if request.method == "POST" and form.is_valid():
        consents.give_pool_consent(person=person, text=text)
        messages.success(request, _("Thank you. You are in the pool."))
        return redirect("calendar")
    given = person.consents.filter(withdrawn_at=None).first()
    return render(
        request,
        "recruitment/people/consent.html",
        {
            "form": form,
            "text": text,
            "given": given,
            "is_current": given is not None and given.version == text.version,
        },
    )


@person_page
@require_POST
def withdraw(request: HttpRequest, person: Person) -> HttpResponse:
    given_up = withdraw_pool_consent(person=person)
    messages.success(request, _("You have left the pool: no more invitations."))
    if given_up:
        messages.success(request, _("Your seats in coming sessions go to others."))
    return redirect("my_data")


@person_page
@require_POST
def pause(request: HttpRequest, person: Person) -> HttpResponse:
    return _moved(request, person, pausing.pause, _("No more invitations until you want them again."))


@person_page
@require_POST
def resume(request: HttpRequest, person: Person) -> HttpResponse:
    return _moved(request, person, pausing.resume, _("You are invited again."))


@person_page
def erase(request: HttpRequest, person: Person) -> HttpResponse:
    reason = reason_to_wait(person)
    form = EraseForm(request.POST or None, has_to_wait=reason is not None)
    if request.method == "POST" and form.is_valid():
        with without_actor():
            person = wish_to_be_erased(person=person)
        if person.status != Person.Status.ERASED:
            return redirect("erase")
        logout(request)
        return redirect("erased")
    return render(
        request,
        "recruitment/data_rights/erase.html",
        {"form": form, "reason": reason, "person": person, "n_years": settings.OFFICE_ACCOUNTS_YEARS},
    )


def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/data_rights/erased.html")


def _moved(request: HttpRequest, person: Person, move: Callable[..., Person], message: str) -> HttpResponse:
    try:
        move(person=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, message)
    return redirect("my_data")
