"""A demo study with sessions past, of today and to come, and one that is still a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone
from djmoney.money import Money

from forecast_sharing.session.earnings import COMPLETED
from recruitment.models import (
    Entitlement,
    Invitation,
    LabSession,
    Person,
    Room,
    SessionServer,
    SignUp,
    Study,
    StudyClass,
    User,
)
from recruitment.seats.sign_ups import sign_up

N_INVITED = 24
N_SIGNED_UP = 14
N_SEATS = 12
N_TODAY = 10
EARNED = ("9.40", "11.25", "12.80", "8.15")


def make_demo_studies(*, owner: User, people: Sequence[Person]) -> None:
    study = _study(owner, "High capacity cost, high market noise (demo)", "lab_ch_uh", Study.Status.OPEN)
    _study(owner, "Low capacity cost, high market noise (demo)", "lab_cl_uh", Study.Status.DRAFT)
    room = Room.objects.create(name="Laboratory 1 (demo)", seats=24, address="1 Example Street")
    server = SessionServer.objects.create(name="This computer", url="http://localhost:8000")
    first, _ = (_session(study, room, server, starts_at=_at_ten(in_days=days)) for days in (7, 9))
    today = _session(study, room, server, starts_at=_full_hour() + timedelta(hours=2), sign_up_ends=timedelta(0))
    invited, guests, earlier = people[:N_INVITED], people[-N_TODAY:], people[N_INVITED : N_INVITED + len(EARNED)]
    Invitation.objects.bulk_create(Invitation(study=study, person=person) for person in [*invited, *guests])
    for session, coming in ((first, invited[:N_SIGNED_UP]), (today, guests)):
        for person in coming:
            sign_up(person=person, session=session)
    _past_session(study, room, server, earlier)


def _study(owner: User, title: str, treatment: str, status: Study.Status) -> Study:
    return Study.objects.create(
        title=title,
        public_title="Decisions in pairs (demo)",
        public_description="You and another person decide about a forecast and a capacity. It takes about 90 minutes.",
        treatment=treatment,
        study_class=StudyClass.objects.get_or_create(name="Cheap talk")[0],
        ethics_number="DEMO-2026-1",
        ethics_expires_on=timezone.localdate() + timedelta(days=365),
        budget=Money(600, "EUR"),
        show_up_fee=Money(5, "EUR"),
        owner=owner,
        status=status,
    )


def _past_session(study: Study, room: Room, server: SessionServer, people: Sequence[Person]) -> None:
    """Make a session that is over, whose people are owed what they earned."""
    session = _session(study, room, server, starts_at=_at_ten(in_days=-7))
    session.seats_taken, session.status = len(people), LabSession.Status.FINISHED
    session.save()
    for person, amount in zip(people, EARNED, strict=True):
        row = SignUp.objects.create(session=session, person=person, state=SignUp.State.PRESENT)
        Entitlement.objects.create(
            sign_up=row,
            kind=Entitlement.Kind.SESSION,
            source=Entitlement.Source.SESSION_SERVER,
            exit_reason=COMPLETED,
            amount=Money(amount, "EUR"),
            fetched_at=session.ends_at,
        )


def _at_ten(*, in_days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=in_days), time(10)))


def _full_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _session(
    study: Study,
    room: Room,
    server: SessionServer,
    *,
    starts_at: datetime,
    sign_up_ends: timedelta = timedelta(hours=2),
) -> LabSession:
    return LabSession.objects.create(
        study=study,
        room=room,
        session_server=server,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        sign_up_closes_at=starts_at - sign_up_ends,
        cancel_until=starts_at - timedelta(hours=24),
        seats=N_SEATS,
        minimum=8,
        status=LabSession.Status.OPEN,
    )
