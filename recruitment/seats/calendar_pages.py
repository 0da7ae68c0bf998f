"""A person's own sessions: invitations, seats, places on waiting lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from recruitment.models import LabSession, Person, SignUp
from recruitment.people.page_guard import person_page
from recruitment.refused import Refused
from recruitment.seats import sign_ups
from recruitment.seats.calendar_files import CONTENT_TYPE, FILE_NAME, calendar_file
from recruitment.seats.open_sessions import is_in_the_pool, open_sessions_for


@person_page
@require_safe
def calendar(request: HttpRequest, person: Person) -> HttpResponse:
    rows = person.sign_ups.of_the_future().select_related("session__study", "session__room")
    return render(
        request,
        "recruitment/seats/own_calendar.html",
        {
            "person": person,
            "is_in_the_pool": is_in_the_pool(person),
            "sign_ups": rows.order_by("session__starts_at"),
            "open_sessions": open_sessions_for(person),
        },
    )


@person_page
@require_POST
def sign_up(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    try:
        row = sign_ups.sign_up(person=person, session=_session(person, public_id))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if row.state == SignUp.State.SIGNED_UP:
            messages.success(request, _("You have a seat. We have sent you an e-mail with all details."))
        else:
            messages.warning(request, _("No seat is free for you at the moment: you are on the waiting list."))
    return redirect("calendar")


@person_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    """Ask before a seat is given up; a place on a waiting list is left without a question."""
    session = _session(person, public_id)
    if request.method != "POST":
        row = person.sign_ups.filter(session=session, state=SignUp.State.SIGNED_UP).first()
        if row is None or not row.can_be_cancelled:
            return redirect("calendar")
        return render(request, "recruitment/seats/cancel.html", {"session": session})
    try:
        sign_ups.cancel(person=person, session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You are no longer signed up. Thank you for telling us."))
    return redirect("calendar")


@person_page
@require_safe
def session_file(_request: HttpRequest, person: Person, public_id: str) -> HttpResponse:
    row = get_object_or_404(
        SignUp.objects.of_the_future().filter(state=SignUp.State.SIGNED_UP, person=person),
        session__public_id=public_id,
    )
    return HttpResponse(
        calendar_file(row.session),
        content_type=f"{CONTENT_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
    )


def _session(person: Person, public_id: str) -> LabSession:
    # A session that others are invited to is answered like one that does not exist.
    return get_object_or_404(LabSession.objects.known_to(person), public_id=public_id)
