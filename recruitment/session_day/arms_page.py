"""How far the arms of a running session are, as its server says at this moment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from recruitment.laboratory import server_client as bridge
from recruitment.models import ServerRun
from recruitment.session_day.check_in_pages import MAY_TEND, sessions_of_the_day
from recruitment.staff.page_guard import staff_page


@staff_page(*MAY_TEND)
def arms(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_of_the_day(request), public_id=public_id)
    run = get_object_or_404(ServerRun.objects.select_related("server"), session=session, made_at__isnull=False)
    found, failure = [], ""
    try:
        found = bridge.arms(run.server, session.session_code)
    except bridge.SessionServerFailure as error:
        failure = f"{run.server} {error}."
    return render(request, "recruitment/session_day/arms.html", {"session": session, "arms": found, "failure": failure})
