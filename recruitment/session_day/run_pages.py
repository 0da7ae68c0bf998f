"""Creating the session of a day on its server, its seat cards, and what it says about earnings afterwards."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recruitment.channels import submissions
from recruitment.laboratory import server_client as bridge
from recruitment.models import LabSession, ServerRun
from recruitment.refused import Refused
from recruitment.session_day import creation, outcomes
from recruitment.session_day.check_in_pages import MAY_TEND, sessions_of_the_day, sessions_to_settle
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, EXPERIMENTER

QR_SCALE = 4  # pixels a module; about 35 mm on paper


@staff_page(*MAY_TEND)
@require_POST
def create_run(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_to_settle(request), public_id=public_id)
    try:
        run = creation.create(session=session, by=request.user)
        messages.success(request, _("The session was created for %(n)s people.") % {"n": run.seats.count()})
    except Refused as refusal:
        messages.error(request, str(refusal))
    except bridge.InDoubt as failure:
        messages.error(
            request,
            _(
                "%(server)s %(failure)s. Nobody knows whether the session was made. Press the button again: it is "
                "made once, however often you press."
            )
            % {"server": session.session_server, "failure": failure},
        )
    except bridge.SessionServerFailure as failure:
        messages.error(
            request,
            _("%(server)s %(failure)s. Nothing was made, and nothing is lost.")
            % {"server": session.session_server, "failure": failure},
        )
    return redirect("check_in", session.public_id)


@staff_page(ADMINISTRATOR, EXPERIMENTER)
@require_POST
def settle_run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask whether a session in doubt was made. With a reason, the plan is given up even where nobody answers."""
    session = get_object_or_404(sessions_to_settle(request).of_ones_own(request.user), public_id=public_id)
    try:
        if "reason" in request.POST:
            reason = request.POST["reason"][:200]
            run = creation.settle_without_answer(session=session, by=request.user, reason=reason)
            otherwise = _("The plan is given up.")
        else:
            run = creation.settle_doubt(session=session)
            otherwise = _("The session had not been made.")
        messages.success(request, _("The session had been made.") if run else otherwise)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except bridge.SessionServerFailure as failure:
        messages.error(request, f"{session.session_server} {failure}.")
    return redirect("check_in", session.public_id)


@staff_page(*MAY_TEND)
def seat_cards(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_of_the_day(request), public_id=public_id)
    run = get_object_or_404(ServerRun.objects.select_related("server"), session=session, made_at__isnull=False)
    cards = []
    for seat in run.seats.filter(sign_up__isnull=False):
        link = bridge.personal_link(run.server, seat.participant_code)
        # Drawn here, from a link of our own making, so there is nothing in it to escape.
        picture = mark_safe(segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE))  # noqa: S308
        cards.append({"seat": seat, "link": link, "picture": picture})
    return render(request, "recruitment/session_day/seat_cards.html", {"session": session, "cards": cards})


@staff_page(ADMINISTRATOR, EXPERIMENTER)
@require_POST
def fetch_outcomes(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(LabSession.objects.of_ones_own(request.user), public_id=public_id)
    try:
        fetched = outcomes.fetch(session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except bridge.SessionServerFailure as failure:
        messages.error(
            request,
            _("%(server)s %(failure)s. What was known stays as it was.")
            % {"server": session.session_server, "failure": failure},
        )
    else:
        _say(request, fetched)
    if failure := submissions.try_to_hear(session.study):
        messages.warning(request, failure)
    return redirect("check_in", session.public_id)


@staff_page(ADMINISTRATOR, EXPERIMENTER)
@require_POST
def end_run(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_to_settle(request), public_id=public_id)
    try:
        outcomes.declare_over(session=session, by=request.user, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _("The session is over."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("check_in", session.public_id)


def _say(request: HttpRequest, fetched: outcomes.Fetched) -> None:
    new = ngettext("The earnings of one person are new.", "The earnings of %(n)s people are new.", fetched.n_new)
    playing = (
        ngettext("One person has not left the session.", "%(n)s people have not left the session.", fetched.n_playing)
        if fetched.n_playing
        else _("Everybody has left the session.")
    )
    messages.success(request, f"{new % {'n': fetched.n_new}} {playing % {'n': fetched.n_playing}}")
    if fetched.n_unknown:
        messages.error(
            request,
            ngettext(
                "The session server no longer knows one person of this session.",
                "The session server no longer knows %(n)s people of this session.",
                fetched.n_unknown,
            )
            % {"n": fetched.n_unknown},
        )
