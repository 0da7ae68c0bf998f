"""People at the door of a session, for several test files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from recruitment.models import LabSession, Person, SessionServer, SignUp


def session_now(session: Callable[..., LabSession], **columns) -> LabSession:
    """Return a session that begins in ten minutes."""
    return session(**{"starts_at": timezone.now() + timedelta(minutes=10), "seats": 12, **columns})


def at_check_in(lab: LabSession, person: Callable[..., Person], n: int, state: str = "present") -> list[SignUp]:
    """Return sign-ups of `n` new people, in this state."""
    first = lab.sign_ups.count()
    return [
        SignUp.objects.create(session=lab, person=person(f"guest-{lab.pk}-{first + k}"), state=state) for k in range(n)
    ]


def server_at(url: str) -> SessionServer:
    return SessionServer.objects.get_or_create(url=url, defaults={"name": url})[0]
