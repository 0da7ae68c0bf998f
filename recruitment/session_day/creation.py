"""From the people who have come to a session on its server, once.

The plan (who plays in which seat, under which label and key) is recorded before the server is asked. If the
answer is lost, asking again with the same plan finds the session; if the server certainly did nothing, the plan is
discarded and check-in stays open.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from recruitment.channels import completion
from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import LabSession, ServerRun, ServerSeat, SessionDecision, SignUp, User
from recruitment.refused import Refused
from recruitment.session_day import check_in
from recruitment.session_day.draws import LEFT_THE_PAGE, REASONS, Draw, draw
from recruitment.session_day.freed_places import SEEN_WITHIN
from recruitment.studies.labels import free_labels, labels_of, take_label

# A request that has not arrived by then never will: networks and proxies give up much sooner.
LATEST_ARRIVAL = timedelta(minutes=15)
GIVEN_UP = gettext_noop("The plan of this session has just been given up. Tap again.")


def create(*, session: LabSession, by: User | None) -> ServerRun:
    """Create the session for those who are here, or return it. Raises Refused or a SessionServerFailure."""
    run = ServerRun.objects.filter(session=session).first()
    if run is None:
        session = LabSession.objects.select_related("study", "session_server").get(pk=session.pk)
        if session.session_server is None:
            raise Refused(_("No session server is chosen for this session."))
        offered = session_servers.hear(server=session.session_server)
        run = _planned(session, session_servers.treatment_of(session, offered), by)
    return run if run.made_at else _carry_out(run)


def preview(session: LabSession, *, people_per_block: int) -> Draw:
    """Return who would play if the session were created now."""
    here, gone = _here(session)
    drawn = draw(session, here, people_per_block=people_per_block)
    return Draw(drawn.playing, [*drawn.left_over, *((sign_up, LEFT_THE_PAGE) for sign_up in gone)])


@transaction.atomic
def give_up(*, session: LabSession) -> bool:
    """Throw away a plan of which nobody knows whether the server made it, long after it was asked; return if it was.

    The caller has asked the server, which has no session of that key, or does not answer any more.
    """
    check_in.locked(session)
    run = _locked_runs().filter(session=session, made_at=None).first()
    if run is None:
        return False
    if run.asked_at and run.asked_at > timezone.now() - LATEST_ARRIVAL:
        raise Refused(_("The request may still arrive. Wait a quarter of an hour, or try again."))
    run.delete()
    return True


def settle_doubt(*, session: LabSession) -> ServerRun | None:
    """Ask the server whether it has made the session; take it if so, and give the plan up if not."""
    run = ServerRun.objects.select_related("server").filter(session=session).first()
    if run is None or run.made_at:
        return run
    if bridge.has_session(run.server, key=run.key):
        return _carry_out(run)
    give_up(session=session)
    return None


def settle_without_answer(*, session: LabSession, by: User, reason: str) -> ServerRun | None:
    """Settle the doubt, and where the server is gone for good, give the plan up with a reason that is kept.

    If the server has made the session after all, the office will never know of it.
    """
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    run = ServerRun.objects.select_related("server").filter(session=session).first()
    if run is None or run.made_at:
        return run
    try:
        is_there = bridge.has_session(run.server, key=run.key)
    except bridge.SessionServerFailure as failure:
        session_servers.note_failure(server=run.server, failure=failure)
        is_there = None
    if is_there:
        return _carry_out(run)
    with transaction.atomic():
        # What the server has answered needs no reason.
        if give_up(session=session) and is_there is None:
            SessionDecision.objects.create(
                session=session, kind=SessionDecision.Kind.PLAN_GIVEN_UP, made_by=by, reason=reason.strip()
            )
    return None


def _locked_runs() -> QuerySet[ServerRun]:
    # Anyone who gives a plan up, and anyone who asks the server for it at the same moment, come one after the other.
    return ServerRun.objects.select_for_update(no_key=True, of=("self",))


def _here(session: LabSession) -> tuple[list[SignUp], list[SignUp]]:
    """Return who is here, and who was but has left the waiting page of an online session."""
    came = list(
        SignUp.objects.filter(session=session, state__in=check_in.HERE).select_related("person", "online_visit")
    )
    if session.room_id is not None:
        return came, []
    limit = timezone.now() - SEEN_WITHIN
    is_here = {
        sign_up.pk: hasattr(sign_up, "online_visit") and sign_up.online_visit.seen_at >= limit for sign_up in came
    }
    return [sign_up for sign_up in came if is_here[sign_up.pk]], [
        sign_up for sign_up in came if not is_here[sign_up.pk]
    ]


@transaction.atomic
def _planned(session: LabSession, config: bridge.SessionConfig, by: User | None) -> ServerRun:
    session = check_in.locked(session)
    if run := ServerRun.objects.filter(session=session).first():
        return run  # somebody at another tablet was faster
    _check(session)
    if config.fills_by_arrival and session.room_id is None:
        return _planned_before_anybody_comes(session, config, by)
    drawn = preview(session, people_per_block=config.people_per_block)
    if not drawn.playing:
        raise Refused(_("A block needs %(n)s people, and fewer are here.") % {"n": config.people_per_block})
    run = ServerRun.objects.create(
        session=session,
        server=session.session_server,
        config_name=config.name,
        people_per_block=config.people_per_block,
        wished_by=by,
        config_fields=completion.settings_for(session.study, config),
        left_over=[{"sign_up": sign_up.pk, "why": why} for sign_up, why in drawn.left_over],
    )
    labels = labels_of(study=session.study, people=[sign_up.person for sign_up in drawn.playing])
    ServerSeat.objects.bulk_create(
        ServerSeat(run=run, sign_up=sign_up, number=number, label=labels[sign_up.person_id])
        for number, sign_up in enumerate(drawn.playing, start=1)
    )
    return run


def _planned_before_anybody_comes(session: LabSession, config: bridge.SessionConfig, by: User | None) -> ServerRun:
    run = ServerRun.objects.create(
        session=session,
        server=session.session_server,
        config_name=config.name,
        people_per_block=config.people_per_block,
        is_rolling=True,
        wished_by=by,
        config_fields=completion.settings_for(session.study, config),
    )
    # More seats than places: anyone who does not start keeps theirs, and the next person needs another.
    n_blocks = session.capacity // config.people_per_block + 1
    labels = free_labels(n_blocks * config.people_per_block)
    ServerSeat.objects.bulk_create(
        ServerSeat(run=run, number=number, label=label) for number, label in enumerate(labels, start=1)
    )
    return run


def seat_who_came(sign_up: SignUp) -> None:
    """Give somebody who is here the next free seat of a session made before; the caller has locked the session."""
    runs = ServerRun.objects.filter(session=sign_up.session_id, is_rolling=True, made_at__isnull=False)
    run = runs.select_related("server").first()
    # Who would be sent to a server that is away waits here until it is back.
    if (
        run is None
        or run.server.is_silent
        or sign_up.state not in check_in.HERE
        or ServerSeat.objects.filter(sign_up=sign_up).exists()
    ):
        return
    seat = run.seats.filter(sign_up=None).first()
    if seat is None:
        return
    seat.sign_up, seat.given_at = sign_up, timezone.now()
    seat.save(update_fields=["sign_up", "given_at"])
    sign_up.participant_code = seat.participant_code
    sign_up.save(update_fields=["participant_code"])
    take_label(study=sign_up.session.study, person=sign_up.person, label=seat.label)


def _check(session: LabSession) -> None:
    if session.status not in {LabSession.Status.OPEN, LabSession.Status.CLOSED} or not check_in.is_open(session):
        raise Refused(_("Check-in for this session is not open now."))
    expires_on = session.study.ethics_expires_on
    if expires_on is None or expires_on < timezone.localdate():
        raise Refused(_("The ethics permission of this study has expired."))


def _carry_out(run: ServerRun) -> ServerRun:
    run = _about_to_ask(run)
    attempt, room = run.attempts, run.session.room
    try:
        made = bridge.create_session(
            run.server,
            config=run.config_name,
            labels=[seat.label for seat in run.seats.all()],
            room=room.otree_room if room else "",
            key=run.key,
            config_fields=run.config_fields,
        )
    except bridge.SessionServerFailure as failure:
        session_servers.note_failure(server=run.server, failure=failure)
        is_certain = isinstance(failure, bridge.NothingArrived | bridge.SaidNo)
        _settle_failure(run, failure, is_over=is_certain and attempt == 1)
        raise
    session_servers.note_seen(server=run.server)
    return _made(run, made)


@transaction.atomic
def _about_to_ask(run: ServerRun) -> ServerRun:
    """Record and commit that the server is asked: if this process ends then, the doubt is known."""
    latest = _locked_runs().select_related("server", "session__room").filter(pk=run.pk).first()
    if latest is None:
        raise Refused(_(GIVEN_UP))
    latest.attempts += 1
    latest.asked_at = timezone.now()
    latest.save(update_fields=["attempts", "asked_at"])
    return latest


@transaction.atomic
def _settle_failure(run: ServerRun, failure: bridge.SessionServerFailure, *, is_over: bool) -> None:
    check_in.locked(run.session)
    latest = _locked_runs().filter(pk=run.pk, made_at=None).first()
    if latest is None:
        return
    # Somebody at another tablet may be asking at this moment.
    if is_over and latest.attempts == run.attempts:
        latest.delete()
        return
    latest.last_failure = str(failure)[:400]
    latest.save(update_fields=["last_failure"])


@transaction.atomic
def _made(run: ServerRun, made: bridge.CreatedSession) -> ServerRun:
    session = check_in.locked(run.session)
    latest = _locked_runs().filter(pk=run.pk).first()
    if latest is None:
        raise Refused(_(GIVEN_UP))
    if latest.made_at:
        return latest
    run = latest
    run.made_at, run.last_failure = timezone.now(), ""
    run.save(update_fields=["made_at", "last_failure"])
    for seat in run.seats.select_related("sign_up"):
        seat.participant_code = made.participant_codes[seat.label]
        seat.save(update_fields=["participant_code"])
        if seat.sign_up is not None:
            seat.sign_up.participant_code = seat.participant_code
            seat.sign_up.save(update_fields=["participant_code"])
    session.session_code, session.status = made.code, LabSession.Status.RUNNING
    session.save(update_fields=["session_code", "status"])
    for entry in run.left_over:
        sign_up = SignUp.objects.get(pk=entry["sign_up"])
        if sign_up.state in check_in.HERE:
            has_left = entry["why"] == LEFT_THE_PAGE
            state = SignUp.State.NO_SHOW if has_left else SignUp.State.TURNED_AWAY
            check_in.put(sign_up, state, reason=str(REASONS[entry["why"]]), session=session)
    return run
