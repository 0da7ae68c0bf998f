"""The form made of the questions that staff have defined: what it accepts, and what it keeps out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from recruitment.models import ProfileField
from recruitment.people.profile_forms import AnswersForm, ProfileForm

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


@pytest.mark.django_db
def test_a_forged_post_changes_no_column_that_is_not_in_the_form():
    forged = {"status": "active", "iban": "x", "email": "x@example.org", "public_id": "x"}
    form = ProfileForm(NAMES | {"language": "en"} | forged)

    assert form.is_valid(), form.errors
    assert set(form.columns) == {"given_name", "family_name", "language"}


@pytest.mark.parametrize(("language", "label", "word"), [("en", "Gender", "female"), ("de", "Geschlecht", "weiblich")])
def test_questions_and_choices_are_asked_in_the_language_of_the_page(person, as_person, language, label, word):
    field = ProfileField.objects.create(
        key="gender",
        label="Gender",
        label_de="Geschlecht",
        kind="choice",
        choices=["female", "male"],
        choices_de=["weiblich", "männlich"],
    )
    rosa = person()
    client = as_person(rosa, headers={"Accept-Language": language})
    page = client.get("/my/data/").content.decode()
    client.post(
        "/my/data/", {"given_name": "Rosa", "family_name": "D", "language": language, "answer_gender": "female"}
    )

    assert f">{label}" in page
    assert f'<option value="female">{word}</option>' in page
    assert rosa.answers.get(field=field).value == "female"


def test_choices_without_german_words_are_shown_as_they_are():
    field = ProfileField(key="x", label="X", kind="choice", choices=["a", "b"], choices_de=["only one"])
    with translation.override("de"):
        assert field.choices_here == [("a", "a"), ("b", "b")]
