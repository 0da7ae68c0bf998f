"""Agreeing, resting, leaving and being forgotten, by the person alone."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from djmoney.money import Money

from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import Entitlement, Person, SignUp
from recruitment.seats.sign_ups import sign_up

pytestmark = pytest.mark.django_db


def test_pausing_and_coming_back(person, as_person):
    rosa = person()
    client = as_person(rosa)
    client.post("/my/pause/")
    paused = Person.objects.get().status
    client.post("/my/resume/")

    assert (paused, Person.objects.get().status) == ("paused", "active")


def test_withdrawing_stops_everything_and_agreeing_again_brings_back(session, invited, as_person, consent_text):
    rosa = invited()
    sign_up(person=rosa, session=session())
    client = as_person(rosa)

    left = client.post("/my/withdraw/", follow=True).content.decode()
    status, state = Person.objects.get().status, SignUp.objects.get().state
    client.post("/my/consent/", {"consent_text": consent_text.pk, "agrees": "on"})

    assert "Your seats in coming sessions go to others." in left
    assert (status, state) == ("withdrawn", "cancelled")
    assert Person.objects.get().status == "active"
    assert rosa.consents.get(withdrawn_at=None).version == "2026-1"


@pytest.mark.parametrize("post", [{}, {"agrees": "on"}, {"agrees": "on", "consent_text": "999"}, {"consent_text": "1"}])
def test_nobody_agrees_without_the_text_and_the_tick(person, as_person, consent_text, post):
    rosa = person()
    withdraw_pool_consent(person=rosa)

    response = as_person(rosa).post("/my/consent/", post)

    assert response.status_code == 200
    assert not rosa.consents.filter(withdrawn_at=None).exists()


def test_who_has_agreed_to_the_newest_text_need_not_again(person, as_person, consent_text):
    rosa = person()
    client = as_person(rosa)
    before = client.get("/my/consent/").content.decode()
    client.post("/my/consent/", {"consent_text": consent_text.pk, "agrees": "on"})

    assert 'name="agrees"' in before
    assert 'name="agrees"' not in client.get("/my/consent/").content.decode()


def test_the_page_says_what_is_kept_and_why(person, as_person):
    page = as_person(person()).get("/my/erase/").content.decode()

    assert "Tax law" in page
    assert "deleted 10 years after the end of the year of the payment" in page


def test_erasing_forgets_the_person_and_ends_the_log_in(person, as_person):
    client = as_person(person())

    response = client.post("/my/erase/", {"is_sure": "on"}, follow=True)

    erased = Person.objects.get()
    assert (erased.status, erased.email, erased.given_name, erased.user) == ("erased", None, "", None)
    assert "Your data are erased" in response.content.decode()
    assert client.get("/my/").url == "/log-in/"


def test_what_the_log_says_of_an_erasure_names_no_account(person, as_person):
    rosa = person()
    as_person(rosa).post("/my/erase/", {"is_sure": "on"})

    entries = LogEntry.objects.filter(object_repr=rosa.public_id)
    assert entries.filter(action=LogEntry.Action.DELETE).exists()
    assert not entries.filter(actor__isnull=False).exists()


def test_erasing_needs_its_tick(person, as_person):
    as_person(person()).post("/my/erase/", {})

    assert Person.objects.get().status == "active"


def test_who_is_still_owed_money_is_told_and_stays(session, person, as_person):
    rosa = person()
    place = SignUp.objects.create(session=session(starts_at=timezone.now()), person=rosa, state="present")
    Entitlement.objects.create(sign_up=place, kind="session", source="session_server", amount=Money("5", "EUR"))

    client = as_person(rosa)

    before = client.get("/my/erase/").content.decode()
    after = client.post("/my/erase/", {"is_sure": "on"}, follow=True).content.decode()

    assert "Money is still owed to you." in before
    assert "You can make your request now." in before
    assert "Money is still owed to you." in after
    assert "is kept: your data are erased automatically" in after
    rosa.refresh_from_db()
    assert (rosa.status, rosa.email) == ("withdrawn", "rosa@example.org")
    assert rosa.erasure_wished_at is not None


def test_whoever_agrees_again_takes_the_wish_to_be_erased_back(session, person, as_person, consent_text):
    rosa = person()
    SignUp.objects.create(session=session(starts_at=timezone.now()), person=rosa, state="present")
    client = as_person(rosa)
    client.post("/my/erase/", {"is_sure": "on"})
    wished = Person.objects.exclude(erasure_wished_at=None).exists()

    client.post("/my/consent/", {"consent_text": consent_text.pk, "agrees": "on"})

    assert wished
    assert not Person.objects.exclude(erasure_wished_at=None).exists()


@pytest.mark.parametrize("what", ["pause", "withdraw", "erase"])
def test_nobody_does_this_to_somebody_else(person, as_person, what):
    rosa, omar = person("rosa"), person("omar")

    as_person(rosa).post(f"/my/{what}/", {"person": omar.pk, "id": omar.public_id, "is_sure": "on"})

    omar.refresh_from_db()
    assert (omar.status, omar.email) == ("active", "omar@example.org")


def test_the_places_that_would_go_are_shown_before_the_consent_is_taken_back(invited, session, as_person):
    rosa = invited("rosa")
    lab = session()
    sign_up(person=rosa, session=lab)
    client = as_person(rosa)
    page = client.get("/my/data/").content.decode()
    asked = client.get("/my/data/?leave=ask").content.decode()

    assert 'action="/my/withdraw/"' not in page
    assert 'href="/my/data/?leave=ask"' in page
    assert 'action="/my/withdraw/"' in asked
    assert "You lose this seat" in asked
    assert lab.study.public_title in asked
    assert rosa.sign_ups.get().state == "signed_up"
    client.post("/my/withdraw/")
    assert rosa.sign_ups.get().state == "cancelled"


def test_who_has_no_place_is_asked_too(person, as_person):
    page = as_person(person()).get("/my/data/?leave=ask").content.decode()

    assert "You lose" not in page
    assert 'action="/my/withdraw/"' in page
