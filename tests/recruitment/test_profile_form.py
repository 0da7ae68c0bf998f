"""The form made of the questions that staff have defined: what it accepts, and what it keeps out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from recruitment.forms.iban import check_iban
from recruitment.forms.profile import AnswersForm, ProfileForm
from recruitment.models import ProfileField

NAMES = {"given_name": "Rosa", "family_name": "Demo"}


def ask(kind: str, **columns) -> ProfileField:
    return ProfileField.objects.create(key="q", label="Question", label_de="Frage", kind=kind, **columns)


def answered(value: str) -> AnswersForm:
    return AnswersForm(NAMES | {"answer_q": value})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("text", " two words ", "two words"),
        ("number", "1990", Decimal(1990)),
        ("date", "1990-12-31", date(1990, 12, 31)),
        ("choice", "economics", "economics"),
        ("yes_no", "yes", "yes"),
        ("text", "", ""),
        ("number", "", None),
    ],
)
def test_each_kind_of_question_takes_its_answers(kind, typed, answer):
    field = ask(kind, choices=["economics"])
    form = answered(typed)

    assert form.is_valid(), form.errors
    assert form.answers == {field: answer}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("text", "two\nlines"),
        ("text", "a\x00b"),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("date", "31.13.1990"),
        ("choice", "not among them"),
        ("yes_no", "perhaps"),
    ],
)
def test_what_is_no_answer_is_refused(kind, typed):
    ask(kind, choices=["economics"])

    assert "answer_q" in answered(typed).errors


@pytest.mark.django_db
def test_a_question_that_must_be_answered_must_be():
    ask("text", is_required=True)

    assert "answer_q" in answered("").errors


@pytest.mark.django_db
def test_questions_are_asked_in_the_readers_language():
    ask("text")
    with translation.override("de"):
        german = answered("").fields["answer_q"].label

    assert (german, answered("").fields["answer_q"].label) == ("Frage", "Question")


@pytest.mark.parametrize("iban", ["DE89 3704 0044 0532 0130 00", "gb29nwbk60161331926819"])
def test_real_account_numbers_pass(iban):
    check_iban(iban)


@pytest.mark.parametrize("iban", ["DE89370400440532013001", "DE98370400440532013000", "DE", "=1+1", "DE89" + "ä" * 18])
def test_mistyped_account_numbers_are_refused(iban):
    with pytest.raises(ValidationError):
        check_iban(iban)


@pytest.mark.django_db
def test_account_numbers_are_kept_without_blanks():
    form = ProfileForm(NAMES | {"language": "en", "iban": "de89 3704 0044 0532 0130 00"})

    assert form.is_valid(), form.errors
    assert form.columns["iban"] == "DE89370400440532013000"


@pytest.mark.django_db
def test_a_forged_post_changes_no_column_that_is_not_in_the_form():
    form = ProfileForm(NAMES | {"language": "en", "status": "active", "email": "x@example.org", "public_id": "x"})

    assert form.is_valid(), form.errors
    assert set(form.columns) == {"given_name", "family_name", "language", "iban", "paypal_address"}
