"""Logging in by a mailed link, and what the pages give away: nothing."""

from __future__ import annotations

import re

import pytest

from recruitment.models import OutgoingMail, Person
from recruitment.web.throttle import MOST_MAILS_TO_ONE_ADDRESS
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(client, person) -> str:
    person("rosa", language="de")
    client.post("/log-in/", {"email": "rosa@example.org"})
    return newest_token()


def is_logged_in(client) -> bool:
    return client.get("/my/").status_code == 200


def test_a_link_and_one_click_log_in(client, token):
    page = client.get("/enter/", {"link": token})
    before = is_logged_in(client)
    response = client.post("/enter/", {"link": token})

    assert (page.status_code, before) == (200, False)
    assert response.url == "/my/"
    assert is_logged_in(client)


def test_a_mail_program_that_opens_the_link_does_not_spend_it(client, token):
    for _ in range(3):
        client.get("/enter/", {"link": token})
        client.head("/enter/", {"link": token})

    assert client.post("/enter/", {"link": token}).status_code == 302


def test_a_spent_link_lets_nobody_in(client, token):
    client.post("/enter/", {"link": token})
    client.post("/log-out/")

    assert client.post("/enter/", {"link": token}).status_code == 403
    assert client.get("/enter/", {"link": token}).status_code == 403
    assert not is_logged_in(client)


def test_the_link_is_in_the_page_only_as_far_as_it_is_needed(client, token):
    page = client.get("/enter/", {"link": token})

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_the_link_leads_to_pages_in_the_persons_language(client, token):
    client.post("/enter/", {"link": token})

    assert '<html lang="de">' in client.get("/my/").content.decode()


def test_a_language_that_was_chosen_stays(client, token):
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    client.post("/enter/", {"link": token})

    assert '<html lang="en">' in client.get("/my/").content.decode()


@pytest.mark.parametrize("link", ["", "x", "A" * 24, "<script>"])
def test_a_made_up_link_is_refused(client, link):
    assert client.get("/enter/", {"link": link}).status_code == 403
    assert client.post("/enter/", {"link": link}).status_code == 403


def test_no_answer_says_whether_an_address_is_known(client, person):
    person("rosa")
    person("lin", status=Person.Status.WITHDRAWN)

    answers = [
        client.post("/log-in/", {"email": f"{name}@example.org"}, follow=True) for name in ("rosa", "lin", "nobody")
    ]

    # A form's token differs at each showing.
    assert len({re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()) for answer in answers}) == 1
    assert len({(answer.redirect_chain[0], answer.status_code) for answer in answers}) == 1
    assert OutgoingMail.objects.count() == 2


def test_what_is_no_address_is_refused(client):
    assert "email" in client.post("/log-in/", {"email": "rosa"}).context["form"].errors


def test_an_address_is_not_flooded(client, person):
    person("rosa")
    for _ in range(MOST_MAILS_TO_ONE_ADDRESS + 3):
        client.post("/log-in/", {"email": "ROSA@example.org"})
        mails = delivered()

    assert len(mails) == MOST_MAILS_TO_ONE_ADDRESS


def test_a_computer_that_tries_without_end_is_told_to_wait(client, person, settings):
    settings.OFFICE_TRIES_AN_HOUR = 3
    person("rosa")
    for n in range(3):
        client.post("/log-in/", {"email": f"{n}@example.org"})

    assert client.post("/log-in/", {"email": "rosa@example.org"}).status_code == 429
    assert not OutgoingMail.objects.exists()


def test_logging_out_ends_it(client, token):
    client.post("/enter/", {"link": token})
    client.post("/log-out/")

    assert not is_logged_in(client)
