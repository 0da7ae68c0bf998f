"""What staff and the world do while somebody takes part, one step for each word on the command line."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from djmoney.money import Money  # noqa: E402

from recruitment.models import (  # noqa: E402
    Entitlement,
    Invitation,
    LabSession,
    Payment,
    PaymentBatch,
    Person,
    PoolConsent,
    PoolConsentText,
    ProfileField,
    Room,
    SignUp,
    Study,
    User,
)
from recruitment.seats.sign_ups import cancel, sign_up  # noqa: E402

TITLES = ("Decisions in pairs", "Markets in groups of eight with a rather long public title")


def prepare() -> None:
    """Publish what people agree to and ask, and open two studies; the one seat of the second is Omar's."""
    now = timezone.now()
    for language, text in (("en", "We keep your name.\n\n" * 12), ("de", "Wir speichern Ihren Namen.\n\n" * 12)):
        PoolConsentText.objects.create(version="2026-1", language=language, text=text, published_at=now)
    kinds = ProfileField.Kind
    for key, label, label_de, kind, choices in (
        ("year_of_birth", "Year of birth", "Geburtsjahr", kinds.NUMBER, []),
        ("subject", "Field of study", "Studienfach", kinds.CHOICE, ["economics", "engineering"]),
        ("arrived_on", "First day of your studies", "Erster Tag Ihres Studiums", kinds.DATE, []),
        ("speaks_german", "I speak German fluently", "Ich spreche fließend Deutsch", kinds.YES_NO, []),
    ):
        ProfileField.objects.create(key=key, label=label, label_de=label_de, kind=kind, choices=choices)
    owner = User.objects.create(username="owner")
    room = Room.objects.create(name="Laboratory 1", seats=24, address="1 Example Street\nTown")
    for n, (title, seats) in enumerate(zip(TITLES, (12, 1), strict=True)):
        study = Study.objects.create(
            title=f"secret {n}", public_title=title, public_description="You decide about a forecast. 90 minutes.",
            consent_text="You agree that your decisions are analysed.", owner=owner, status=Study.Status.OPEN,
            ethics_number="1", ethics_expires_on=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
        starts_at = now + timedelta(days=7 + n)
        LabSession.objects.create(
            study=study, room=room, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), seats=seats,
            minimum=1, cancel_until=starts_at - timedelta(hours=24), sign_up_closes_at=starts_at - timedelta(hours=2),
            status=LabSession.Status.OPEN,
        )  # fmt: skip
    omar = Person.objects.create(email="omar@example.org", status=Person.Status.ACTIVE, email_confirmed_at=now)
    PoolConsent.objects.create(person=omar, version="2026-1", text_hash="0" * 64, given_at=now)
    Invitation.objects.create(study=study, person=omar)
    sign_up(person=omar, session=session(1))
    # Omar's mail, to the console.
    call_command("office_worker", "--once")


def session(n: int) -> LabSession:
    return LabSession.objects.get(study__public_title=TITLES[n])


def rosa() -> Person:
    return Person.objects.get(email="rosa@example.org")


def invite() -> None:
    for study in Study.objects.all():
        Invitation.objects.create(study=study, person=rosa())


def omar_cancels() -> None:
    cancel(person=Person.objects.get(email="omar@example.org"), session=session(1))


def days_pass() -> None:
    """Bring the first session so near that reminders leave."""
    SignUp.objects.update(moved_at=timezone.now() - timedelta(days=7))
    starts_at = timezone.now() + timedelta(hours=40)
    LabSession.objects.filter(pk=session(0).pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), cancel_until=starts_at - timedelta(hours=24),
        sign_up_closes_at=starts_at - timedelta(hours=2),
    )  # fmt: skip


def send_reminders() -> None:
    call_command("send_reminders")


def all_is_over() -> None:
    """Let Rosa come to the first session and be paid, and miss the second."""
    now = timezone.now()
    LabSession.objects.update(
        starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2), cancel_until=now - timedelta(days=4),
        sign_up_closes_at=now - timedelta(days=4), status=LabSession.Status.FINISHED,
    )  # fmt: skip
    place = SignUp.objects.get(person=rosa(), session=session(0))
    SignUp.objects.filter(pk=place.pk).update(state=SignUp.State.PRESENT)
    SignUp.objects.filter(person=rosa(), session=session(1)).update(state=SignUp.State.NO_SHOW)
    owed = Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money("23.40", "EUR"), exit_reason="completed"
    )
    batch = PaymentBatch.objects.create(way="sepa", study=place.session.study, created_by=place.session.study.owner)
    Payment.objects.create(entitlement=owed, batch=batch, paid_at=now)


for step in sys.argv[1:]:
    {each.__name__: each for each in (prepare, invite, omar_cancels, days_pass, send_reminders, all_is_over)}[step]()
print(json.dumps(list(Person.objects.order_by("pk").values_list("status", flat=True))))
