"""Make an office with demo staff and a session that begins now. Prints where its pages are."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402
from djmoney.money import Money  # noqa: E402

from recruitment.demo.staff import demo_password, make_demo_staff  # noqa: E402
from recruitment.models import LabSession, Person, Room, SessionServer, SignUp, Study  # noqa: E402
from recruitment.session_day import waiting  # noqa: E402

N_PEOPLE = 6


def main(server_url: str) -> None:
    owner, now = make_demo_staff(), timezone.now()
    study = Study.objects.create(
        title="High capacity cost", public_title="Decisions in pairs", owner=owner, status=Study.Status.OPEN,
        ethics_number="1", ethics_expires_on=timezone.localdate() + timedelta(days=90), treatment="lab_ch_uh",
        show_up_fee=Money(5, "EUR"),
    )  # fmt: skip
    server = SessionServer.objects.create(name="Server A", url=server_url)
    columns = {
        "study": study, "seats": 12, "status": LabSession.Status.OPEN, "session_server": server, "minimum": 4,
        "starts_at": now + timedelta(minutes=5), "ends_at": now + timedelta(hours=2),
        "cancel_until": now, "sign_up_closes_at": now,
    }  # fmt: skip
    lab = LabSession.objects.create(room=Room.objects.create(name="Laboratory 1", seats=12), **columns)
    online = LabSession.objects.create(**columns)
    for n in range(1, N_PEOPLE + 1):
        person = Person.objects.create(
            email=f"p{n}@example.org", status=Person.Status.ACTIVE, given_name=f"Person {n}", family_name="Demo"
        )
        SignUp.objects.create(session=lab, person=person, state=SignUp.State.SIGNED_UP)
    for n in range(1, 5):
        person = Person.objects.create(email=f"o{n}@example.org", status=Person.Status.ACTIVE, given_name=f"Online {n}")
        SignUp.objects.create(session=online, person=person, state=SignUp.State.SIGNED_UP)
    print(
        json.dumps(
            {
                "password": demo_password(),
                "lab": lab.public_id,
                "online": online.public_id,
                "tokens": [waiting.token_of(place) for place in online.sign_ups.all()],
            }
        )
    )


main(sys.argv[1])
