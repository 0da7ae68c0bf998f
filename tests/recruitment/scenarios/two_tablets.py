"""Several tablets press "create the session" at once, each in a thread with its own connection."""

from __future__ import annotations

import json
import sys
import threading
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from recruitment.models import LabSession, Person, Room, ServerRun, SessionServer, SignUp, Study, User  # noqa: E402
from recruitment.session_day import creation  # noqa: E402

N_TABLETS = 4
N_PEOPLE = 6


def world(url: str) -> LabSession:
    now = timezone.now()
    study = Study.objects.create(
        title="t", public_title="t", owner=User.objects.create(username="owner"), status=Study.Status.OPEN,
        ethics_number="1", ethics_expires_on=timezone.localdate() + timedelta(days=90), treatment="lab_ch_uh",
    )  # fmt: skip
    session = LabSession.objects.create(
        study=study, room=Room.objects.create(name="r", seats=12), seats=12, status=LabSession.Status.OPEN,
        starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(hours=2), cancel_until=now, sign_up_closes_at=now,
        session_server=SessionServer.objects.create(name="s", url=url),
    )  # fmt: skip
    for n in range(N_PEOPLE):
        person = Person.objects.create(email=f"p{n}@example.org", status=Person.Status.ACTIVE)
        SignUp.objects.create(session=session, person=person, state=SignUp.State.PRESENT)
    return session


def press(session: LabSession, start: threading.Barrier, codes: set[str], failures: list[str]) -> None:
    start.wait()
    try:
        run = creation.create(session=session, by=None)
        codes.add(LabSession.objects.get(pk=run.session_id).session_code)
    except Exception as error:  # noqa: BLE001  # printed, and the test looks
        failures.append(repr(error))
    finally:
        connection.close()


def main() -> None:
    session = world(sys.argv[1])
    start, codes, failures = threading.Barrier(N_TABLETS), set(), []
    threads = [threading.Thread(target=press, args=(session, start, codes, failures)) for _ in range(N_TABLETS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run = ServerRun.objects.get()
    print(json.dumps({"failures": failures, "codes": len(codes), "seats": run.seats.count(), "key": run.key}))


main()
