"""Whether a session server and the office are ready before people come."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecast_sharing.preflight.check import CANNOT_TELL, GREEN, RED, Check, is_ready
from forecast_sharing.study.session_config import PREFIX
from recruitment.duties import housekeeping
from recruitment.laboratory import server_client
from recruitment.models import SessionServer
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import READERS

STATES = {GREEN: gettext_lazy("green"), RED: gettext_lazy("red"), CANNOT_TELL: gettext_lazy("cannot tell")}
NAMES = {
    "server": gettext_lazy("session server"),
    "https": gettext_lazy("https"),
    "clock": gettext_lazy("clock"),
    "admin password": gettext_lazy("administrator's password"),
    "REST key": gettext_lazy("REST key"),
    "secret key": gettext_lazy("secret key"),
    "access": gettext_lazy("access"),
    "database": gettext_lazy("database"),
    "time limits": gettext_lazy("time limits"),
    "disk": gettext_lazy("disk"),
    "backup": gettext_lazy("backup"),
    "rooms": gettext_lazy("rooms"),
    "room labels": gettext_lazy("labels of rooms"),
    "consent": gettext_lazy("consent"),
    "completion": gettext_lazy("completion link and code"),
    "study": gettext_lazy("study"),
    "mail": gettext_lazy("e-mail of the office"),
}
# They send nothing to anybody.
FOR_TRYING = ("console", "dummy", "locmem", "filebased")


class Row(NamedTuple):
    """A check as the page shows it; `language` is that of its words."""

    name: str
    state: str
    kind: str
    found: str
    remedy: str
    language: str


@staff_page(*READERS)
def preflight(request: HttpRequest, pk: int) -> HttpResponse:
    server = get_object_or_404(SessionServer, pk=pk)
    study = request.GET.get("study", "")
    of_server, mail = _of_server(server, study), _mail()
    names = [config["name"] for config in server.session_configs]
    return render(
        request,
        "recruitment/laboratory/preflight.html",
        {
            "server": server,
            "rows": [*(_row(check, "en") for check in of_server), _row(mail, request.LANGUAGE_CODE)],
            "is_ready": is_ready([*of_server, mail]),
            "study": study,
            "studies": sorted(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)),
        },
    )


def _of_server(server: SessionServer, study: str) -> list[Check]:
    try:
        return server_client.preflight(server, study=study)
    except server_client.SessionServerFailure as failure:
        return [Check("server", RED, f"{server} {failure}", "Start it, or correct its address or key.")]


def _mail() -> Check:
    """Judge whether e-mails leave: by which way, and whether anybody sends them."""
    if any(settings.EMAIL_BACKEND.split(".")[-2] == way for way in FOR_TRYING):
        return Check("mail", RED, _("E-mails are printed or kept, not sent."), _("Set OFFICE_EMAIL_BACKEND."))
    if housekeeping.is_silent():
        return Check("mail", RED, _("The worker that sends e-mails is away."), _("Start the office again."))
    return Check("mail", GREEN, _("E-mails are sent."))


def _row(check: Check, language: str) -> Row:
    name = str(NAMES.get(check.name, check.name))
    remedy = "" if check.state == GREEN else check.remedy
    return Row(name, str(STATES[check.state]), check.state.replace(" ", "-"), check.found, remedy, language)
