"""Pasts for people of the tests: sessions they played, missed, and answers they gave."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from recruitment.models import LabSession, Person, ProfileAnswer, ProfileField, SignUp, Study


def past_session(study: Study, *, days_ago: int = 10, **columns) -> LabSession:
    starts_at = timezone.now() - timedelta(days=days_ago)
    return LabSession.objects.create(
        **{
            "study": study,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "sign_up_closes_at": starts_at,
            "cancel_until": starts_at,
            "seats": 4,
            "minimum": 1,
            "status": LabSession.Status.FINISHED,
            **columns,
        }
    )


def sat_in(person: Person, session: LabSession, state: str = "present") -> SignUp:
    return SignUp.objects.create(person=person, session=session, state=state)


def question(key: str, kind: str, choices: tuple[str, ...] = ()) -> ProfileField:
    return ProfileField.objects.create(key=key, label=key.title(), kind=kind, choices=list(choices))


def answered(person: Person, field: ProfileField, value: str, number: int | None = None) -> ProfileAnswer:
    return ProfileAnswer.objects.create(person=person, field=field, value=value, number=number)
