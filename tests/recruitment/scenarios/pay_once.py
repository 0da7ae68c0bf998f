"""Everybody clicks at once: lists are made, approved, taken away and paid in many threads. Prints what came of it.

``prolific URL TOKEN``: the list is paid by calls to a channel instead.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from djmoney.money import Money  # noqa: E402

from recruitment.models import (  # noqa: E402
    ChannelCall,
    ChannelOffer,
    Entitlement,
    LabSession,
    OutgoingMail,
    Payment,
    PaymentBatch,
    Person,
    SignUp,
    Study,
    User,
)
from recruitment.money import (  # noqa: E402
    batches,
    exports,
    marking_paid,
    paying_by_calls,
)
from recruitment.refused import Refused  # noqa: E402

N_CLICKS = 12
N_OWED = 20
CHANNEL = "prolific" if sys.argv[1:2] == ["prolific"] else "pool"
WAY = "prolific" if CHANNEL == "prolific" else "cash"


def world() -> tuple[Study, User, User]:
    now = timezone.now()
    maker, approver = User.objects.create(username="maker"), User.objects.create(username="approver")
    study = Study.objects.create(title="t", public_title="t", owner=maker, channel=CHANNEL)
    if CHANNEL == "prolific":
        settings.PROLIFIC_URL, settings.PROLIFIC_TOKEN = sys.argv[2:4]
        ChannelOffer.objects.create(
            study=study, external_id="study1", reward=Money(1, "EUR"), screen_out_reward=Money(0, "EUR")
        )
    session = LabSession.objects.create(
        study=study, starts_at=now, ends_at=now + timedelta(hours=1), seats=90, cancel_until=now, sign_up_closes_at=now
    )
    for n in range(N_OWED):
        who = {"channel_id": f"pid{n}"} if CHANNEL == "prolific" else {"email": f"p{n}@example.org"}
        person = Person.objects.create(channel=CHANNEL, status=Person.Status.ACTIVE, **who)
        place = SignUp.objects.create(session=session, person=person, state="present")
        Entitlement.objects.create(
            sign_up=place, kind="session", source="session_server", exit_reason="completed", amount=Money(n + 1, "EUR")
        )
    return study, maker, approver


def all_at_once(click: Callable[[], object]) -> dict[str, int]:
    start, outcomes = threading.Barrier(N_CLICKS), []

    def run() -> None:
        start.wait()
        try:
            click()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        except Exception as error:  # noqa: BLE001  # printed, and the test looks
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(N_CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def main() -> None:
    study, maker, approver = world()
    happened = {"make": all_at_once(lambda: batches.make_batch(study=study, way=WAY, currency="EUR", made_by=maker))}
    batch = PaymentBatch.objects.get()
    seen = batch.contents_hash
    happened["approve"] = all_at_once(lambda: batches.approve(batch=batch, approved_by=approver, seen=seen))
    if CHANNEL == "prolific":
        happened["pay"] = all_at_once(lambda: paying_by_calls.pay_by_calls(batch=batch, made_by=maker))
    else:
        files: set[bytes] = set()
        happened["export"] = all_at_once(lambda: files.add(exports.export(batch=batch, reader=maker).content))
        happened["files"] = {"different": len(files)}
        happened["pay"] = all_at_once(lambda: marking_paid.mark_paid(batch=batch))
    print(
        json.dumps(
            {
                **happened,
                "payments": Payment.objects.paid().count(),
                "entitlements paid": Entitlement.objects.paid().count(),
                "receipts": OutgoingMail.objects.filter(template="receipt").count(),
                "calls that pay": ChannelCall.objects.filter(key__startswith="bonus-pay:").count(),
            }
        )
    )


main()
