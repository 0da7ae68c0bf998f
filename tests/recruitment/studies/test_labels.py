"""Labels: random, the same each time within a study, another in the next."""

from __future__ import annotations

import pytest

from recruitment.models import Study, StudyLabel
from recruitment.studies.labels import LENGTH, LETTERS, SIGNS, labels_of

pytestmark = pytest.mark.django_db


def test_a_person_keeps_the_label_within_a_study_and_has_another_in_the_next(study, person):
    rosa = person()
    other = Study.objects.create(title="other", public_title="other", owner=study.owner)

    label = labels_of(study=study, people=[rosa])

    assert labels_of(study=study, people=[rosa]) == label
    assert labels_of(study=other, people=[rosa]) != label


def test_labels_say_nothing_and_are_safe_in_a_spreadsheet(study, person):
    people = [person(f"p{n}") for n in range(30)]

    labels = labels_of(study=study, people=people)

    assert labels.keys() == {each.pk for each in people}
    assert len(set(labels.values())) == 30
    assert all(len(label) == LENGTH and label[0] in LETTERS and set(label) <= set(SIGNS) for label in labels.values())


def test_labels_drawn_by_another_process_at_the_same_moment_are_taken_over(study, person, monkeypatch):
    rosa = person()

    def draw() -> str:
        # Between looking and writing somebody else is faster.
        StudyLabel.objects.get_or_create(study=study, person=rosa, defaults={"label": "faster"})
        return "slower"

    monkeypatch.setattr("recruitment.studies.labels._draw", draw)

    assert labels_of(study=study, people=[rosa]) == {rosa.pk: "faster"}
