"""Earnings come back: fetched from the session server, owed once, and never overwritten when they are being paid."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import (
    Entitlement,
    HeardOutcome,
    LabSession,
    ServerRun,
    ServerSeat,
    SessionDecision,
    SignUp,
    User,
)
from recruitment.refused import Refused
from recruitment.session_day import check_in


@dataclass(frozen=True, slots=True)
class Fetched:
    """What fetching has changed, in people."""

    n_new: int  # owed from now on
    n_changed: int  # the amount was another before, and nobody was paying it yet
    n_playing: int  # have not left the session
    n_unknown: int  # the session server does not know them any more


def fetch(*, session: LabSession) -> Fetched:
    """Ask the session server how the session ended and owe what it says. Asking again changes nothing."""
    run = ServerRun.objects.filter(session=session, made_at__isnull=False).select_related("server", "session").first()
    if run is None:
        raise Refused(_("This session has not been created yet."))
    try:
        outcomes = bridge.fetch_outcomes(run.server, run.session.session_code)
    except bridge.SessionServerFailure as failure:
        session_servers.note_failure(server=run.server, failure=failure)
        raise
    session_servers.note_seen(server=run.server)
    return _written_down(run, {outcome.participant_code: outcome for outcome in outcomes})


def differing(session: LabSession) -> QuerySet[Entitlement]:
    """Return what is being paid, or was, although the session server says another amount now."""
    return (
        Entitlement.objects.owed()
        .filter(sign_up__session=session, kind=Entitlement.Kind.SESSION)
        # Named first: django-money rewrites comparisons of amounts, and fails where they are two relations away.
        .annotate(said=F("sign_up__heard_outcome__total"), said_in=F("sign_up__heard_outcome__total_currency"))
        .filter(said__isnull=False)
        .exclude(said=F("amount"), said_in=F("amount_currency"))
        .select_related("sign_up__heard_outcome", "sign_up__server_seat")
        .order_by("sign_up__server_seat__number")
    )


@transaction.atomic
def declare_over(*, session: LabSession, by: User, reason: str) -> LabSession:
    """Say that a session is over of which its server will not say it; earnings that it does tell are fetched still."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    session = check_in.locked(session)
    if session.status != LabSession.Status.RUNNING:
        raise Refused(_("Only a running session can be declared over."))
    session.status = LabSession.Status.FINISHED
    session.save(update_fields=["status"])
    SessionDecision.objects.create(
        session=session, kind=SessionDecision.Kind.DECLARED_OVER, made_by=by, reason=reason.strip()
    )
    return session


@transaction.atomic
def _written_down(run: ServerRun, outcomes: dict[str, bridge.ParticipantOutcome]) -> Fetched:
    session = check_in.locked(run.session)
    # A seat without a code was somebody's who is erased.
    seats = list(run.seats.filter(sign_up__isnull=False).exclude(participant_code="").select_related("sign_up"))
    changes = [_owe(seat, outcomes.get(seat.participant_code)) for seat in seats]
    ServerRun.objects.filter(pk=run.pk).update(outcomes_heard_at=timezone.now())
    is_over = all(seat.participant_code in outcomes and outcomes[seat.participant_code].is_finished for seat in seats)
    # Where people come one after the other, nobody playing now does not mean that nobody comes any more.
    if run.is_rolling:
        is_over = is_over and session.ends_at < timezone.now()
    if is_over and session.status == LabSession.Status.RUNNING:
        session.status = LabSession.Status.FINISHED
        session.save(update_fields=["status"])
    return Fetched(*(changes.count(what) for what in ("new", "changed", "playing", "unknown")))


def _owe(seat: ServerSeat, outcome: bridge.ParticipantOutcome | None) -> str:
    """Keep what was heard of one person and owe it; return what that changed."""
    if outcome is None:
        return "unknown"
    _keep(seat.sign_up, outcome)
    if outcome.total is None or outcome.exit_reason is None:
        return "playing"
    # A full lock: anyone who puts this into a batch waits, and so does this for them.
    owed = Entitlement.objects.select_for_update().filter(sign_up=seat.sign_up, kind=Entitlement.Kind.SESSION).first()
    if seat.sign_up.state == SignUp.State.NO_SHOW and outcome.has_started:
        # Started after the place was given to the next: both have played.
        seat.sign_up.state = SignUp.State.PRESENT
        seat.sign_up.save(update_fields=["state"])
    if owed is None:
        Entitlement.objects.create(
            sign_up=seat.sign_up,
            kind=Entitlement.Kind.SESSION,
            source=Entitlement.Source.SESSION_SERVER,
            exit_reason=outcome.exit_reason,
            amount=outcome.total,
            fetched_at=timezone.now(),
        )
        return "new"
    # What a list holds was seen by anyone who approves it, and staff have said that what is cancelled is not owed.
    if owed.payment or owed.cancelled_at or (owed.amount, owed.exit_reason) == (outcome.total, outcome.exit_reason):
        return "same"
    owed.amount, owed.exit_reason, owed.fetched_at = outcome.total, outcome.exit_reason, timezone.now()
    owed.save(update_fields=["amount", "amount_currency", "exit_reason", "fetched_at"])
    return "changed"


def _keep(sign_up: SignUp, outcome: bridge.ParticipantOutcome) -> None:
    HeardOutcome.objects.update_or_create(
        sign_up=sign_up,
        defaults={
            "exit_reason": outcome.exit_reason or "",
            "show_up_fee": outcome.show_up_fee,
            "total": outcome.total,
            "heard_at": timezone.now(),
        },
    )
