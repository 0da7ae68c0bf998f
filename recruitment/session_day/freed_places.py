"""Seats of people who are no longer there go to the next person who comes online.

Somebody is gone who left the waiting page, returned the submission at the channel or ran out of time there, or was let
in and has not started. Their place is given up only when somebody else comes for it; who comes back gets it again if
it is still free, and who starts late plays all the same, on a seat that nobody else ever gets.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from recruitment.channels import submissions
from recruitment.laboratory import server_client as bridge
from recruitment.models import LabSession, ServerRun, ServerSeat, SignUp, Study
from recruitment.session_day import check_in

# The waiting page asks every few seconds, and at least once a minute where a browser slows hidden pages down.
SEEN_WITHIN = timedelta(seconds=75)
START_WITHIN = timedelta(minutes=5)
GONE_FROM_THE_CHANNEL = ("returned", "timed_out", "rejected")
# People who come while all is full do not cause the same question again at once.
ASKED_AGAIN_AFTER_S = 30


def look(study: Study, sessions: list[LabSession]) -> None:
    """Find out who is gone if nothing is free; call it before anything is locked."""
    if not sessions or any(n_free(session) for session in sessions):
        return
    if not cache.add(f"who_is_gone_{study.pk}", "asked", ASKED_AGAIN_AFTER_S):
        return
    submissions.try_to_hear(study)
    made = ServerRun.objects.filter(session__in=sessions, is_rolling=True).exclude(session__session_code="")
    for run in made.select_related("server", "session"):
        with suppress(bridge.SessionServerFailure):
            _hear_who_started(run)


def has_room(session: LabSession) -> bool:
    """Return whether one more can come; the seat of somebody who is gone is given up for it. The session is locked."""
    if n_free(session):
        return True
    gone = _gone(session).first()
    if gone is None:
        return False
    check_in.put(gone, SignUp.State.NO_SHOW, reason="", session=session)
    return n_free(session) > 0


def take(session: LabSession) -> None:
    """Count one more seat as taken; one that was given up counts once."""
    session.seats_taken = min(session.capacity, session.seats_taken + 1)
    session.save(update_fields=["seats_taken"])


def n_free(session: LabSession) -> int:
    n_gone = session.sign_ups.filter(state__in=check_in.GONE).count()
    return min(session.free_seats + n_gone, check_in.free_seats(session))


def _gone(session: LabSession) -> QuerySet[SignUp]:
    now = timezone.now()
    has_left_the_page = Q(server_seat=None, online_visit__seen_at__lt=now - SEEN_WITHIN)
    has_left_the_channel = Q(channel_state__in=GONE_FROM_THE_CHANNEL)
    has_not_started = Q(server_seat__has_started=False, server_seat__given_at__lt=now - START_WITHIN)
    return (
        SignUp.objects.filter(session=session, state__in=check_in.HERE)
        .filter(has_left_the_page | has_left_the_channel | has_not_started)
        .exclude(heard_outcome__total__isnull=False)
        .order_by("moved_at", "pk")
    )


def _hear_who_started(run: ServerRun) -> None:
    heard = bridge.fetch_outcomes(run.server, run.session.session_code)
    has_started_by_code = {each.participant_code: each.has_started for each in heard}
    for seat in ServerSeat.objects.filter(run=run, sign_up__isnull=False).exclude(participant_code=""):
        has_started = has_started_by_code.get(seat.participant_code)
        if has_started is not None and has_started != seat.has_started:
            ServerSeat.objects.filter(pk=seat.pk).update(has_started=has_started)
