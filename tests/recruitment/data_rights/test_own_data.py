"""Everything the office knows about a person, and nothing about others."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from djmoney.money import Money

from recruitment.data_rights.access_log import record_reading
from recruitment.data_rights.own_data import own_data
from recruitment.models import Entitlement, Payment, PaymentBatch, Person, ProfileAnswer, ProfileField
from recruitment.seats.sign_ups import sign_up
from recruitment.studies.labels import labels_of

pytestmark = pytest.mark.django_db


def as_text(person: Person) -> str:
    return json.dumps(own_data(person), cls=DjangoJSONEncoder)


def test_every_personal_column_is_in_it(person):
    values = {name: f"canary-{n}@example.org" for n, name in enumerate(Person.PERSONAL_FIELDS)}

    text = as_text(person("rosa", **values))

    assert [value for value in values.values() if value not in text] == []


def test_answers_consents_seats_payments_labels_mails_and_readings_are_in_it(session, invited, study, ada):
    rosa, lab = invited("rosa"), session()
    field = ProfileField.objects.create(key="pet", label="Pet", kind="text")
    ProfileAnswer.objects.create(person=rosa, field=field, value="cat")
    place = sign_up(person=rosa, session=lab)
    owed = Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money("12.34", "EUR"), exit_reason="completed"
    )
    batch = PaymentBatch.objects.create(way="sepa", study=study, created_by=ada)
    paid_at = timezone.now()
    Payment.objects.create(entitlement=owed, batch=batch, paid_at=paid_at)
    record_reading(people=[rosa], reader=ada, purpose="list at the door")

    data = own_data(rosa)
    [seat] = data["sign_ups"]
    assert data["answers"] == {"pet": "cat"}
    assert [consent["version"] for consent in data["consents"]] == ["1"]
    assert (seat["study"], seat["starts_at"], seat["state"]) == ("Decisions in pairs", lab.starts_at, "signed_up")
    assert (seat["amounts"][0]["amount"], seat["amounts"][0]["paid_at"]) == ("12.34", paid_at)
    assert [invitation["study__public_title"] for invitation in data["invitations"]] == ["Decisions in pairs"]
    assert [mail["template"] for mail in data["mails"]] == ["signed_up"]
    assert [reading["purpose"] for reading in data["readings"]] == ["list at the door"]


def test_the_label_under_which_the_data_know_the_person_is_in_it(invited, study):
    rosa = invited()

    assert labels_of(study=study, people=[rosa])[rosa.pk] in as_text(rosa)


def test_nothing_of_others_nor_of_the_study_behind_its_public_name_is_in_it(session, invited, study):
    lab, rosa = session(), invited("rosa")
    omar = invited("omar", family_name="Canary")
    for each in (rosa, omar):
        sign_up(person=each, session=lab)
    other_label = labels_of(study=study, people=[omar])[omar.pk]

    text = as_text(rosa)
    assert [word for word in ("omar", "Canary", other_label, study.title, omar.public_id) if word in text] == []
