"""Planning sessions: nobody and no room is in two places at once, and none is after its permission."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recruitment.mail.outgoing import queue_mail
from recruitment.models import LabSession, Room, ServerRun, SignUp, Study, User
from recruitment.refused import Refused
from recruitment.seats.sign_ups import HOLDS_OR_WAITS, move_up_waiting
from recruitment.session_day import check_in
from recruitment.staff.roles import CHANGERS, has_role

# What staff set; the rest of the row belongs to sign-ups and to the day itself.
PLANNED_FIELDS = (
    "room",
    "starts_at",
    "ends_at",
    "seats",
    "reserve",
    "minimum",
    "sign_up_closes_at",
    "cancel_until",
    "remind_staff_at",
    "session_server",
    "waiting_minutes",
)


@transaction.atomic
def save_session(*, session: LabSession, run_by: Collection[User]) -> LabSession:
    """Save what is planned, unless room, staff or people of the pool would be in two places at once."""
    # Anyone who plans at the same moment takes the same locks in the same order: study, room, staff.
    study = Study.objects.select_for_update(no_key=True).get(pk=session.study_id)
    if session.room_id is not None:
        Room.objects.select_for_update(no_key=True).get(pk=session.room_id)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in run_by]).order_by("pk"))
    session.permitted_until = study.permitted_until
    _check_permission(session)
    _check_is_to_come(session)
    _check_clashes(session, run_by)
    if session.pk is None:
        session.save()
    else:
        locked = LabSession.objects.select_for_update(no_key=True).get(pk=session.pk)
        _check_change(session, locked)
        session.save(update_fields=[*PLANNED_FIELDS, "permitted_until"])
    session.run_by.set(run_by)
    move_up_waiting(session=session)
    session.refresh_from_db()
    return session


def beside(session: LabSession) -> list[LabSession]:
    """Return the other sessions of the same experimenter at that time, whoever is named to run them."""
    at_once = LabSession.objects.overlapping(session).filter(study__owner=session.study.owner_id)
    return list(at_once.select_related("study").order_by("starts_at", "pk"))


@transaction.atomic
def open_session(*, session: LabSession) -> LabSession:
    """Let invited people sign up."""
    session = LabSession.objects.select_for_update(no_key=True, of=("self",)).select_related("study").get(pk=session.pk)
    if session.status not in {LabSession.Status.PLANNED, LabSession.Status.CLOSED}:
        raise Refused(_("Only a session that is planned or closed can be opened."))
    if session.sign_up_closes_at <= timezone.now():
        raise Refused(_("The time for signing up has passed."))
    if session.study.permitted_until is None:
        raise Refused(_("An open study needs an ethics number and the day on which the permission ends."))
    session.status = LabSession.Status.OPEN
    session.save()
    return session


@transaction.atomic
def close_session(*, session: LabSession) -> LabSession:
    """Let nobody else sign up. Those who wait still move up; the session can be opened again."""
    session = LabSession.objects.select_for_update(no_key=True, of=("self",)).select_related("study").get(pk=session.pk)
    if session.status == LabSession.Status.CLOSED:
        return session
    if session.status != LabSession.Status.OPEN:
        raise Refused(_("Only a session that is open for sign-up can be closed."))
    session.status = LabSession.Status.CLOSED
    session.save(update_fields=["status"])
    return session


@transaction.atomic
def call_off(*, session: LabSession) -> LabSession:
    """Call a session off before it is created, and notify everybody; anyone already there is paid for coming."""
    session = check_in.locked(session)
    if session.status in {LabSession.Status.RUNNING, LabSession.Status.FINISHED}:
        raise Refused(_("This session has begun; it can no longer be called off."))
    if session.status == LabSession.Status.CALLED_OFF:
        return session
    if ServerRun.objects.filter(session=session).exists():
        raise Refused(
            _(
                "A session server was asked for this session. Settle on the check-in page whether it was created, "
                "then call it off."
            )
        )
    for sign_up in session.sign_ups.filter(state__in=(*HOLDS_OR_WAITS, *check_in.HERE)).select_related("person"):
        if sign_up.state in check_in.HERE:
            check_in.put(sign_up, SignUp.State.TURNED_AWAY, reason=_("the session was called off"), session=session)
        else:
            sign_up.state, sign_up.position, sign_up.moved_at = SignUp.State.CANCELLED, None, timezone.now()
            sign_up.save()
        context = {"session": session.pk}
        queue_mail(template="called_off", person=sign_up.person, key=f"called-off:{sign_up.pk}", context=context)
    session.status = LabSession.Status.CALLED_OFF
    session.seats_taken = min(session.capacity, session.sign_ups.holding_a_seat().count())
    session.save()
    return session


def remind_staff() -> int:
    """Write once to the staff of each session for which too few have signed up; return how many e-mails that makes."""
    n_mails = 0
    for session in LabSession.objects.below_their_minimum().select_related("study__owner").prefetch_related("run_by"):
        staff = {session.study.owner, *session.run_by.all()}
        for user in sorted((user for user in staff if _can_act(user, session)), key=lambda user: user.pk):
            # Moving the reminder asks for a new one.
            key = f"too-few:{session.pk}:{user.pk}:{session.remind_staff_at.isoformat()}"
            queue_mail(template="too_few", address=user.email, key=key, context={"session": session.pk})
            n_mails += 1
    return n_mails


def _can_act(user: User, session: LabSession) -> bool:
    # Anyone who only runs check-in can neither invite people nor call the session off.
    may_change = user.email and has_role(user, *CHANGERS)
    return bool(may_change) and Study.objects.visible_to(user).filter(pk=session.study_id).exists()


def _check_permission(session: LabSession) -> None:
    until = session.permitted_until
    if until is not None and session.ends_at > until:
        day = date_format(session.study.ethics_expires_on, "SHORT_DATE_FORMAT")
        raise Refused(_("The ethics permission of this study ends on %(day)s.") % {"day": day})


def _check_is_to_come(session: LabSession) -> None:
    # A session of the past is changed where it is, for instance to end later.
    stays = session.pk is not None and LabSession.objects.filter(pk=session.pk, starts_at=session.starts_at).exists()
    if not stays and session.starts_at <= timezone.now():
        raise Refused(_("The start is in the past."))


def _check_clashes(session: LabSession, run_by: Collection[User]) -> None:
    others = LabSession.objects.overlapping(session).select_related("study__owner")
    if session.room_id is not None and (other := others.filter(room=session.room_id).first()):
        # Of others' studies the calendar shows no more than that a room is taken, so the study is not named.
        raise Refused(
            _("The room is taken %(when)s; please ask %(name)s.")
            % {"when": when(other), "name": other.study.owner.username}
        )
    for user in run_by:
        if other := others.filter(run_by=user).first():
            raise Refused(_("%(name)s runs another session %(when)s.") % {"name": user.username, "when": when(other)})
    if session.pk is None:
        return
    coming = SignUp.objects.filter(session=session, state__in=HOLDS_OR_WAITS).values("person")
    n_twice = SignUp.objects.filter(session__in=others, state__in=HOLDS_OR_WAITS, person__in=coming).count()
    if n_twice:
        raise Refused(
            ngettext(
                "%(n)d person who signed up has another session at that time.",
                "%(n)d people who signed up have another session at that time.",
                n_twice,
            )
            % {"n": n_twice}
        )


def _check_change(session: LabSession, locked: LabSession) -> None:
    if locked.status in {LabSession.Status.RUNNING, LabSession.Status.FINISHED, LabSession.Status.CALLED_OFF}:
        raise Refused(_("This session is over or under way; it can no longer be changed."))
    if locked.seats_taken > session.capacity:
        raise Refused(_("%(n)d people have signed up already.") % {"n": locked.seats_taken})
    moves = (locked.starts_at, locked.room_id) != (session.starts_at, session.room_id)
    if moves and (locked.seats_taken or locked.sign_ups.waiting().exists()):
        raise Refused(_("People have signed up for this time and place. Call the session off and plan another."))


def when(session: LabSession) -> str:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return f"{date_format(start, 'SHORT_DATE_FORMAT')} {start:%H:%M}–{end:%H:%M}"
