"""The page on which people register."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.models import Person, PoolConsentText, ProfileField
from recruitment.web.throttle import MOST_MAILS_TO_ONE_ADDRESS
from tests.recruitment.mailed_links import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled_in(consent_text) -> dict[str, str]:
    return {
        "email": "rosa@example.org",
        "given_name": "Rosa",
        "family_name": "Demo",
        "consent_text": str(consent_text.pk),
        "agrees": "on",
    }


def test_whoever_registers_is_written_down_and_written_to(client, filled_in):
    ProfileField.objects.create(key="pet", label="Pet", kind="text")

    response = client.post("/register/", filled_in | {"answer_pet": "cat"})

    rosa = Person.objects.get()
    assert response.url == "/log-in/sent/"
    assert (rosa.given_name, rosa.status, rosa.answers.get().value) == ("Rosa", "invited", "cat")
    assert [mail.to for mail in delivered()] == [["rosa@example.org"]]


def test_the_page_shows_what_people_agree_to(client, consent_text):
    page = client.get("/register/").content.decode()

    assert "We keep your name." in page
    assert "Version 2026-1." in page


@pytest.mark.parametrize("missing", ["email", "given_name", "family_name", "agrees", "consent_text"])
def test_nobody_registers_with_something_missing(client, filled_in, missing):
    del filled_in[missing]

    response = client.post("/register/", filled_in)

    assert response.status_code == 200
    assert missing in response.context["form"].errors
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "email", ["rosa", "rosa@", "a@b", "a@example.org\nBcc: b@example.org", "x" * 250 + "@example.org"]
)
def test_what_is_no_address_is_refused(client, filled_in, email):
    assert "email" in client.post("/register/", filled_in | {"email": email}).context["form"].errors


def test_nobody_agrees_to_a_text_that_was_not_on_the_page(client, filled_in, consent_text):
    newer = PoolConsentText.objects.create(
        version="2026-2", language="en", text="We keep more.", published_at=timezone.now()
    )

    page = client.post("/register/", filled_in)

    assert "The text has changed" in page.content.decode()
    assert f'name="consent_text" value="{newer.pk}"' in page.content.decode()
    assert not Person.objects.exists()


def test_a_known_address_gets_the_same_answer_as_a_new_one(client, filled_in, person):
    new = client.post("/register/", filled_in)
    person("omar")
    known = client.post("/register/", filled_in | {"email": "omar@example.org"})

    assert (new.status_code, new.url, new.content) == (known.status_code, known.url, known.content)
    assert set(new.cookies) == set(known.cookies)


def test_an_address_is_not_flooded(client, filled_in):
    answers = set()
    for _ in range(MOST_MAILS_TO_ONE_ADDRESS + 3):
        answers.add(client.post("/register/", filled_in).url)
        mails = delivered()

    assert answers == {"/log-in/sent/"}
    assert len(mails) == MOST_MAILS_TO_ONE_ADDRESS


def test_a_computer_that_tries_without_end_is_told_to_wait(client, filled_in, settings):
    settings.OFFICE_TRIES_AN_HOUR = 3
    for _ in range(3):
        client.post("/register/", {})

    assert client.post("/register/", filled_in).status_code == 429
    assert not Person.objects.exists()


def test_without_a_text_to_agree_to_nobody_can_register(client):
    response = client.get("/register/")

    assert response.status_code == 503
    assert "not published" in response.content.decode()


def test_who_is_logged_in_is_sent_to_the_calendar(person, as_person):
    assert as_person(person()).get("/register/").url == "/my/"
