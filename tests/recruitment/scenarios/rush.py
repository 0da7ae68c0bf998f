"""Many people want the seats of one session. ``prepare N SEATS RESERVE`` lets N people in; ``outcome`` tells who sits.

People are named by their number, from 0, in the order of the cookies that are printed.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from recruitment.models import Invitation, LabSession, OutgoingMail, Person, PoolConsent, Study, User  # noqa: E402
from recruitment.people.link_tokens import account_of  # noqa: E402


def prepare(n_people: int, seats: int, reserve: int) -> list[str]:
    """Invite people to a session; return the cookie of each, who has logged in."""
    now = timezone.now()
    study = Study.objects.create(
        title="rush", public_title="rush", owner=User.objects.get_or_create(username="owner")[0],
        status=Study.Status.OPEN, ethics_number="1", ethics_expires_on=timezone.localdate() + timedelta(days=90),
    )  # fmt: skip
    LabSession.objects.create(
        study=study, starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=1), seats=seats,
        reserve=reserve, cancel_until=now + timedelta(days=6), sign_up_closes_at=now + timedelta(days=6),
        status=LabSession.Status.OPEN,
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(email=f"rush{n}of{study.pk}@example.org", status=Person.Status.ACTIVE, email_confirmed_at=now)
        for n in range(n_people)
    )
    PoolConsent.objects.bulk_create(
        PoolConsent(person=person, version="1", text_hash="", given_at=now) for person in people
    )
    Invitation.objects.bulk_create(Invitation(study=study, person=person) for person in people)
    return [cookie_of(person) for person in people]


def cookie_of(person: Person) -> str:
    client = Client()
    client.force_login(account_of(person))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def outcome() -> dict[str, object]:
    """Return what became of the last session that was prepared: by person, in the order of the cookies."""
    session = LabSession.objects.filter(study__title="rush").latest("pk")
    people = list(Invitation.objects.filter(study=session.study).order_by("pk").values_list("person", flat=True))
    places = {place.person_id: place for place in session.sign_ups.all()}
    mails = OutgoingMail.objects.filter(person__in=people).order_by("person_id").values_list("person", "template")
    return {
        "seats_taken": session.seats_taken,
        "places": [(place.state, place.position) if (place := places.get(pk)) else None for pk in people],
        "in_order_of_rows": [
            place.position for place in sorted(places.values(), key=lambda place: place.pk) if place.position
        ],
        "mails": [[template for of, template in mails if of == pk] for pk in people],
    }


print(json.dumps(prepare(*map(int, sys.argv[2:])) if sys.argv[1] == "prepare" else outcome()))
