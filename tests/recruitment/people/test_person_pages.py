"""What all pages of people share: strangers, staff, forged posts, and what browsers may keep."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from recruitment.models import Person, User
from recruitment.seats.sign_ups import sign_up
from recruitment.urls import person_addresses, urlpatterns

pytestmark = pytest.mark.django_db

WITH_A_SESSION = {"sign_up", "cancel", "session_file"}
NAMES = [address.name for address in person_addresses]
POSTS = [
    "sign_up",
    "cancel",
    "my_data",
    "new_address",
    "keep_address",
    "consent",
    "withdraw",
    "pause",
    "resume",
    "erase",
]


def address_of(name: str, session_id: str = "guessed") -> str:
    return reverse(name, args=[session_id] if name in WITH_A_SESSION else [])


def test_every_address_below_my_is_guarded():
    below_my = [address for address in urlpatterns if str(address.pattern).startswith("my/")]

    assert below_my == person_addresses
    assert [address.name for address in below_my if not getattr(address.callback, "is_person_page", False)] == []


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_sent_to_the_log_in(client, name, method):
    assert getattr(client, method)(address_of(name)).url == "/log-in/"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_staff_who_are_not_in_the_pool_are_kept_out(ada, logged_in, name):
    assert logged_in(ada).get(address_of(name)).status_code == 403


def test_an_account_whose_person_was_erased_opens_nothing(client):
    client.force_login(User.objects.create_user("left-over"))

    assert client.get("/my/").status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_a_post_that_another_site_has_forged_changes_nothing(session, invited, as_person, consent_text, name):
    rosa, lab = invited(), session()
    if name == "cancel":
        sign_up(person=rosa, session=lab)
    forger = as_person(rosa, enforce_csrf_checks=True)
    before = list(Person.objects.values()), list(rosa.sign_ups.values())

    response = forger.post(
        address_of(name, lab.public_id), {"is_sure": "on", "given_name": "Forged", "email": "forged@example.org"}
    )

    assert response.status_code == 403
    assert (list(Person.objects.values()), list(rosa.sign_ups.values())) == before


@pytest.mark.parametrize("name", ["register", "log_in", "enter"])
def test_forms_for_strangers_cannot_be_forged_either(consent_text, name):
    forger = Client(enforce_csrf_checks=True)

    assert forger.post(reverse(name), {"email": "a@example.org"}).status_code == 403


@pytest.mark.parametrize("name", ["sign_up", "withdraw", "pause", "resume"])
def test_a_link_alone_changes_nothing(session, invited, as_person, name):
    rosa, lab = invited(), session()

    assert as_person(rosa).get(address_of(name, lab.public_id)).status_code == 405


@pytest.mark.slow
@pytest.mark.parametrize("name", ["calendar", "history", "my_data", "consent", "erase", "my_data_file"])
def test_browsers_keep_no_page(person, as_person, consent_text, name):
    response = as_person(person()).get(address_of(name))

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
