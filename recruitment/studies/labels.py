"""Pseudonyms: the session server and the data know people by these, a different one in each study."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction

from recruitment.models import Person, Study, StudyLabel

# No vowels, so no words; nothing that is mistaken for something else on paper. Never a formula, never a number.
LETTERS = "bcdfghjkmnpqrstvwxz"
SIGNS = LETTERS + "23456789"
# 19 * 27^9 labels: among a million of them, guessing one takes about 144 million tries.
LENGTH = 10


@transaction.atomic
def labels_of(*, study: Study, people: Iterable[Person]) -> dict[int, str]:
    """Return the labels of these people in the study, by the person's primary key; drawn at the first call."""
    wanted = {person.pk for person in people}
    known = _known(study, wanted)
    # Who draws at the same moment as another process gets what that one has drawn.
    StudyLabel.objects.bulk_create(
        [StudyLabel(study=study, person_id=pk, label=_draw()) for pk in sorted(wanted - known.keys())],
        ignore_conflicts=True,
    )
    known = _known(study, wanted)
    if missing := wanted - known.keys():
        # A drawn label that somebody else has already; it happens once in millions of years.
        raise RuntimeError(f"no label could be drawn for {len(missing)} people")
    return known


def free_labels(n_labels: int) -> list[str]:
    """Return labels for people who have not come yet."""
    drawn = {_draw() for _ in range(n_labels)}
    if len(drawn) < n_labels or StudyLabel.objects.filter(label__in=drawn).exists():
        raise RuntimeError("a label was drawn twice")  # once in millions of years
    return sorted(drawn)


def take_label(*, study: Study, person: Person, label: str) -> None:
    """Know the person by this label in the study, from the seat that was free."""
    StudyLabel.objects.update_or_create(study=study, person=person, defaults={"label": label})


def _known(study: Study, person_ids: set[int]) -> dict[int, str]:
    rows = StudyLabel.objects.filter(study=study, person_id__in=person_ids)
    return dict(rows.values_list("person_id", "label"))


def _draw() -> str:
    return secrets.choice(LETTERS) + "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
