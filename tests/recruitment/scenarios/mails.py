"""What stands in the queue of mails.

``queue N``: queue N mails first. ``work``: let a worker do what is due, at once and hours later.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from recruitment.mail.outgoing import queue_mail  # noqa: E402
from recruitment.models import LabSession, OutgoingMail, Person, Study, User  # noqa: E402


def queue(n_mails: int) -> None:
    now = timezone.now()
    study = Study.objects.create(title="t", public_title="Pairs", owner=User.objects.create(username="owner"))
    session = LabSession.objects.create(
        study=study, starts_at=now, ends_at=now + timedelta(hours=1), seats=9, cancel_until=now, sign_up_closes_at=now
    )
    for n in range(n_mails):
        person = Person.objects.create(email=f"p{n}@example.org", status=Person.Status.ACTIVE)
        queue_mail(template="called_off", key=f"mail-{n}", person=person, context={"session": session.pk})


def let_hours_pass() -> None:
    hours = timedelta(hours=3)
    OutgoingMail.objects.update(handed_over_at=F("handed_over_at") - hours)
    OutgoingMail.objects.filter(claimed_at__isnull=False).update(claimed_at=F("claimed_at") - hours)


if sys.argv[1:2] == ["queue"]:
    queue(int(sys.argv[2]))
if sys.argv[1:2] == ["work"]:
    call_command("office_worker", "--once")
    let_hours_pass()
    call_command("office_worker", "--once")
print(json.dumps(list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))))
