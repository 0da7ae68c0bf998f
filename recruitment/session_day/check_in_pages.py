"""The check-in page, for a tablet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from recruitment.channels import completion
from recruitment.data_rights.access_log import record_reading
from recruitment.laboratory import session_servers
from recruitment.models import Entitlement, LabSession, Person, ServerRun, SignUp
from recruitment.refused import Refused
from recruitment.seats.models import LabSessionQuerySet
from recruitment.session_day import check_in, creation, draws, outcomes, waiting
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, ASSISTANT, AUDITOR, EXPERIMENTER, ROLES, has_role

State = SignUp.State
MAY_TEND = (ADMINISTRATOR, EXPERIMENTER, ASSISTANT)
# What the button says about anyone who is turned away and is not owed the show-up fee.
WITHOUT_FEE = "turned_away_without_fee"
# Names are for the day, not for the weeks before.
SHOWN_BEFORE = timedelta(hours=24)


def sessions_of_the_day(request: HttpRequest) -> LabSessionQuerySet:
    return _begun_or_near(request).filter(ends_at__gt=timezone.now() - check_in.CLOSES_AFTER)


def sessions_to_settle(request: HttpRequest) -> LabSessionQuerySet:
    """Return the sessions of the day, and for those who plan or run them those of days before, too."""
    of_the_day = Q(ends_at__gt=timezone.now() - check_in.CLOSES_AFTER)
    return _begun_or_near(request).filter(of_the_day | Q(pk__in=LabSession.objects.of_ones_own(request.user)))


def _begun_or_near(request: HttpRequest) -> LabSessionQuerySet:
    return (
        LabSession.objects.with_check_in_for(request.user)
        .filter(starts_at__lt=timezone.now() + SHOWN_BEFORE)
        .exclude(status=LabSession.Status.CALLED_OFF)
        .select_related("study", "room", "session_server")
    )


@staff_page(*ROLES)
def check_in_list(request: HttpRequest) -> HttpResponse:
    sees_servers = has_role(request.user, ADMINISTRATOR, EXPERIMENTER, AUDITOR)
    context = {"sessions": sessions_of_the_day(request), "sees_servers": sees_servers}
    return render(request, "recruitment/session_day/check_in_list.html", context)


@staff_page(*ROLES)
def check_in_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show check-in on its day; before and after, without names, to those who plan and pay."""
    all_days = LabSession.objects.of_ones_own(request.user)
    shown = all_days if all_days.filter(public_id=public_id).exists() else sessions_of_the_day(request)
    if request.htmx and not shown.filter(public_id=public_id).exists():
        # A tablet is still open although the session is over.
        return HttpResponseClientRedirect(resolve_url("check_in_list"))
    return _shown(request, get_object_or_404(shown, public_id=public_id))


@staff_page(*MAY_TEND)
@require_POST
def mark_at_check_in(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_to_settle(request), public_id=public_id)
    key = request.POST.get("sign_up", "")
    if not key.isdecimal():
        raise Http404
    sign_up = get_object_or_404(session.sign_ups, pk=key)
    state = request.POST.get("state", "")
    with_fee = state != WITHOUT_FEE
    try:
        check_in.mark(sign_up=sign_up, state=state if with_fee else State.TURNED_AWAY, with_fee=with_fee)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _answered(request, session)


@staff_page(*MAY_TEND)
@require_POST
def let_in_from_the_waiting_list(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_of_the_day(request), public_id=public_id)
    key = request.POST.get("sign_up", "")
    if not key.isdecimal():
        raise Http404
    sign_up = get_object_or_404(session.sign_ups, pk=key)
    try:
        check_in.let_in(sign_up=sign_up)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _answered(request, session)


@staff_page(*MAY_TEND)
@require_POST
def mark_the_rest_absent(request: HttpRequest, public_id: str) -> HttpResponse:
    session = get_object_or_404(sessions_to_settle(request), public_id=public_id)
    try:
        check_in.mark_the_rest_absent(session=session)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _answered(request, session)


def _answered(request: HttpRequest, session: LabSession) -> HttpResponse:
    return _shown(request, session) if request.htmx else redirect("check_in", session.public_id)


def _shown(request: HttpRequest, session: LabSession) -> HttpResponse:
    context = _context(request, session)
    if context["is_its_day"]:
        shown = [entry["sign_up"] for entry in context["entries"]] + [
            sign_up for sign_up, _name in context["may_be_let_in"]
        ]
        _record(request, session, [sign_up.person for sign_up in shown])
    template = "recruitment/session_day/_check_in.html" if request.htmx else "recruitment/session_day/check_in.html"
    return render(request, template, context)


def _record(request: HttpRequest, session: LabSession, people: list[Person]) -> None:
    # The page asks every few seconds; whom this log-in has seen here is recorded once.
    key = f"seen_at_check_in_{session.public_id}"
    seen = set(request.session.get(key, []))
    new = [person for person in people if person.pk not in seen]
    if new:
        record_reading(people=new, reader=request.user, purpose="check-in")
        request.session[key] = sorted(seen | {person.pk for person in new})


