"""At a computer that several people use, pages say who is logged in, and a link acts in nobody else's name."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from recruitment.seats.sign_ups import sign_up
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(client, person) -> str:
    person("rosa")
    client.post("/log-in/", {"email": "rosa@example.org"})
    return newest_token()


def press(browser: Client, link: str, token: str):
    return browser.post("/enter/", {"link": link, "csrfmiddlewaretoken": token})


def form_token(browser: Client, link: str) -> str:
    return TOKEN.findall(browser.get("/enter/", {"link": link}).content.decode())[-1]


@pytest.mark.parametrize("page", ["/my/", "/my/history/", "/my/data/"])
def test_pages_say_who_is_logged_in(person, as_person, page):
    assert "Logged in: Rosa Demo" in as_person(person("rosa")).get(page).content.decode()


def test_who_gave_no_name_is_called_by_the_address(person, as_person):
    lin = person("lin", given_name="", family_name="")

    assert "Logged in: lin@example.org" in as_person(lin).get("/my/").content.decode()


def test_pressing_twice_leads_to_the_sessions_twice(browser, link):
    token = form_token(browser, link)
    answers = [press(browser, link, token) for _ in range(2)]

    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, "/my/")] * 2
    assert browser.get("/enter/", {"link": link}).url == "/my/"


def test_a_browser_that_drops_the_first_answer_is_let_in_by_the_second(browser, link):
    token = form_token(browser, link)
    before = browser.cookies[settings.CSRF_COOKIE_NAME].value
    press(browser, link, token)
    browser.cookies.pop(settings.SESSION_COOKIE_NAME)
    browser.cookies[settings.CSRF_COOKIE_NAME] = before

    assert press(browser, link, token).status_code == 302
    assert browser.get("/my/").status_code == 200


def test_another_browser_gets_nothing_of_it(browser, link):
    press(browser, link, form_token(browser, link))
    other = Client(enforce_csrf_checks=True)
    token = TOKEN.findall(other.get("/log-in/").content.decode())[-1]

    assert press(other, link, token).status_code == 403
    assert other.get("/my/").status_code == 302


def test_after_logging_out_a_spent_link_lets_nobody_in(browser, link):
    press(browser, link, form_token(browser, link))
    page = browser.get("/my/").content.decode()
    browser.post("/log-out/", {"csrfmiddlewaretoken": TOKEN.findall(page)[-1]})

    assert browser.get("/enter/", {"link": link}).status_code == 403
    token = TOKEN.findall(browser.get("/log-in/").content.decode())[-1]
    assert press(browser, link, token).status_code == 403


def test_a_spent_link_of_somebody_else_shows_nobody_elses_sessions(client, link, person, as_person):
    client.post("/enter/", {"link": link})
    page = as_person(person("lin")).get("/enter/", {"link": link})

    assert page.status_code == 403
    assert "Lin Demo is logged in on this computer" in page.content.decode()
    assert "Go on as Lin Demo" in page.content.decode()


def test_a_link_of_somebody_else_says_who_is_logged_out_by_it(link, person, as_person):
    page = as_person(person("lin")).get("/enter/", {"link": link}).content.decode()

    assert "Lin Demo is logged out" in page
    assert "Rosa" not in page


def test_a_mailed_link_to_the_sessions_is_not_followed_as_somebody_else(invited, person, session, as_person):
    rosa, lin = invited("rosa"), person("lin")
    sign_up(person=rosa, session=session())
    [mail] = delivered()
    [path] = re.findall(r"http://localhost:8001(/my/\S*)", mail.body)

    assert as_person(rosa).get(path).status_code == 200
    assert Client().get(path).url == "/log-in/"
    answer = as_person(lin).get(path)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "mailed to somebody else" in page
    assert "Lin Demo is logged in on this computer" in page
    assert "rosa" not in page.lower() + path
