"""Rooms, session servers and questions, kept by administrators."""

from __future__ import annotations

import pytest

from recruitment.laboratory import server_client
from recruitment.models import ProfileField, Room, SessionServer
from tests.recruitment.history import question

pytestmark = pytest.mark.django_db

SERVER = {"name": "One", "url": "https://lab.example.org", "key_variable": "OTREE_REST_KEY_ONE"}
QUESTION = {"key": "gender", "label": "Gender", "kind": "choice", "position": 0}


def test_a_room_is_made_and_changed(ada, logged_in):
    client = logged_in(ada)
    client.post("/staff/laboratory/rooms/new/", {"name": "Laboratory 2", "seats": 12})
    room = Room.objects.get()
    client.post(f"/staff/laboratory/rooms/{room.pk}/", {"name": "Laboratory 2", "seats": 20})

    room.refresh_from_db()
    assert (room.name, room.seats) == ("Laboratory 2", 20)


def test_a_room_that_no_server_has_is_said(ada, logged_in, monkeypatch):
    SessionServer.objects.create(name="srv", url="http://localhost:1")
    SessionServer.objects.create(name="other", url="http://localhost:2")
    monkeypatch.setattr(server_client, "rooms", lambda server: ["lab"] if server.name == "srv" else ["hall"])
    client = logged_in(ada)

    def saved(name: str) -> str:
        columns = {"name": name, "seats": 12, "otree_room": name}
        return client.post("/staff/laboratory/rooms/new/", columns, follow=True).content.decode()

    assert "srv has no room “labb”" in saved("labb")
    assert "has no room" not in saved("hall")
    assert set(Room.objects.values_list("name", flat=True)) == {"labb", "hall"}


@pytest.mark.parametrize(
    ("address", "heading"),
    [("rooms/new/", "New room"), ("consents/new/", "New text"), ("accounts/new/", "New account")],
)
def test_a_form_says_what_it_makes(ada, logged_in, address, heading):
    assert f"<h1>{heading}</h1>" in logged_in(ada).get(f"/staff/laboratory/{address}").content.decode()


def test_a_session_server_is_made_without_its_key(ada, logged_in):
    client = logged_in(ada)
    client.post("/staff/laboratory/servers/new/", SERVER)

    assert SessionServer.objects.get().key_variable == "OTREE_REST_KEY_ONE"
    assert "not heard yet" in client.get("/staff/laboratory/").content.decode()


@pytest.mark.parametrize("variable", ["OFFICE_DATABASE_URL", "OFFICE_PROLIFIC_TOKEN", "OTREE_REST_KEYS", "", "HOME"])
def test_no_other_secret_of_the_environment_is_sent_to_a_server(ada, logged_in, variable):
    page = logged_in(ada).post("/staff/laboratory/servers/new/", SERVER | {"key_variable": variable})

    assert set(page.context["form"].errors) == {"key_variable"}
    assert not variable or "must be OTREE_REST_KEY or begin with OTREE_REST_KEY_" in page.content.decode()
    assert not SessionServer.objects.exists()


@pytest.mark.parametrize(
    ("part", "columns", "words"),
    [
        ("rooms", {"name": "Laboratory 2", "seats": 12}, "There is already a room of this name."),
        ("servers", SERVER, "There is already a session server of this name."),
        ("questions", QUESTION | {"kind": "text"}, "There is already a question with this short name."),
        (
            "consents",
            {"version": "2026-1", "language": "en", "text": "I agree."},
            "There is already a text of this version in this language.",
        ),
    ],
)
def test_what_exists_already_is_said_in_the_words_of_the_form(ada, logged_in, part, columns, words):
    client = logged_in(ada)
    client.post(f"/staff/laboratory/{part}/new/", columns)

    assert words in client.post(f"/staff/laboratory/{part}/new/", columns).content.decode()


def test_choices_stand_on_lines_of_their_own(ada, logged_in):
    logged_in(ada).post("/staff/laboratory/questions/new/", {**QUESTION, "choices": "female\n male \n\nfemale\n"})

    assert ProfileField.objects.get().choices == ["female", "male"]


def test_a_choice_needs_something_to_choose_from(ada, logged_in):
    page = logged_in(ada).post("/staff/laboratory/questions/new/", {**QUESTION, "choices": "female"})

    assert "Give at least two choices." in page.content.decode()
    assert not ProfileField.objects.exists()


def test_kind_and_short_name_of_a_question_stay(ada, logged_in):
    field = question("gender", "choice", ("a", "b"))
    logged_in(ada).post(
        f"/staff/laboratory/questions/{field.pk}/", {**QUESTION, "key": "x", "kind": "text", "choices": "a\nb\nc"}
    )

    field.refresh_from_db()
    assert (field.key, field.kind, field.choices) == ("gender", "choice", ["a", "b", "c"])


@pytest.mark.parametrize("name", ["alice", "doris", "aud"])
def test_nobody_else_changes_them(request, logged_in, name):
    client = logged_in(request.getfixturevalue(name))

    assert client.post("/staff/laboratory/rooms/new/", {"name": "Forged", "seats": 1}).status_code == 403
    assert not Room.objects.exists()


def test_there_are_no_other_parts(ada, logged_in):
    assert logged_in(ada).get("/staff/laboratory/people/new/").status_code == 404


def test_choices_have_german_words_in_the_same_order(ada, logged_in):
    client = logged_in(ada)
    client.post(
        "/staff/laboratory/questions/new/",
        {**QUESTION, "choices": "female\nmale", "choices_de": "weiblich\nmännlich"},
    )
    field = ProfileField.objects.get()

    assert (field.choices, field.choices_de) == (["female", "male"], ["weiblich", "männlich"])
    assert "weiblich\nmännlich" in client.get(f"/staff/laboratory/questions/{field.pk}/").content.decode()


def test_too_few_german_words_are_refused(ada, logged_in):
    page = logged_in(ada).post(
        "/staff/laboratory/questions/new/", {**QUESTION, "choices": "female\nmale", "choices_de": "weiblich"}
    )

    assert "Give as many as in English, or none." in page.content.decode()
    assert not ProfileField.objects.exists()


def test_people_can_register_once_a_text_is_published(ada, logged_in, client):
    assert client.get("/register/").status_code == 503
    logged_in(ada).post(
        "/staff/laboratory/consents/new/", {"version": "2026-1", "language": "en", "text": "We keep your name."}
    )

    assert "We keep your name." in client.get("/register/").content.decode()


def test_a_published_text_stays_as_it_is(ada, logged_in, consent_text):
    assert logged_in(ada).get(f"/staff/laboratory/consents/{consent_text.pk}/").status_code == 404
