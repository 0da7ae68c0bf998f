"""Check-in of an online session: a page on which people wait, for a limited time, until the session begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import LabSession, OnlineVisit, ServerRun, ServerSeat, SessionServer, SignUp
from recruitment.session_day import check_in, creation, freed_places

OPENS_BEFORE = timedelta(minutes=30)
State = SignUp.State
_signer = Signer(salt="recruitment.waiting")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the page says: `early`, `ready` to say "I am here", `waiting`, `go`, `turned_away` or `not_expected`."""

    situation: str
    link: str = ""
    until: datetime | None = None
    begins_at_once: bool = False  # with anyone who comes next, not with those who wait
    is_out_of_reach: bool = False  # its server does not answer at the moment


def token_of(sign_up: SignUp) -> str:
    """Return what is in the person's link to the waiting page; nobody can make up another's."""
    return _signer.sign(str(sign_up.pk))


def sign_up_of(token: str) -> SignUp | None:
    try:
        key = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return SignUp.objects.filter(pk=key).select_related("session__study").first()


def link_of(sign_up: SignUp) -> str:
    return settings.OFFICE_URL + reverse("waiting", args=[token_of(sign_up)])


def lets_in(session: LabSession) -> bool:
    """Return whether somebody who comes now may still wait for the session to begin."""
    if not session.starts_at - OPENS_BEFORE <= timezone.now() <= ends_waiting_at(session):
        return False
    run = ServerRun.objects.filter(session=session).first()
    return run is None or (run.is_rolling and run.seats.filter(sign_up=None).exists())


def situation(sign_up: SignUp) -> Waiting:
    """Return what the page says now; looking changes nothing, since programs look at links in e-mails, too."""
    seat = ServerSeat.objects.filter(sign_up=sign_up).select_related("run__server").first()
    if seat is not None and seat.run.made_at and seat.run.server.is_silent:
        return Waiting("waiting", until=ends_waiting_at(sign_up.session), is_out_of_reach=True)
    if seat is not None and seat.run.made_at:
        return Waiting("go", link=bridge.personal_link(seat.run.server, seat.participant_code))
    if seat is not None:
        return Waiting("waiting", until=ends_waiting_at(sign_up.session))
    if sign_up.state == State.TURNED_AWAY:
        return Waiting("turned_away")
    if sign_up.session.room_id is not None or sign_up.state not in (State.SIGNED_UP, *check_in.HERE):
        return Waiting("not_expected")
    return _before_the_start(sign_up)


def _before_the_start(sign_up: SignUp) -> Waiting:
    session, limit = sign_up.session, ends_waiting_at(sign_up.session)
    if sign_up.state in check_in.HERE:
        return Waiting("waiting", until=limit)
    if timezone.now() < session.starts_at - OPENS_BEFORE:
        return Waiting("early", until=session.starts_at - OPENS_BEFORE)
    if not lets_in(session):
        return Waiting("not_expected")
    return Waiting("ready", until=limit, begins_at_once=_is_rolling(session))


def visit(*, sign_up: SignUp) -> Waiting:
    """Note that the person is on the page; anyone who has waited to the limit in vain may go with the show-up fee."""
    server = SessionServer.objects.filter(sessions=sign_up.session_id).first()
    if server is not None and server.is_silent:
        # Asked anew, before anything is locked: it may be back.
        session_servers.answers(server)
    come_back(sign_up=sign_up)
    return _visit(sign_up)


@transaction.atomic
def come_back(*, sign_up: SignUp) -> None:
    """Let somebody whose seat was given up meanwhile wait again, if there is still one."""
    session = check_in.locked(sign_up.session)
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    was_here = OnlineVisit.objects.filter(sign_up=sign_up).exists()
    if sign_up.state != State.NO_SHOW or not was_here or ServerSeat.objects.filter(sign_up=sign_up).exists():
        return
    if lets_in(session) and freed_places.has_room(session):
        check_in.put(sign_up, State.SIGNED_UP, reason="", session=session)


@transaction.atomic
def _visit(sign_up: SignUp) -> Waiting:
    session = check_in.locked(sign_up.session)
    sign_up = SignUp.objects.select_related("session__study", "person").get(pk=sign_up.pk)
    now, seen = timezone.now(), situation(sign_up)
    if seen.situation == "ready":
        is_late = now > session.starts_at and not _is_rolling(session)
        state = State.LATE if is_late else State.PRESENT
        check_in.put(sign_up, state, reason="", session=session)
    elif seen.situation != "waiting":
        return seen
    OnlineVisit.objects.update_or_create(sign_up=sign_up, defaults={"seen_at": now})
    creation.seat_who_came(sign_up)
    has_seat = ServerSeat.objects.filter(sign_up=sign_up).exists()
    if now > ends_waiting_at(sign_up.session) and not has_seat:
        check_in.put(sign_up, State.TURNED_AWAY, reason=_("the session did not begin in time"), session=session)
    return situation(sign_up)


def _is_rolling(session: LabSession) -> bool:
    return ServerRun.objects.filter(session=session, is_rolling=True).exists()


def ends_waiting_at(session: LabSession) -> datetime:
    """Return until when people may come and wait."""
    if _is_rolling(session):
        return session.ends_at
    return session.starts_at + timedelta(minutes=session.waiting_minutes)
