"""Signing up, cancelling, and the waiting list that moves up by itself.

Locks are taken in one order everywhere: the person, then sessions by their key. A waiting place counts like a seat
when other sessions are looked at, so anyone who moves up never needs the person's lock.

After the deadline for cancelling nobody is given a seat unasked. People who waited before it take a free seat by
asking again, first come, first served; people who ask later get only what is free beyond those who wait before them.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.mail.outgoing import queue_mail
from recruitment.models import Invitation, LabSession, Person, SignUp
from recruitment.refused import Refused

State = SignUp.State
HOLDS_OR_WAITS = (State.SIGNED_UP, State.WAITING)


@transaction.atomic
def sign_up(*, person: Person, session: LabSession) -> SignUp:
    """Take a seat, or the next place on the waiting list. Asking again changes nothing, unless a seat is free then."""
    person = _locked_person(person)
    session = _locked_session(session)
    row = SignUp.objects.filter(session=session, person=person).first() or SignUp(person=person)
    row.session = session
    waits = row.state == State.WAITING
    if row.state == State.SIGNED_UP or (waits and not row.may_take_a_seat):
        return row
    _check_person(person)
    _check_session(person, session)
    _check_other_sessions(person, session)
    # People who already wait come first, for instance after seats were added.
    moved = _move_up(session)
    if row in moved:
        return moved[moved.index(row)]
    if row.state in {State.PRESENT, State.LATE, State.NO_SHOW, State.TURNED_AWAY}:
        raise Refused(_("This session is over for you."))
    if row.may_take_a_seat:
        _take_seat(row, session)
    elif waits:
        return row
    else:
        _wait(row, session)
    queue_mail(template=row.state, person=person, key=_key(row), context={"session": session.pk})
    return row


@transaction.atomic
def cancel(*, person: Person, session: LabSession) -> SignUp:
    """Give the seat back in time; the first on the waiting list gets it."""
    person = _locked_person(person)
    session = _locked_session(session)
    row = SignUp.objects.filter(session=session, person=person).first()
    if row is None or row.state == State.CANCELLED:
        raise Refused(_("You are not signed up for this session."))
    if row.state not in HOLDS_OR_WAITS or session.starts_at <= timezone.now():
        raise Refused(_("The session has begun; you can no longer cancel."))
    if row.state == State.SIGNED_UP and session.cancel_until <= timezone.now():
        raise Refused(_("The deadline for cancelling has passed. Please write to us if you cannot come."))
    _give_up(row, session)
    queue_mail(template="cancelled", person=person, key=_key(row), context={"session": session.pk})
    return row


@transaction.atomic
def move_up_waiting(*, session: LabSession) -> list[SignUp]:
    """Give free seats to those who wait, in their order; to be called after seats were added."""
    return _give_free_seats(_locked_session(session))


@transaction.atomic
def give_up_all_seats(*, person: Person, sessions: QuerySet[LabSession]) -> list[SignUp]:
    """Cancel the person's places in these sessions whatever the deadline says. The caller has locked the person."""
    wanted = SignUp.objects.filter(person=person, session__in=sessions, state__in=HOLDS_OR_WAITS)
    given_up = []
    for session_id in sorted(wanted.values_list("session_id", flat=True)):
        session = _locked_session(LabSession(pk=session_id))
        # While this waited for the lock, the place may have become a seat.
        row = SignUp.objects.get(session=session, person=person)
        if row.state in HOLDS_OR_WAITS:
            _give_up(row, session)
            given_up.append(row)
    return given_up


def _locked_person(person: Person) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _locked_session(session: LabSession) -> LabSession:
    # Two people after the last seat wait for each other here.
    return LabSession.objects.select_for_update(no_key=True, of=("self",)).select_related("study").get(pk=session.pk)


def _check_person(person: Person) -> None:
    is_in_the_pool = Person.objects.consenting().filter(pk=person.pk, status=Person.Status.ACTIVE).exists()
    if not is_in_the_pool:
        raise Refused(_("You can sign up once you have agreed to be in the pool and confirmed your e-mail address."))


def _check_session(person: Person, session: LabSession) -> None:
    if not session.takes_sign_ups:
        raise Refused(_("Sign-up for this session is closed."))
    if not Invitation.objects.allowing(session).filter(person=person).exists():
        raise Refused(_("You are not invited to this session."))


def _check_other_sessions(person: Person, session: LabSession) -> None:
    others = SignUp.objects.filter(person=person).exclude(session=session)
    if others.counting_for_a_study().filter(session__study=session.study).exists():
        raise Refused(_("You have already signed up for another session of this study."))
    at_the_same_time = LabSession.objects.overlapping(session)
    if others.filter(session__in=at_the_same_time).keeping_a_time_free().exists():
        raise Refused(_("You have already signed up for another session at this time."))


def _take_seat(row: SignUp, session: LabSession) -> None:
    session.seats_taken += 1
    session.save(update_fields=["seats_taken"])
    _put(row, State.SIGNED_UP, None)


def _wait(row: SignUp, session: LabSession) -> None:
    last = SignUp.objects.waiting().filter(session=session).aggregate(last=Max("position"))["last"] or 0
    _put(row, State.WAITING, last + 1)


def _give_up(row: SignUp, session: LabSession) -> None:
    had_a_seat = row.state == State.SIGNED_UP
    _put(row, State.CANCELLED, None)
    if had_a_seat:
        session.seats_taken -= 1
        session.save(update_fields=["seats_taken"])
        _give_free_seats(session)


def _give_free_seats(session: LabSession) -> list[SignUp]:
    moved = _move_up(session)
    if not moved and session.takes_sign_ups:
        _tell_who_waits(session)
    return moved


def _tell_who_waits(session: LabSession) -> None:
    """Write to those who may take a free seat by asking, once for each time that somebody came or went."""
    last = SignUp.objects.filter(session=session).aggregate(last=Max("moved_at"))["last"]
    for row in SignUp.objects.waiting().filter(session=session).who_can_be_notified().select_related("person"):
        row.session = session
        if row.may_take_a_seat:
            key = f"seat-free:{row.pk}:{last.isoformat()}"
            queue_mail(template="seat_free", person=row.person, key=key, context={"session": session.pk})


def _move_up(session: LabSession) -> list[SignUp]:
    # Later nobody could refuse the seat any more, and might not even read of it.
    if session.cancel_until <= timezone.now() or session.status not in {
        LabSession.Status.OPEN,
        LabSession.Status.CLOSED,
    }:
        return []
    in_line = SignUp.objects.waiting().filter(session=session).who_can_be_notified().select_related("person")
    moved = list(in_line[: session.free_seats])
    for row in moved:
        _take_seat(row, session)
        queue_mail(template="moved_up", person=row.person, key=_key(row), context={"session": session.pk})
    return moved


def _put(row: SignUp, state: SignUp.State, position: int | None) -> None:
    row.state = state
    row.position = position
    row.moved_at = timezone.now()
    row.save()


def _key(row: SignUp) -> str:
    return f"sign-up:{row.pk}:{row.state}:{row.moved_at.isoformat()}"
