"""The log can be read: what was there before and after, narrowed by person, member of staff and day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.utils import timezone

from recruitment.data_rights import log_labels as words
from recruitment.data_rights.access_log import record_reading
from recruitment.models import Person, Study
from recruitment.staff.accounts import save_account

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


@pytest.mark.slow
def test_rows_of_other_tables_are_no_columns(whole_office, as_visitor):
    office = whole_office()
    auditor = as_visitor(office, "aud")
    pages = [auditor.get("/staff/log/", {"page": page}).content.decode() for page in range(1, 5)]

    assert re.findall(r"[^<>]*recruitment\.\w+\.None", "".join(pages)) == []


def test_names_of_other_tables_that_an_earlier_version_wrote_down_are_left_out(log, study):
    entry = LogEntry.objects.get_for_object(study).get()
    entry.changes |= {"sessions": ["None", "recruitment.LabSession.None"]}
    entry.save()

    assert "LabSession" not in log()
    assert "title: " in log()


def test_columns_stand_in_the_order_of_their_table(log, study):
    entry = LogEntry.objects.get_for_object(study).get()
    entry.changes = dict(sorted(entry.changes.items(), reverse=True))
    entry.save()

    names = re.findall(r"(title|ethics number|owner|status): ", log())

    assert names[:5] == ["title", "title", "ethics number", "owner", "status"]


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


def test_it_is_read_in_the_language_of_the_page(aud, ada, person, study, logged_in):
    study.title = "Another title"
    study.save()
    record_reading(people=[person("rosa")], reader=ada, purpose="import of old.csv")
    record_reading(people=[person("omar")], reader=ada, purpose="a purpose of an earlier version")

    page = logged_in(aud).get("/staff/log/", headers={"accept-language": "de"}).content.decode()

    rows = [re.findall(r"<td>([^<]*)", row) for row in re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)]
    assert {row[2] for row in rows} <= {"angelegt", "geändert", "gelesen", "gelöscht"}
    assert {row[3].split()[0] for row in rows} >= {"Person", "Studie", "Einwilligung"}
    assert {row[4] for row in rows} >= {"Import von old.csv", "a purpose of an earlier version"}


def test_every_kind_of_row_in_the_log_has_a_name():
    assert {model._meta.model_name for model in auditlog.get_models()} <= words.KINDS.keys()
