"""The pool leaves as a file, and comes back from it into an empty office."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from recruitment.data_rights.erasure import erase
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import Person, PoolConsent, PoolFile, ProfileAnswer
from recruitment.pool_files.exporting import export_pool
from recruitment.pool_files.file_text import decoded
from recruitment.pool_files.importing import OldConsent, guessed_target, import_people
from recruitment.pool_files.people_table import read_table
from recruitment.refused import Refused
from tests.recruitment.history import answered, question

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture
def pool(person) -> None:
    """Everybody there can be: active, paused, gone, never confirmed, erased, of a channel."""
    rosa = person("rosa", language="de", given_name=FORMULA, family_name="O'Neill, the “second”")
    answered(rosa, question("pet", "text"), "-1 cat")
    answered(rosa, question("begin_of_studies", "number"), "-5", -5)
    person("lin", status=Person.Status.PAUSED)
    withdraw_pool_consent(person=person("omar"))
    person("uma", status=Person.Status.INVITED, email_confirmed_at=None)
    erase(person=person("gone"))
    person("pid", email=None, channel="prolific", channel_id="pid1")


def standing() -> list[tuple]:
    """Return all that an export carries."""
    rows = Person.objects.exclude(email=None).order_by("email")
    columns = ("email", "given_name", "family_name", "language", "status", "email_confirmed_at")
    consents = PoolConsent.objects.filter(withdrawn_at=None, person__in=rows)
    answers = ProfileAnswer.objects.filter(person__in=rows)
    return [
        *rows.values_list(*columns),
        *consents.order_by("person__email").values_list("person__email", "version", "text_hash", "given_at"),
        *answers.order_by("field__key").values_list("person__email", "field__key", "value", "number"),
    ]


def brought(content: bytes, ada, *, consent: OldConsent | None = None):
    file = PoolFile.objects.create(name="pool.csv", text=decoded(content), created_by=ada)
    targets = {n: guessed_target(header) for n, header in enumerate(read_table(file.text).headers)}
    return import_people(file=file, targets=targets, consent=consent, by=ada, dry_run=False)


def test_what_is_exported_comes_back_into_an_empty_office(pool, ada):
    before, invited = standing(), set(Person.objects.may_be_invited().exclude(email=None).values_list("email"))
    content = export_pool(by=ada)
    for model in (ProfileAnswer, PoolConsent, Person):
        model.objects.all().delete()

    outcome = brought(content, ada)

    assert (outcome.n_new, outcome.errors) == (4, [])
    assert standing() == before
    assert set(Person.objects.may_be_invited().values_list("email")) == invited == {("rosa@example.org",)}


def test_no_cell_is_a_formula(pool, ada):
    rows = list(csv.reader(StringIO(export_pool(by=ada).decode())))

    assert f"'{FORMULA}" in rows[1]
    assert not any(cell.startswith(("=", "-", "+", "@")) for row in rows for cell in row)


def test_everybody_in_the_file_is_logged_as_read(pool, ada, logged_in):
    answer = logged_in(ada).post("/staff/pool/export/")

    assert answer["Content-Disposition"].startswith("attachment")
    read = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, additional_data__purpose="export of the pool")
    exported = Person.objects.exclude(email=None)
    assert {(each.actor, each.object_id) for each in read} == {(ada, each.pk) for each in exported}


def test_a_consent_of_all_does_not_bring_back_who_has_withdrawn(pool, ada):
    content = export_pool(by=ada)

    with pytest.raises(Refused, match="says what each person"):
        brought(content, ada, consent=OldConsent("1", "I agree.", timezone.localdate()))


@pytest.mark.parametrize(
    ("header", "cell", "problem"),
    [
        ("office_state", "erased", "not a state"),
        ("office_consent_version", "2", "needs version"),
        ("office_email_confirmed_at", "2026-02-30T10:00:00+00:00", "not a moment"),
        ("office_email_confirmed_at", "2020-01-01T10:00:00", "not a moment"),
        ("office_email_confirmed_at", "2990-01-01T10:00:00+00:00", "not a moment"),
    ],
)
def test_what_no_office_has_written_is_a_mistake_of_its_row(ada, header, cell, problem):
    [error] = brought(f"email,{header}\na@example.org,{cell}\n".encode(), ada).errors

    assert (error.row, error.column) == (2, header)
    assert problem in error.message
