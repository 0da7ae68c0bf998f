"""Two studies invite the whole pool at once, each in a thread with its own connection. Prints who was invited."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from recruitment.models import Invitation, LabSession, Person, PoolConsent, Study, User  # noqa: E402
from recruitment.studies.invitations import invite  # noqa: E402

N_PEOPLE = 200


def open_study(owner: User, n: int) -> Study:
    study = Study.objects.create(
        title=f"t{n}", public_title="t", owner=owner, status=Study.Status.OPEN, ethics_number="1",
        ethics_expires_on=timezone.localdate() + timedelta(days=90),
    )  # fmt: skip
    start = timezone.now() + timedelta(days=7 + n)
    LabSession.objects.create(
        study=study, starts_at=start, ends_at=start + timedelta(hours=1), seats=4, cancel_until=start,
        sign_up_closes_at=start, status=LabSession.Status.OPEN,
    )  # fmt: skip
    return study


def send_round(study: Study, start: threading.Barrier, failures: list[str]) -> None:
    start.wait()
    try:
        invite(study=study, conditions={}, n_wanted=N_PEOPLE, mails_per_hour=1000, by=study.owner)
    except Exception as error:  # noqa: BLE001  # printed, and the test looks
        failures.append(repr(error))
    finally:
        connection.close()


def main() -> None:
    now = timezone.now()
    owner = User.objects.create(username="owner")
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@example.org", status=Person.Status.ACTIVE, email_confirmed_at=now) for n in range(N_PEOPLE)
    )
    PoolConsent.objects.bulk_create(
        PoolConsent(person=person, version="1", text_hash="", given_at=now) for person in people
    )
    studies = [open_study(owner, n) for n in range(2)]
    start, failures = threading.Barrier(len(studies)), []
    threads = [threading.Thread(target=send_round, args=(study, start, failures)) for study in studies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = Invitation.objects.order_by().values("person").annotate(n=Count("pk")).order_by("-n")
    print(
        json.dumps(
            {
                "failures": failures,
                "invitations": Invitation.objects.count(),
                "people": len(counted),
                "most_of_one_person": counted[0]["n"],
            }
        )
    )


main()
