"""Sessions: the calendar, planning one, opening it, calling it off."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.laboratory import otree_rooms
from recruitment.models import LabSession
from recruitment.refused import Refused
from recruitment.seats import planning
from recruitment.seats.filters import SessionFilter
from recruitment.seats.session_forms import SessionForm
from recruitment.seats.tables import SessionTable
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import CHANGERS, READERS
from recruitment.studies.page_access import say_no, visible_study
from recruitment.web.lists import listed


@staff_page(*READERS)
def session_calendar(request: HttpRequest) -> HttpResponse:
    """Show a month. Sessions of others appear as what they take up: a room and a time."""
    first = _month(request.GET.get("month", ""))
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    taking_place = LabSession.objects.exclude(status=LabSession.Status.CALLED_OFF).filter(
        starts_at__gte=_begin_of(weeks[0][0]), starts_at__lt=_begin_of(weeks[-1][-1] + timedelta(days=1))
    )
    own = set(LabSession.objects.of_studies_visible_to(request.user).values_list("pk", flat=True))
    by_day: dict[date, list[LabSession]] = defaultdict(list)
    for session in taking_place.select_related("study", "room").prefetch_related("run_by"):
        session.is_own = session.pk in own
        by_day[timezone.localdate(session.starts_at)].append(session)
    return render(
        request,
        "recruitment/seats/session_calendar.html",
        {
            "first": first,
            "weeks": [[(day, by_day[day]) for day in week] for week in weeks],
            "days": weeks[0],
            "today": timezone.localdate(),
            "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
            "next": (first + timedelta(days=31)).strftime("%Y-%m"),
        },
    )


@staff_page(*READERS)
def session_list(request: HttpRequest) -> HttpResponse:
    own = LabSession.objects.visible_to(request.user).select_related("study", "room", "session_server")
    own = own.order_by("-starts_at", "pk")
    return render(
        request,
        "recruitment/seats/session_list.html",
        listed(request, own, as_table=SessionTable, narrowed_by=SessionFilter),
    )


@staff_page(*CHANGERS)
def new_session(request: HttpRequest, study_id: int) -> HttpResponse:
    return _edit(request, LabSession(study=visible_study(request, study_id)))


@staff_page(*CHANGERS)
def edit_session(request: HttpRequest, session_id: int) -> HttpResponse:
    return _edit(request, _own_session(request, session_id))


@staff_page(*CHANGERS)
@require_POST
def change_session_status(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _own_session(request, session_id)
    try:
        if request.POST.get("status") == LabSession.Status.OPEN:
            planning.open_session(session=session)
            messages.success(request, _("People can sign up for the session."))
        elif request.POST.get("status") == LabSession.Status.CLOSED:
            planning.close_session(session=session)
            messages.success(
                request, _("Nobody else can sign up. Anyone with a seat keeps it, and those who wait move up.")
            )
        elif request.POST.get("status") == LabSession.Status.CALLED_OFF:
            planning.call_off(session=session)
            messages.success(request, _("The session is called off. Everybody who had signed up gets an e-mail."))
    except Refused as refusal:
        say_no(request, refusal)
    return redirect("study", session.study_id)


def _edit(request: HttpRequest, session: LabSession) -> HttpResponse:
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        try:
            saved = planning.save_session(session=form.save(commit=False), run_by=list(form.cleaned_data["run_by"]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is planned. Open it when people may sign up."))
            _warn(request, saved)
            return redirect("study", session.study_id)
    return render(
        request, "recruitment/seats/session_form.html", {"form": form, "session": session, "study": session.study}
    )


def _warn(request: HttpRequest, session: LabSession) -> None:
    """Say what was saved anyway, and would otherwise show only once people have signed up or arrived."""
    if not session.can_be_cancelled:
        messages.warning(
            request,
            _("The time for cancelling (%(moment)s) has passed already: people who sign up cannot cancel.")
            % {"moment": date_format(timezone.localtime(session.cancel_until), "SHORT_DATETIME_FORMAT")},
        )
    for other in planning.beside(session):
        messages.warning(
            request,
            _("%(name)s has another session at that time: %(study)s, %(when)s.")
            % {"name": session.study.owner.username, "study": other.study, "when": planning.when(other)},
        )
    if session.room and session.session_server:
        for sentence in otree_rooms.unknown_to([session.session_server], room=session.room):
            messages.warning(request, sentence)


def _own_session(request: HttpRequest, session_id: int) -> LabSession:
    visible = LabSession.objects.of_studies_visible_to(request.user).select_related("study")
    return get_object_or_404(visible, pk=session_id)


def _month(text: str) -> date:
    if not text:
        return timezone.localdate().replace(day=1)
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        raise Http404 from None


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
