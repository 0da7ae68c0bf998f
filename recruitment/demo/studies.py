"""A demo study that is open, with two sessions, invitations and sign-ups, and one that is still a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone
from djmoney.money import Money

from recruitment.models import Invitation, LabSession, Person, Room, SessionServer, Study, StudyClass, User
from recruitment.services.sign_ups import sign_up

N_INVITED = 24
N_SIGNED_UP = 14
N_SEATS = 12


def make_demo_studies(*, owner: User, people: Sequence[Person]) -> None:
    study = _study(owner, "High capacity cost, high market noise (demo)", "lab_ch_uh", Study.Status.OPEN)
    _study(owner, "Low capacity cost, high market noise (demo)", "lab_cl_uh", Study.Status.DRAFT)
    room = Room.objects.create(name="Laboratory 1 (demo)", seats=24, address="1 Example Street")
    server = SessionServer.objects.create(name="This computer", url="http://localhost:8000")
    first, _ = (_session(study, room, server, in_days=days) for days in (7, 9))
    invited = people[:N_INVITED]
    Invitation.objects.bulk_create(Invitation(study=study, person=person) for person in invited)
    for person in invited[:N_SIGNED_UP]:
        sign_up(person=person, session=first)


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


def _session(study: Study, room: Room, server: SessionServer, *, in_days: int) -> LabSession:
    day = timezone.localdate() + timedelta(days=in_days)
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    return LabSession.objects.create(
        study=study,
        room=room,
        session_server=server,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        sign_up_closes_at=starts_at - timedelta(hours=2),
        cancel_until=starts_at - timedelta(hours=24),
        seats=N_SEATS,
        minimum=8,
        status=LabSession.Status.OPEN,
    )
