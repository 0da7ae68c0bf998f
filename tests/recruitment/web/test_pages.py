"""What all pages share: language, time zone, and that nothing inside a page is a script."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from recruitment.models import OutgoingMail

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/register/",
    "/log-in/",
    "/log-in/sent/",
    "/enter/",
    "/erased/",
    "/new-address/",
    "/account/login/",
    "/no-such-page",
]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("address", PAGES)
def test_nothing_inside_a_page_is_a_script_or_a_style(client, address):
    response = client.get(address)

    assert INLINE.findall(response.content.decode()) == []
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("source", ["<script>x()</script>", '<p onclick="x()">', '<p style="x">'])
def test_what_must_not_be_in_a_page_is_seen(source):
    assert INLINE.search(source)


def test_pages_are_in_the_language_asked_for_and_say_their_time_zone(client):
    page = client.get("/", headers={"Accept-Language": "de"}).content.decode()

    assert '<html lang="de">' in page
    assert "Nehmen Sie an Forschung" in page
    assert "Europe/Berlin" in page


def test_choosing_a_language_lasts(client):
    client.post("/i18n/setlang/", {"language": "de", "next": "/"})

    assert '<html lang="de">' in client.get("/").content.decode()


def test_the_overview_shows_mails_in_doubt(ada, logged_in):
    OutgoingMail.objects.create(
        address="a@example.org",
        template="waiting",
        idempotency_key="k",
        state="unknown",
        claimed_at="2026-01-01T00:00Z",
    )

    assert "Nobody knows whether it arrived" in logged_in(ada).get("/staff/").content.decode()


def test_the_office_says_that_it_is_well(client):
    assert client.get("/healthz").content == b"ok\n"
    assert not Session.objects.exists()


def test_the_office_says_that_it_is_not_well_when_the_disk_is_full(client):
    def full(execute, sql, *rest):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert client.get("/healthz").status_code == 200


def test_no_time_can_be_misread(ada, logged_in, study, session):
    study.ethics_expires_on = date(2100, 1, 1)
    study.save()
    session(starts_at=datetime(2090, 3, 4, 13, 5, tzinfo=UTC))

    assert "4 March 2090, 14:05" in logged_in(ada).get("/staff/").content.decode()


def test_the_overview_leads_to_each_session_and_the_link_is_alive(alice, logged_in, session):
    lab, client = session(), logged_in(alice)
    address = f"/staff/door/{lab.public_id}/"

    assert f'href="{address}"' in client.get("/staff/").content.decode()
    assert client.get(address).status_code == 200
