"""Which session server runs what, and what was last heard of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import LabSession, SessionServer
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import CHANGERS, READERS


@staff_page(*READERS)
def server_list(request: HttpRequest) -> HttpResponse:
    running = LabSession.objects.visible_to(request.user).filter(status=LabSession.Status.RUNNING)
    running = running.select_related("study", "room", "server_run", "session_server")
    servers = [
        {
            "server": server,
            "sessions": running.filter(session_server=server),
            "paying_otherwise": [server] if server.pays_otherwise else [],
        }
        for server in SessionServer.objects.all()
    ]
    return render(request, "recruitment/laboratory/servers.html", {"servers": servers})


@staff_page(*CHANGERS)
@require_POST
def ask_server(request: HttpRequest, pk: int) -> HttpResponse:
    server = get_object_or_404(SessionServer, pk=pk)
    try:
        session_servers.hear(server=server)
    except bridge.SessionServerFailure as failure:
        messages.error(request, f"{server} {failure}.")
    return redirect("servers")
