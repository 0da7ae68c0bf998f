"""What people see whose form comes from a page too old, whose log-in has ended, or who open what is no page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from recruitment.money.batches import make_batch

pytestmark = pytest.mark.django_db

HTTPS = {"secure": True}


@pytest.fixture
def batch(owed, study, alice):
    owed("12.34")
    return make_batch(study=study, way="cash", currency="EUR", made_by=alice)


def token_on(client: Client, address: str, **how) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address, **how).content.decode())
    assert match, f"no form on {address}"
    return match[1]


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def of_django(answer) -> bool:
    page = answer.content.decode()
    return not page or "DEBUG" in page or "CSRF" in page


def test_a_form_of_before_the_log_in_is_answered_with_a_page_that_says_what_to_do(logged_in, alice):
    client = logged_in(alice)
    client.handler.enforce_csrf_checks = True
    old = token_on(client, "/staff/")
    client.get("/staff/")
    client.cookies["office_csrf"] = "b" * 32  # another tab has logged in meanwhile
    answer = client.post("/i18n/setlang/", {"language": "de", "csrfmiddlewaretoken": old})

    assert answer.status_code == 403
    assert not of_django(answer)
    assert "Nothing was done: the page had been open since before you logged in or out" in words(answer)
    assert 'href="/staff/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Origin": "null"}, "your browser did not say which page the form was sent from"),
        ({}, "your browser did not say which page the form was sent from"),  # https, and no Referer either
    ],
    ids=["null", "no referer"],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_browser_that_hides_where_a_form_comes_from_is_told_so(headers, told, language):
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    token = token_on(client, "/log-in/", **HTTPS)
    answer = client.post("/log-in/", {"email": "x@example.org", "csrfmiddlewaretoken": token}, headers=headers, **HTTPS)

    assert answer.status_code == 403
    assert not of_django(answer)
    assert (told in words(answer)) == (language == "en")
    assert ("Ihr Browser hat nicht mitgeteilt" in words(answer)) == (language == "de")


def test_a_browser_that_keeps_no_cookies_is_told_so():
    answer = Client(enforce_csrf_checks=True).post("/log-in/", {"email": "x@example.org"})

    assert answer.status_code == 403
    assert "Allow cookies for this office" in words(answer)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_button_pressed_after_the_log_in_has_ended_leads_back_to_its_page(batch, htmx):
    page = f"/staff/payments/lists/{batch.public_id}/"
    seen = f"http://testserver{page}?page=2"
    headers = {"HX-Request": "true", "HX-Current-URL": seen} if htmx else {"Referer": seen}
    client = Client()
    answer = client.post(f"{page}approve/", {"seen": "x"}, headers=headers)
    led_to = answer.headers["HX-Redirect"] if htmx else answer.url
    log_in = client.get(led_to)
    batch.refresh_from_db()

    assert led_to == f"/account/login/?next={page}%3Fpage%3D2"
    assert "Your log-in had expired, so nothing was done" in words(log_in)
    assert batch.approved_at is None


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/staff/", "//elsewhere.example"])
def test_nobody_is_led_elsewhere(batch, referer):
    answer = Client().post(f"/staff/payments/lists/{batch.public_id}/approve/", headers={"Referer": referer})

    assert answer.url == "/account/login/?next=/staff/"


def test_a_person_is_told_that_nothing_was_done():
    client = Client()
    answer = client.post("/my/pause/")

    assert answer.url == "/log-in/"
    assert "Your log-in had expired, so nothing was done" in words(client.get(answer.url))


def test_an_address_of_a_button_opened_as_a_page_is_answered_with_a_page(batch, logged_in, alice):
    for client in (logged_in(alice), Client()):
        for address in (f"/staff/payments/lists/{batch.public_id}/approve/", "/log-out/"):
            answer = client.get(address)
            assert answer.status_code == 405
            assert "This address belongs to a button" in words(answer)
            assert "POST" in answer.headers["Allow"]


def test_what_cannot_be_read_is_answered_with_a_page_in_both_languages():
    page = Client().get("/log-in/?x=%00").content.decode()

    assert "Nothing was done." in page
    assert 'lang="de"' in page
