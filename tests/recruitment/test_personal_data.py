"""Each change and each reading of personal data is logged, without the data."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry

from recruitment.models import Person, ProfileAnswer, ProfileField
from recruitment.personal_data import WITHHELD, record_reading

pytestmark = pytest.mark.django_db


def test_a_change_is_logged_without_its_values(person):
    rosa = person()
    rosa.family_name = "Canary"
    rosa.save()

    entry = LogEntry.objects.get_for_object(rosa).first()
    assert entry.changes == {"family_name": [WITHHELD, WITHHELD]}
    assert entry.object_repr == rosa.public_id


def test_an_answer_is_logged_without_its_value(person):
    field = ProfileField.objects.create(key="pet", label="Pet", kind="text")
    answer = ProfileAnswer.objects.create(person=person(), field=field, value="peep")

    entry = LogEntry.objects.get_for_object(answer).get()
    assert entry.changes["value"] == ["", WITHHELD]
    assert "peep" not in str(entry.__dict__)


def test_reading_is_logged_with_reader_and_purpose(person, ada):
    people = [person("rosa"), person("omar")]

    record_reading(people=people, reader=ada, purpose="list of people")

    entries = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).order_by("object_id")
    assert [entry.object_id for entry in entries] == [each.pk for each in people]
    assert {(entry.actor, entry.additional_data["purpose"]) for entry in entries} == {(ada, "list of people")}


def test_every_personal_column_is_withheld_from_the_log(person):
    values = {name: f"canary-{n}@example.org" for n, name in enumerate(Person.PERSONAL_FIELDS)}
    someone = person("rosa", **values)

    assert "canary" not in str([entry.changes for entry in LogEntry.objects.get_for_object(someone)])