def _context(request: HttpRequest, session: LabSession) -> dict[str, Any]:
    session = LabSession.objects.select_related("study", "room", "session_server").get(pk=session.pk)
    sign_ups = list(
        SignUp.objects.filter(session=session, state__in=check_in.ON_THE_LIST)
        .select_related("person", "server_seat", "heard_outcome")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    waiting_list = SignUp.objects.waiting().filter(session=session)
    run = ServerRun.objects.filter(session=session).select_related("server").first()
    block = run.people_per_block if run else session_servers.people_per_block(session)
    fills_by_arrival = session.room_id is None and session_servers.fills_by_arrival(session)
    is_planning = run is None and block is not None and not fills_by_arrival
    drawn = creation.preview(session, people_per_block=block) if is_planning else None
    is_its_day = sessions_of_the_day(request).filter(pk=session.pk).exists()
    # Anyone who runs a session for somebody else runs its check-in, and sees no amounts.
    sees_money = LabSession.objects.of_studies_visible_to(request.user).filter(pk=session.pk).exists()
    entries = _entries(session, sign_ups, run, drawn, with_names=is_its_day)
    n_free_now = check_in.free_seats(session) if is_its_day and check_in.is_open(session) and run is None else 0
    in_line = waiting_list.select_related("person") if n_free_now else []
    return {
        "session": session,
        "entries": entries,
        **_turned_away(session, entries),
        "is_its_day": is_its_day,
        "may_settle": sessions_to_settle(request).filter(pk=session.pk).exists(),
        "decisions": session.decisions.select_related("made_by"),
        "run": run,
        "completion_missing": completion.what_is_missing(session),
        "people_per_block": block,
        "drawn": drawn,
        "fills_by_arrival": fills_by_arrival and run is None,
        "n_free_seats": run.seats.filter(sign_up=None).count() if run and run.is_rolling else None,
        "n_here": sum(sign_up.state in check_in.HERE for sign_up in sign_ups),
        "n_waiting": waiting_list.count(),
        "n_free_now": n_free_now,
        "may_be_let_in": [(sign_up, sign_up.person.full_name or sign_up.person.public_id) for sign_up in in_line],
        "n_passed_over": waiting_list.exclude(person__bounced_at=None).count(),
        "n_expected": sum(sign_up.state == State.SIGNED_UP for sign_up in sign_ups),
        "takes_marks": check_in.is_open(session) or check_in.is_past(session),
        "may_tend": has_role(request.user, *MAY_TEND),
        "plans": has_role(request.user, ADMINISTRATOR, EXPERIMENTER),
        "sees_money": sees_money,
        "differing": outcomes.differing(session) if sees_money else [],
        "has_begun": session.starts_at <= timezone.now(),
    }


def _entries(
    session: LabSession,
    sign_ups: list[SignUp],
    run: ServerRun | None,
    drawn: draws.Draw | None,
    *,
    with_names: bool,
) -> list[dict[str, Any]]:
    why = {sign_up.pk: reason for sign_up, reason in drawn.left_over} if drawn else {}
    if run:
        why = {entry["sign_up"]: entry["why"] for entry in run.left_over}
    owed = _owed_a_fee(session)
    return [
        {
            "sign_up": sign_up,
            "name": (with_names and sign_up.person.full_name) or sign_up.person.public_id,
            "seat": getattr(sign_up, "server_seat", None),
            "why": draws.REASONS.get(why.get(sign_up.pk, "")),
            "link": waiting.link_of(sign_up) if with_names and session.room_id is None else "",
            "choices": []
            if hasattr(sign_up, "server_seat")
            else _choices(session, sign_up, owed, has_run=run is not None),
        }
        for sign_up in sign_ups
    ]


def _owed_a_fee(session: LabSession) -> set[int]:
    fees = Entitlement.objects.owed().filter(sign_up__session=session, kind=Entitlement.Kind.SHOW_UP)
    return set(fees.values_list("sign_up_id", flat=True))


def _turned_away(session: LabSession, entries: list[dict[str, Any]]) -> dict[str, list[Any]]:
    fees = Entitlement.objects.filter(sign_up__session=session, kind=Entitlement.Kind.SHOW_UP)
    cancelled = set(fees.exclude(cancelled_at=None).values_list("sign_up_id", flat=True))
    owed = _owed_a_fee(session)
    has_fee = session.study.show_up_fee.amount > 0
    turned_away = [entry for entry in entries if entry["sign_up"].state == State.TURNED_AWAY]
    return {
        "turned_away": [entry["name"] for entry in turned_away if entry["sign_up"].pk in owed or not has_fee],
        # What was cancelled once is not owed again by itself.
        "turned_away_without_fee": [entry for entry in turned_away if entry["sign_up"].pk in cancelled],
        "turned_away_by_own_doing": [
            entry["name"] for entry in turned_away if has_fee and entry["sign_up"].pk not in owed | cancelled
        ],
    }


def _choices(session: LabSession, sign_up: SignUp, owed: set[int], *, has_run: bool) -> list[dict[str, Any]]:
    """Return the buttons of one person; staff decide whether latecomers get a fee."""
    is_late = has_run or check_in.is_past(session)
    states = [State.NO_SHOW, State.TURNED_AWAY]
    choices = [{"value": state.value, "label": state.label, "is_chosen": state == sign_up.state} for state in states]
    if is_late and session.study.show_up_fee.amount > 0:
        is_without = sign_up.state == State.TURNED_AWAY and sign_up.pk not in owed
        choices[-1]["is_chosen"] = sign_up.state == State.TURNED_AWAY and not is_without
        choices.append({"value": WITHOUT_FEE, "label": _("turned away, without the fee"), "is_chosen": is_without})
    if is_late:
        return choices
    here = [State.PRESENT, State.LATE]
    return [
        *({"value": state.value, "label": state.label, "is_chosen": state == sign_up.state} for state in here),
        *choices,
    ]
