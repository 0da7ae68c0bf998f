"""What people tell about themselves, as it is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry

from recruitment.models import ProfileAnswer, ProfileField
from recruitment.people.profiles import save_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> ProfileField:
    return ProfileField.objects.create(key="q", label="Q", kind="text")


@pytest.mark.parametrize(
    ("answer", "value", "number"),
    [
        ("economics", "economics", None),
        (Decimal(1990), "1990", Decimal(1990)),
        (Decimal("1E+3"), "1000", Decimal(1000)),
        (Decimal("2.50"), "2.5", Decimal("2.5")),
        # Days since 0001-01-01, which is day 1.
        (date(1, 1, 3), "0001-01-03", Decimal(3)),
    ],
    ids=["text", "number", "large number", "fraction", "date"],
)
def test_answers_are_kept_so_that_they_can_be_compared(person, question, answer, value, number):
    save_profile(person=person(), columns={}, answers={question: answer})

    kept = ProfileAnswer.objects.get()
    assert (kept.value, kept.number) == (value, number)


def test_a_new_answer_takes_the_place_of_the_old_one(person, question):
    rosa = person()
    for answer in ("cat", "dog"):
        save_profile(person=rosa, columns={}, answers={question: answer})

    assert ProfileAnswer.objects.get().value == "dog"


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_answer_is_no_answer(person, question, nothing):
    rosa = person()
    save_profile(person=rosa, columns={}, answers={question: "cat"})
    save_profile(person=rosa, columns={}, answers={question: nothing})

    assert not ProfileAnswer.objects.exists()


def test_saving_the_same_again_is_no_change_in_the_log(person, question):
    rosa = person()
    save_profile(person=rosa, columns={}, answers={question: "cat"})
    n_before = LogEntry.objects.count()
    save_profile(person=rosa, columns={"given_name": rosa.given_name}, answers={question: "cat"})

    assert LogEntry.objects.count() == n_before


@pytest.mark.parametrize("column", ["status", "email", "public_id", "user_id"])
def test_people_change_no_column_that_is_not_theirs_to_change(person, column):
    with pytest.raises(ValueError, match=column):
        save_profile(person=person(), columns={column: "x"}, answers={})
