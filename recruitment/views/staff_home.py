"""The first page for staff: what comes next and what needs a look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recruitment.models import LabSession, OutgoingMail, Study
from recruitment.roles import ADMINISTRATOR, AUDITOR, ROLES, has_role, staff_page

MOST_SESSIONS = 20


@staff_page(*ROLES)
def staff_home(request: HttpRequest) -> HttpResponse:
    user = request.user
    sessions = LabSession.objects.visible_to(user).upcoming().select_related("study", "room")
    sees_mail = has_role(user, ADMINISTRATOR, AUDITOR)
    return render(
        request,
        "recruitment/staff_home.html",
        {
            "sessions": sessions[:MOST_SESSIONS],
            "studies": Study.objects.visible_to(user).exclude(status=Study.Status.CLOSED),
            "n_mails_in_doubt": OutgoingMail.objects.in_doubt().count() if sees_mail else 0,
        },
    )
