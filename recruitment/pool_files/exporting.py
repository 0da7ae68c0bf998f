"""The pool as a table, to look at in a spreadsheet or to bring into another office."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from recruitment.data_rights.access_log import record_reading
from recruitment.models import Person, ProfileField, User
from recruitment.pool_files import pool_status_columns
from recruitment.spreadsheets import table

COLUMNS = ("email", "given_name", "family_name", "language")
PEOPLE_AT_A_TIME = 1_000


@transaction.atomic
def export_pool(*, by: User) -> bytes:
    """Return a CSV file of everybody with an e-mail address; the import of any office understands it."""
    people = Person.objects.exclude(status=Person.Status.ERASED).exclude(email=None).order_by("pk")
    content = table(_rows(people))
    record_reading(people=people, reader=by, purpose="export of the pool")
    return content


def _rows(people: QuerySet[Person]) -> Iterator[list[str]]:
    keys = list(ProfileField.objects.values_list("key", flat=True))
    yield [*COLUMNS, *pool_status_columns.LABELS, *keys]
    with_all = people.prefetch_related("consents", "answers__field")
    for person in with_all.iterator(chunk_size=PEOPLE_AT_A_TIME):
        answers = {answer.field.key: answer.value for answer in person.answers.all()}
        standing = pool_status_columns.written(person, person.consents.all())
        yield [
            *(getattr(person, name) for name in COLUMNS),
            *standing.values(),
            *(answers.get(key, "") for key in keys),
        ]
