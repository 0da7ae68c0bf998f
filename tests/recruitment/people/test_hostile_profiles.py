"""Script in everything that people or staff can type is text, on every page that shows it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.models import Person, PoolConsentText, ProfileField, Room, SignUp, Study
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.mailed_links import delivered

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ settings.SECRET_KEY }}{% now 'Y' %}",
    "javascript:alert(1)",
]
RAW = ("<script>alert", "<img src=x", "<svg/onload")
PAGES = ["/my/", "/my/history/", "/my/data/", "/my/consent/", "/my/erase/"]


def offences(page: str) -> list[str]:
    # "javascript:" and "onload=" may stand as text, but not inside a tag.
    tags = [tag.partition(">")[0] for tag in page.split("<")[1:]]
    inside_tags = [tag for tag in tags if " href=" in f" {tag}" and "javascript:" in tag]
    return [raw for raw in RAW if raw in page] + inside_tags


@pytest.fixture
def hostile_person(client, consent_text) -> Person:
    """Somebody who has typed the text into every field of the form."""

    def come(text: str) -> Person:
        ProfileField.objects.create(key="pet", label=text, kind="text")
        ProfileField.objects.create(key="pick", label=text, kind="choice", choices=[text])
        client.post(
            "/register/",
            {
                "email": "rosa@example.org",
                "given_name": text,
                "family_name": text,
                "answer_pet": text,
                "answer_pick": text,
                "consent_text": consent_text.pk,
                "agrees": "on",
            },
        )
        person = Person.objects.get()
        person.status, person.email_confirmed_at = Person.Status.ACTIVE, timezone.now()
        person.save()
        return person

    return come


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_type_is_kept_and_shown_as_text(hostile_person, as_person, text):
    rosa = hostile_person(text)
    client = as_person(rosa)

    pages = {address: client.get(address).content.decode() for address in PAGES}

    assert {rosa.given_name, *rosa.answers.values_list("value", flat=True)} == {text}
    assert {address: offences(page) for address, page in pages.items() if offences(page)} == {}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_what_staff_type_is_shown_as_text(session, invited, as_person, consent_text, text):
    room = Room.objects.create(name=text, seats=9, address=text)
    lab, rosa = session(room=room), invited()
    SignUp.objects.create(session=session(starts_at=timezone.now()), person=rosa, state="no_show")
    Study.objects.update(public_title=text, public_description=text, consent_text=text)
    PoolConsentText.objects.update(text=text, version="1")
    client = as_person(rosa)
    pages = [client.get("/my/").content.decode()]
    sign_up(person=rosa, session=lab)

    pages += [client.get(address).content.decode() for address in PAGES]
    assert [offences(page) for page in pages if offences(page)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_form_that_is_shown_again_shows_text(client, consent_text, text):
    page = client.post("/register/", {"email": text, "given_name": text, "consent_text": text}).content.decode()

    assert offences(page) == []


def test_a_name_cannot_write_into_the_head_of_a_mail(session, invited):
    rosa = invited(given_name="Rosa\r\nBcc: others@example.org")
    sign_up(person=rosa, session=session())

    [mail] = delivered()
    assert mail.recipients() == ["rosa@example.org"]
    assert mail.message()["Bcc"] is None


def test_what_must_not_be_in_a_page_is_seen():
    assert offences("<p><script>alert(1)</script>") == ["<script>alert"]
    assert offences('<a href="javascript:x">') == ['a href="javascript:x"']
