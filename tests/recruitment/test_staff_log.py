"""The log can be read: what was there before and after, narrowed by person, member of staff and day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from recruitment.models import Person, Study
from recruitment.personal_data import record_reading
from recruitment.services.staff_accounts import save_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(aud, logged_in):
    """Return ``log(person="…")``, the page as an auditor reads it."""
    client = logged_in(aud)
    return lambda **narrowed: client.get("/staff/log/", narrowed).content.decode()


def test_a_change_is_shown_with_old_and_new(log, study, alice, charlie):
    study.title, study.owner, study.status = "Another title", charlie, Study.Status.CLOSED
    study.save()

    page = log()
    assert "title: Capacity and trust, high cost → Another title" in page
    assert "owner: alice → charlie" in page
    assert "status: open → closed" in page


def test_times_are_shown_in_the_zone_of_the_laboratory(log, session):
    lab = session()
    noon = timezone.localtime(lab.starts_at).replace(hour=12, minute=0, second=0, microsecond=0)
    lab.sign_up_closes_at = noon - timedelta(days=1)
    lab.save()

    # Noon in Berlin is ten or eleven o'clock in UTC.
    assert re.search(r"sign up closes at: [^<]* → [^<]*, 12:00<", log())


def test_values_that_say_something_of_a_person_are_not_shown(log, person):
    rosa = person("rosa", language="de")
    rosa.family_name, rosa.language = "Canary", "en"
    rosa.save()

    page = log()
    assert "family name: (withheld) → (withheld)" in page
    assert "language: (withheld) → (withheld)" in page
    assert "Canary" not in page


def test_roles_are_shown_with_what_was_given_and_taken(log, charlie):
    save_account(user=charlie, role="assistant")

    page = log()
    assert "groups: + assistant" in page
    assert "groups: − experimenter" in page


def test_it_is_narrowed_to_a_person_and_what_belongs_to_the_person(log, owed):
    mine, other = owed("1.00"), owed("2.00")

    page = log(person=mine.sign_up.person.public_id)

    assert "amount: €1.00" in page
    assert f"{mine.sign_up.person.public_id}: " in page
    assert other.sign_up.person.public_id not in page
    assert "amount: €2.00" not in page


def test_it_is_narrowed_to_a_member_of_staff_and_to_a_day(log, ada, charlie, person):
    rosa, omar = person("rosa"), person("omar")
    record_reading(people=[rosa], reader=ada, purpose="today by ada")
    record_reading(people=[omar], reader=charlie, purpose="today by charlie")
    record_reading(people=[omar], reader=ada, purpose="yesterday by ada")
    yesterday = timezone.now() - timedelta(days=1)
    LogEntry.objects.filter(additional_data__purpose="yesterday by ada").update(timestamp=yesterday)

    def shown(**narrowed) -> set[str]:
        page = log(reading="on", **narrowed)
        return {words for words in ("today by ada", "today by charlie", "yesterday by ada") if words in page}

    assert shown(actor=ada.pk) == {"today by ada", "yesterday by ada"}
    assert shown(day=timezone.localdate(yesterday)) == {"yesterday by ada"}
    assert shown(actor=ada.pk, day=timezone.localdate()) == {"today by ada"}


def test_narrowing_stays_on_the_next_page(log, person, ada):
    rosa = person("rosa")
    record_reading(people=[rosa] * 150, reader=ada, purpose="often")

    assert f"?person={rosa.public_id}&amp;page=2" in log(person=rosa.public_id)


def test_an_entry_of_a_deleted_row_is_found_by_its_person(log, person):
    rosa = person("rosa")
    rosa.consents.get().delete()

    assert "version: 1" in log(person=rosa.public_id)
    assert Person.objects.filter(pk=rosa.pk).exists()
