"""Each change and each reading of personal data is logged, without the data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from recruitment.data_rights import retention
from recruitment.data_rights.access_log import WITHHELD, record_reading
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.mail.outgoing import mark_bounced
from recruitment.models import Person, ProfileAnswer, ProfileField
from recruitment.people import address_change
from recruitment.seats.planning import save_session
from recruitment.staff.accounts import begin_anew, save_account
from recruitment.staff.roles import AUDITOR

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


def changes_of(row) -> list[dict]:
    return [entry.changes for entry in LogEntry.objects.get_for_object(row) if entry.action == LogEntry.Action.UPDATE]


def test_a_change_of_role_is_logged(ada):
    LogEntry.objects.all().delete()
    save_account(user=ada, role=AUDITOR)

    logged = [change["groups"] for change in changes_of(ada)]
    assert {(each["operation"], *each["objects"]) for each in logged} == {
        ("delete", "administrator"),
        ("add", "auditor"),
    }


def test_who_runs_a_session_is_logged(session, charlie):
    lab = session()
    save_session(session=lab, run_by=[charlie])

    assert changes_of(lab) == [{"run_by": {"type": "m2m", "operation": "add", "objects": ["charlie"]}}]


def test_studies_that_are_kept_apart_are_logged(offer, study):
    offer.excluded_studies.set([study])

    assert [change["excluded_studies"]["objects"] for change in changes_of(offer)] == [[str(study)]]


def test_a_password_and_a_second_factor_that_are_forgotten_are_logged(ada):
    device = TOTPDevice.objects.create(user=ada, name="default")
    key = device.pk
    begin_anew(user=ada)

    purposes = [(entry.additional_data or {}).get("purpose") for entry in LogEntry.objects.get_for_object(ada)]
    assert "password and second factor forgotten" in purposes
    gone = LogEntry.objects.get(action=LogEntry.Action.DELETE, object_id=key)
    assert set(gone.changes) == {"name", "confirmed"}


def test_the_end_of_a_consent_is_logged(person):
    rosa = person()
    withdraw_pool_consent(person=rosa)

    assert [set(change) for change in changes_of(rosa.consents.get())] == [{"withdrawn_at"}]


def test_a_dead_address_is_logged(person):
    rosa = person()
    mark_bounced(person_id=rosa.pk)
    mark_bounced(person_id=rosa.pk)

    assert [set(change) for change in changes_of(rosa)] == [{"bounced_at"}]


@pytest.mark.parametrize("way", ["by the person", "by the clock"])
def test_giving_up_a_new_address_is_logged(person, way):
    rosa = person("rosa", new_email="new@example.org", new_email_asked_at=timezone.now() - timedelta(days=9))
    if way == "by the person":
        address_change.cancel(person=rosa)
    else:
        retention.forget_unconfirmed_addresses()

    assert [change["new_email"] for change in changes_of(rosa)] == [[WITHHELD, ""]]
