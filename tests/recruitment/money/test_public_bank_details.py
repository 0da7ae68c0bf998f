"""Account numbers: asked for only where they are needed, checked, and changed by their owner alone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db

ADDRESS = "/my/account-number/"
IBAN = "DE89370400440532013000"


@pytest.fixture
def rosa(person, django_user_model):
    someone = person()
    someone.user = django_user_model.objects.create_user(someone.public_id)
    someone.save()
    return someone


@pytest.fixture
def client_of_rosa(client, rosa, settings):
    settings.OFFICE_ASKS_FOR_IBAN = True
    client.force_login(rosa.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_account_is_saved_without_spaces(client_of_rosa, rosa):
    client_of_rosa.post(ADDRESS, {"iban": "de89 3704 0044 0532 0130 00"})

    rosa.refresh_from_db()
    assert rosa.iban == IBAN


def test_a_wrong_account_is_said_and_not_saved(client_of_rosa, rosa):
    page = client_of_rosa.post(ADDRESS, {"iban": "DE89370400440532013001"})

    rosa.refresh_from_db()
    assert "not a valid IBAN" in page.content.decode()
    assert rosa.iban == ""


def test_an_account_can_be_taken_back(client_of_rosa, rosa):
    rosa.iban = IBAN
    rosa.save()

    client_of_rosa.post(ADDRESS, {"iban": ""})

    rosa.refresh_from_db()
    assert rosa.iban == ""


def test_only_what_is_needed_is_asked_for(client_of_rosa, rosa, settings):
    page = client_of_rosa.get(ADDRESS).content.decode()
    assert 'name="iban"' in page
    assert 'name="paypal_address"' not in page

    settings.OFFICE_ASKS_FOR_IBAN = False
    assert client_of_rosa.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("bad", ["=cmd@example.org", "+x@example.org", "nobody"])
def test_addresses_that_would_be_formulas_are_refused(client_of_rosa, rosa, settings, bad):
    settings.OFFICE_ASKS_FOR_PAYPAL = True

    client_of_rosa.post(ADDRESS, {"iban": "", "paypal_address": bad})

    rosa.refresh_from_db()
    assert rosa.paypal_address == ""


def test_strangers_and_staff_have_no_such_page(client, ada, settings):
    settings.OFFICE_ASKS_FOR_IBAN = True
    assert client.get(ADDRESS).url == "/log-in/"

    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("page", ["/my/history/", "/my/data/"])
def test_it_is_found_where_people_look_for_their_money(client_of_rosa, rosa, owed, settings, page):
    row = owed()
    row.sign_up.person = rosa
    row.sign_up.save()
    assert ADDRESS in client_of_rosa.get(page).content.decode()

    settings.OFFICE_ASKS_FOR_IBAN = False
    assert ADDRESS not in client_of_rosa.get(page).content.decode()
