"""The first page for staff: what comes next and what needs a look."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recruitment.duties import housekeeping
from recruitment.laboratory import session_servers
from recruitment.models import Duty, LabSession, OutgoingMail, PaymentBatch, Person, Study
from recruitment.staff import first_steps
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR, ROLES, has_role, may_change
from recruitment.web.throttle import refused_lately

MOST_SESSIONS = 20


@staff_page(*ROLES)
def staff_home(request: HttpRequest) -> HttpResponse:
    user = request.user
    sessions = LabSession.objects.visible_to(user).upcoming().select_related("study", "room")
    sees_mail = has_role(user, ADMINISTRATOR, AUDITOR)
    return render(
        request,
        "recruitment/staff/home.html",
        {
            "sessions": sessions[:MOST_SESSIONS],
            "first_steps": first_steps.undone(user),
            "to_approve": PaymentBatch.objects.visible_to(user).to_approve(user) if may_change(user) else [],
            "studies": Study.objects.visible_to(user).exclude(status=Study.Status.CLOSED),
            "n_mails_in_doubt": OutgoingMail.objects.in_doubt().count() if sees_mail else 0,
            "n_mails_failed": OutgoingMail.objects.to_look_at().count() if sees_mail else 0,
            "failing": Duty.objects.failing() if sees_mail else [],
            "is_silent": sees_mail and housekeeping.is_silent(),
            "most_tries": settings.OFFICE_TRIES_AN_HOUR,
            "refused_lately": refused_lately() if sees_mail else [],
            "silent_servers": session_servers.silent(),
            "n_bounced": Person.objects.exclude(bounced_at=None).count() if sees_mail else 0,
        },
    )
