"""Every table that says something of a person is in the person's own data, and is thought of when the person is erased.

Whoever adds a table that leads to a person adds it here, and says what becomes of it.
"""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from djmoney.money import Money

from recruitment.data_rights.erasure import erase
from recruitment.data_rights.own_data import own_data
from recruitment.models import (
    Entitlement,
    HeardOutcome,
    OnlineVisit,
    Payment,
    PaymentBatch,
    Person,
    ProfileAnswer,
    ProfileField,
    ServerRun,
    ServerSeat,
    SessionServer,
    SignUp,
)
from recruitment.seats.sign_ups import sign_up
from recruitment.studies.labels import labels_of

pytestmark = pytest.mark.django_db

# Rows of a person, and what an erasure does with them.
EXPORTED = {
    "PoolConsent.person": "stays: that somebody agreed and took it back, without saying who",
    "ProfileAnswer.person": "deleted",
    "Invitation.person": "stays: which study a row without a person was invited to",
    "StudyLabel.person": "deleted",
    "OutgoingMail.person": "emptied: what was to be said, not that something was sent",
    "SignUp.person": "emptied: the code at the session server and the channel's submission; who came is counted on",
    "Entitlement.sign_up": "stays: the books",
    "Payment.entitlement": "stays: the books",
    "ServerSeat.sign_up": "emptied: label and code",
    "HeardOutcome.sign_up": "stays: the books",
    "OnlineVisit.sign_up": "deleted",
}
NOT_EXPORTED = {
    "KeptForAccounts.payment": "there is none before the person is erased",
    "Invitation.mail": "the invitation is exported as itself",
}
CANARIES = ("canary", "Zwitscher", "peep", "kq3x9fzz", "DE00CANARY")


def leading_to(model: type[models.Model]) -> set[str]:
    """Return all columns that lead to the model, and to the rows that lead to it, as Model.column."""
    found = set()
    for relation in model._meta.related_objects:
        name = f"{relation.related_model.__name__}.{relation.field.name}"
        if name not in found:
            found |= {name} | leading_to(relation.related_model)
    return found


@pytest.fixture
def canary(invited, study, session) -> Person:
    """A person with a row in every table."""
    someone = invited("canary", given_name="Zwitscher", family_name="Canary", iban="DE00CANARY")
    field = ProfileField.objects.create(key="pet", label="Pet", kind="text")
    ProfileAnswer.objects.create(person=someone, field=field, value="peep")
    place = sign_up(person=someone, session=session())
    SignUp.objects.filter(pk=place.pk).update(state="present", participant_code="kq3x9fzz")
    server = SessionServer.objects.create(name="tests", url="http://nowhere")
    run = ServerRun.objects.create(session=place.session, server=server, people_per_block=1)
    label = labels_of(study=study, people=[someone])[someone.pk]
    ServerSeat.objects.create(run=run, sign_up=place, number=17, label=label, participant_code="kq3x9fzz")
    OnlineVisit.objects.create(sign_up=place)
    HeardOutcome.objects.create(
        sign_up=place, exit_reason="completed", show_up_fee=Money("3.21", "EUR"), total=Money("12.34", "EUR")
    )
    owed = Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money("12.34", "EUR"), exit_reason="completed"
    )
    batch = PaymentBatch.objects.create(way="sepa", study=study, created_by=study.owner)
    Payment.objects.create(entitlement=owed, batch=batch, paid_at=timezone.now(), reference="reference-1")
    return someone


def rows_of(person: Person) -> dict[str, models.Model]:
    """Return one row of the person for each exported table."""
    place = person.sign_ups.get()
    owed = place.entitlements.get()
    return {
        "PoolConsent.person": person.consents.get(),
        "ProfileAnswer.person": person.answers.get(),
        "Invitation.person": person.invitations.get(),
        "StudyLabel.person": person.labels.get(),
        "OutgoingMail.person": person.mails.first(),
        "SignUp.person": place,
        "Entitlement.sign_up": owed,
        "Payment.entitlement": owed.payments.get(),
        "ServerSeat.sign_up": place.server_seat,
        "HeardOutcome.sign_up": place.heard_outcome,
        "OnlineVisit.sign_up": place.online_visit,
    }


def test_every_table_that_leads_to_a_person_is_thought_of():
    assert leading_to(Person) == EXPORTED.keys() | NOT_EXPORTED.keys()


def test_a_new_table_would_be_seen():
    class Forgotten(models.Model):
        place = models.ForeignKey(SignUp, on_delete=models.CASCADE)

        class Meta:
            app_label = "recruitment"

    try:
        assert leading_to(Person) - EXPORTED.keys() - NOT_EXPORTED.keys() == {"Forgotten.place"}
    finally:
        del apps.all_models["recruitment"]["forgotten"]
        apps.clear_cache()


def test_every_exported_table_is_in_the_persons_own_data(canary):
    rows = rows_of(canary)
    data = own_data(canary)
    text = json.dumps(data, cls=DjangoJSONEncoder)
    [place] = data["sign_ups"]
    [amount] = place["amounts"]

    assert rows.keys() == EXPORTED.keys()
    assert data["consents"][0]["given_at"] == rows["PoolConsent.person"].given_at
    assert data["answers"] == {"pet": "peep"}
    assert data["invitations"][0]["queued_at"] == rows["Invitation.person"].queued_at
    assert data["labels"][0]["label"] == rows["StudyLabel.person"].label
    assert data["mails"][0]["queued_at"] == rows["OutgoingMail.person"].queued_at
    assert place["created_at"] == rows["SignUp.person"].created_at
    assert amount["created_at"] == rows["Entitlement.sign_up"].created_at
    assert amount["payments"][0]["reference"] == "reference-1"
    assert place["seat"]["number"] == 17
    assert place["heard"]["show_up_fee"] == "3.21"
    assert place["waited"]["came_at"] == rows["OnlineVisit.sign_up"].came_at
    assert [word for word in CANARIES if word not in text] == []


def test_every_column_of_the_person_is_in_it(canary):
    told = own_data(canary)["person"].keys()

    assert {field.name for field in Person._meta.concrete_fields} - told == {"id", "user"}


def test_changes_are_told_by_their_columns(canary):
    canary.given_name = "Another"
    canary.save()

    assert own_data(canary)["changes"][0]["columns"] == ["given_name"]


def test_erasing_does_with_each_table_what_is_said_here(canary):
    before = rows_of(canary)
    erase(person=canary)

    for name, becomes in EXPORTED.items():
        row = before[name]
        left = type(row).objects.filter(pk=row.pk).values().first()
        assert (left is None) == (becomes == "deleted"), name
        assert [word for word in CANARIES if word.lower() in str(left).lower()] == [], name
