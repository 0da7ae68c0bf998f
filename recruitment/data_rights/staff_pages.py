"""What an administrator does at the request of a person: each shown and confirmed before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recruitment.data_rights.access_log import record_reading
from recruitment.data_rights.erasure import erase
from recruitment.data_rights.erasure_plan import ErasurePlan, plan
from recruitment.data_rights.own_data import own_data
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import Person, SignUp
from recruitment.refused import Refused
from recruitment.seats.staff_cancellations import cancel_seat as give_place_back
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR


@staff_page(ADMINISTRATOR)
@require_safe
def person_data(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _person(public_id)
    record_reading(people=[person], reader=request.user, purpose="download for the person")
    return JsonResponse(
        own_data(person),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{person.public_id}.json"'},
    )


@staff_page(ADMINISTRATOR)
def withdraw_consent(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _person(public_id)
    if request.method == "POST":
        withdraw_pool_consent(person=person)
        messages.success(request, _("The consent is withdrawn."))
        return redirect("person", public_id)
    happens = [
        _("No more invitations; e-mails that wait are not sent."),
        _("Seats in coming sessions go to others."),
        _("What was earned is still paid."),
    ]
    return _asked(request, person, _("Withdraw the consent"), happens)


@staff_page(ADMINISTRATOR)
def erase_person(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _person(public_id)
    if request.method == "POST":
        try:
            erase(person=person)
        except Refused:
            # The page says why; the words of the refusal are for the person.
            return redirect("person_erase", public_id)
        messages.success(request, _("The data are erased."))
        return redirect("person", public_id)
    return _asked(request, person, _("Erase the data"), [], plan(person))


@staff_page(ADMINISTRATOR)
def cancel_seat(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    person = _person(public_id)
    sign_up = get_object_or_404(person.sign_ups.select_related("session__study"), pk=pk)
    if request.method == "POST":
        try:
            give_place_back(sign_up=sign_up)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The seat is cancelled. The person is notified by e-mail."))
        return redirect("person", public_id)
    return _asked(request, person, _("Cancel a seat"), _what_cancelling_does(sign_up))


def _what_cancelling_does(sign_up: SignUp) -> list[str]:
    when = date_format(localtime(sign_up.session.starts_at), "DATETIME_FORMAT")
    return [
        f"{sign_up.session.study}, {when}",
        _("The person is notified by e-mail, and does not count as absent."),
        _("Before the deadline for cancelling the next on the waiting list gets the seat; later it stays empty."),
    ]


def _person(public_id: str) -> Person:
    return get_object_or_404(Person.objects.exclude(status=Person.Status.ERASED), public_id=public_id)


def _asked(
    request: HttpRequest, person: Person, heading: str, happens: Sequence[str], erasure: ErasurePlan | None = None
) -> HttpResponse:
    record_reading(people=[person], reader=request.user, purpose="page of a person")
    context = {"person": person, "heading": heading, "happens": happens, "erasure": erasure}
    return render(request, "recruitment/data_rights/person_confirm.html", context)
