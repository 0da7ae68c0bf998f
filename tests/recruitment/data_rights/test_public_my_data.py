"""A person's own data: see, correct, download."""

from __future__ import annotations

import json

import pytest
from auditlog.models import LogEntry

from recruitment.models import ProfileAnswer, ProfileField

pytestmark = pytest.mark.django_db

FILLED_IN = {"given_name": "Rosalind", "family_name": "Demo", "language": "de"}


def test_the_form_begins_with_what_is_known(person, as_person):
    rosa = person()
    field = ProfileField.objects.create(key="born", label="Born", kind="date")
    ProfileAnswer.objects.create(person=rosa, field=field, value="1990-12-31")

    page = as_person(rosa).get("/my/data/").content.decode()

    assert 'value="Rosa"' in page
    assert 'value="1990-12-31"' in page
    assert "rosa@example.org" in page


def test_what_is_corrected_is_kept(person, as_person):
    rosa = person()
    client = as_person(rosa)

    response = client.post("/my/data/", FILLED_IN, follow=True)

    rosa.refresh_from_db()
    assert (rosa.given_name, rosa.language) == ("Rosalind", "de")
    assert "Gespeichert." in response.content.decode()
    assert '<html lang="de">' in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name", ""), ("given_name", "two\nlines"), ("language", "xx")],
)
def test_what_cannot_be_right_is_not_kept(person, as_person, field, value):
    rosa = person()

    response = as_person(rosa).post("/my/data/", FILLED_IN | {field: value})

    rosa.refresh_from_db()
    assert field in response.context["form"].errors
    assert rosa.given_name == "Rosa"


def test_a_forged_post_changes_neither_others_nor_hidden_columns(person, as_person):
    rosa, omar = person("rosa"), person("omar")

    as_person(rosa).post(
        "/my/data/",
        FILLED_IN | {"id": omar.pk, "person": omar.pk, "status": "withdrawn", "email": "x@example.org", "user": "1"},
    )

    rosa.refresh_from_db()
    omar.refresh_from_db()
    assert (rosa.status, rosa.email, omar.given_name) == ("active", "rosa@example.org", "Omar")


def test_the_download_is_a_file_of_ones_own_data(person, as_person):
    person("omar")

    response = as_person(person("rosa")).get("/my/data.json", {"person": "omar"})

    data = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert data["person"]["email"] == "rosa@example.org"
    assert b"omar" not in response.content


@pytest.mark.parametrize("address", ["/my/data/", "/my/data.json"])
def test_each_reading_is_logged(person, as_person, address):
    rosa = person()
    as_person(rosa).get(address)

    entry = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).get()
    assert (entry.object_id, entry.actor.username) == (rosa.pk, rosa.public_id)
    assert "own data" in entry.additional_data["purpose"]


def test_it_says_what_was_agreed_to_and_when(person, as_person):
    page = as_person(person()).get("/my/data/").content.decode()

    assert "You agreed to version 1 on" in page
