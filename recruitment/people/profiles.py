"""What people state about themselves, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from recruitment.models import Person, ProfileAnswer, ProfileField

Answer = str | Decimal | date | None
COLUMNS = ("given_name", "family_name", "language")


@transaction.atomic
def save_profile(*, person: Person, columns: Mapping[str, str], answers: Mapping[ProfileField, Answer]) -> None:
    """Change columns of the person and answers to questions; an empty answer is deleted."""
    if unknown := set(columns) - set(COLUMNS):
        raise ValueError(f"people may change {', '.join(COLUMNS)}, not {', '.join(sorted(unknown))}")
    for name, value in columns.items():
        setattr(person, name, value)
    person.save(update_fields=list(columns))
    for field, answer in answers.items():
        _save_answer(person, field, answer)


def _save_answer(person: Person, field: ProfileField, answer: Answer) -> None:
    kept = ProfileAnswer.objects.filter(person=person, field=field).first()
    if answer is None or answer == "":
        if kept is not None:
            kept.delete()
        return
    value, number = _as_kept(answer)
    if kept is None:
        ProfileAnswer.objects.create(person=person, field=field, value=value, number=number)
    elif kept.value != value:
        kept.value, kept.number = value, number
        kept.save()


def _as_kept(answer: str | Decimal | date) -> tuple[str, Decimal | None]:
    if isinstance(answer, Decimal):
        return f"{answer.normalize():f}", answer
    if isinstance(answer, date):
        return answer.isoformat(), Decimal(answer.toordinal())
    return answer, None
