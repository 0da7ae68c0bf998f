"""Fifty people click at once, each in a thread with its own connection. Prints what became of them."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from recruitment.models import Invitation, LabSession, OutgoingMail, Person, PoolConsent, Study, User  # noqa: E402
from recruitment.seats.sign_ups import sign_up  # noqa: E402

N_PEOPLE = 50
N_SEATS = 3
N_TAKEN_BEFORE = 2


def world() -> tuple[LabSession, list[Person]]:
    """Make a session in which one seat is left, and the people who want it."""
    now = timezone.now()
    study = Study.objects.create(
        title="t", public_title="t", owner=User.objects.create(username="owner"), status=Study.Status.OPEN,
        ethics_number="1", ethics_expires_on=timezone.localdate() + timedelta(days=90),
    )  # fmt: skip
    session = LabSession.objects.create(
        study=study, starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=1), seats=N_SEATS,
        cancel_until=now + timedelta(days=6), sign_up_closes_at=now + timedelta(days=6), status=LabSession.Status.OPEN,
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@example.org", status=Person.Status.ACTIVE, email_confirmed_at=now)
        for n in range(N_PEOPLE + N_TAKEN_BEFORE)
    )
    PoolConsent.objects.bulk_create(
        PoolConsent(person=person, version="1", text_hash="", given_at=now) for person in people
    )
    Invitation.objects.bulk_create(Invitation(study=study, person=person) for person in people)
    for person in people[:N_TAKEN_BEFORE]:
        sign_up(person=person, session=session)
    return session, people[N_TAKEN_BEFORE:]


def click(person: Person, session: LabSession, start: threading.Barrier, failures: list[str]) -> None:
    start.wait()
    try:
        sign_up(person=person, session=session)
    except Exception as error:  # noqa: BLE001  # printed, and the test looks
        failures.append(repr(error))
    finally:
        connection.close()


def main() -> None:
    session, people = world()
    start, failures = threading.Barrier(N_PEOPLE), []
    threads = [threading.Thread(target=click, args=(person, session, start, failures)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.refresh_from_db()
    places = session.sign_ups
    print(
        json.dumps(
            {
                "failures": failures,
                "states": Counter(places.values_list("state", flat=True)),
                "positions": sorted(places.waiting().values_list("position", flat=True)),
                "seats_taken": session.seats_taken,
                "mails": Counter(OutgoingMail.objects.values_list("template", flat=True)),
            }
        )
    )


main()
