"""Taking over somebody's log-in: planted sessions, links of others, redirects, strange hosts, guessed passwords."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from recruitment.models import OutgoingMail
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db

EVIL = ("https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example", "javascript:alert(1)")
PASSWORD = "a password of the tests"


def session_of(client: Client) -> str:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def log_in_form(name: str, password: str) -> dict[str, str]:
    return {"login_view-current_step": "auth", "auth-username": name, "auth-password": password}


@pytest.fixture
def rosas_token(client, person) -> str:
    person("rosa")
    client.post("/log-in/", {"email": "rosa@example.org"})
    return newest_token()


def test_a_session_that_somebody_planted_is_not_the_one_that_is_logged_in(client, rosas_token):
    client.session.save()
    planted = session_of(client)
    client.post("/enter/", {"link": rosas_token})

    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted

    assert planted not in {"", session_of(client)}
    assert client.get("/my/").status_code == 200
    assert attacker.get("/my/").status_code == 302


def test_an_invented_session_is_not_taken_up(client, rosas_token):
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    client.post("/enter/", {"link": rosas_token})

    assert session_of(client) != "x" * 32
    assert not Session.objects.filter(session_key="x" * 32).exists()


def test_whoever_opens_the_link_of_another_is_the_other_and_nobody_else(client, rosas_token, person, as_person):
    lin = as_person(person("lin"))
    earlier = session_of(lin)

    looked = lin.get("/enter/", {"link": rosas_token})
    still_lin = "lin@example.org" in lin.get("/my/data.json").content.decode()
    lin.post("/enter/", {"link": rosas_token})
    data = lin.get("/my/data.json").content.decode()

    assert (looked.status_code, still_lin) == (200, True)
    assert "rosa@example.org" in data
    assert "lin@example.org" not in data
    assert not Session.objects.filter(session_key=earlier).exists()


def test_a_second_factor_does_not_go_with_a_link(ada, logged_in, rosas_token):
    client = logged_in(ada)
    client.post("/enter/", {"link": rosas_token})

    assert client.get("/staff/").status_code == 403
    assert "otp_device_id" not in client.session


def test_another_site_cannot_log_a_browser_in_as_somebody_else(rosas_token):
    victim = Client(enforce_csrf_checks=True)

    assert victim.post("/enter/", {"link": rosas_token}).status_code == 403
    assert victim.get("/my/").status_code == 302


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("address", ["/i18n/setlang/", "/log-out/"])
def test_nobody_is_led_to_another_site(client, address, evil):
    answer = client.post(address, {"language": "de", "next": evil}, query_params={"next": evil})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("evil", EVIL)
def test_staff_are_not_led_to_another_site_after_their_log_in(client, alice, evil):
    answer = client.post(f"/account/login/?next={evil}", log_in_form("alice", PASSWORD))

    assert answer.headers["Location"] == "/staff/"


@pytest.mark.parametrize("address", ["//evil.example/staff", "//evil.example/staff/", "/\\evil.example/my"])
def test_a_strange_path_does_not_lead_elsewhere(client, address):
    location = client.get(address).headers.get("Location", "/")

    assert re.match(r"/(?![/\\])", location)


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded"])
def test_a_forged_host_is_in_no_mail_and_no_redirect(person, header):
    person("rosa")
    forger = Client(headers={header: "host=evil.example" if header == "Forwarded" else "evil.example"})

    answer = forger.post("/log-in/", {"email": "rosa@example.org"})

    assert answer.status_code == (400 if header == "Host" else 302)
    assert "evil" not in answer.headers.get("Location", "")
    assert [each.body for each in delivered() if "evil" in each.body] == []


def test_registering_with_a_known_address_looks_the_same(client, person, consent_text):
    person("rosa")
    form = {"given_name": "New", "family_name": "Name", "consent_text": consent_text.pk, "agrees": "on"}

    answers = [client.post("/register/", form | {"email": f"{name}@example.org"}) for name in ("rosa", "new")]

    assert {(answer.status_code, answer.headers["Location"], answer.content) for answer in answers} == {
        (302, "/log-in/sent/", b"")
    }
    assert OutgoingMail.objects.count() == 2


def test_an_unknown_name_of_staff_looks_like_a_wrong_password(client, alice):
    def said(name: str) -> str:
        page = client.post("/account/login/", log_in_form(name, "wrong")).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert said("alice") == said("nobody")
