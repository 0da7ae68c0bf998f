"""What the pages are told of a request by the server in front of them, and what is printed when a page fails."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import requests
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from recruitment import urls
from recruitment.logs import OneLine
from recruitment.running import server
from runtime.address import listening_socket
from tests.harness.servers.session_server import free_port

FORGED = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
LONGEST_STOP_S = 30


def told(environ, start_response) -> list[bytes]:
    start_response("200 OK", [])
    names = ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_HOST")
    return [json.dumps([environ.get(name) for name in names]).encode()]


@pytest.fixture
def ask() -> Iterator[Callable[[], list[str | None]]]:
    """Return ``ask()``: what the pages are told of somebody who comes through a proxy on this computer."""

    def ask() -> list[str | None]:
        port = free_port()
        running = server(listening_socket("127.0.0.1", port, variable="OFFICE_PORT"), told)
        thread = threading.Thread(target=running.run)
        thread.start()
        try:
            headers = FORGED | {"Host": "office.example.org", "Connection": "close"}
            return requests.get(f"http://127.0.0.1:{port}/", headers=headers, timeout=30).json()
        finally:
            running.trigger.pull_trigger(running.close)
            thread.join(LONGEST_STOP_S)

    return ask


def test_the_proxy_says_who_asks_and_how(ask):
    assert ask() == ["198.51.100.7", "https", "office.example.org", None]


def test_nobody_else_is_believed(settings, ask):
    settings.OFFICE_PROXY = "192.0.2.1"

    assert ask() == ["127.0.0.1", "http", "office.example.org", None]


def printed_into(stream: StringIO, monkeypatch) -> StringIO:
    """Return the stream, into which the office prints from now on."""
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each.formatter, OneLine)]
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def fail(_: HttpRequest, token: str) -> None:
    raise ValueError("a mistake")


class AddressesWithOneThatFails:
    urlpatterns = [path("fails/<str:token>/", fail), *urls.urlpatterns]


@pytest.mark.django_db
def test_a_page_that_fails_is_printed_without_the_key_in_its_address(settings, monkeypatch):
    settings.ROOT_URLCONF = AddressesWithOneThatFails
    printed = printed_into(StringIO(), monkeypatch)

    answer = Client(raise_request_exception=False).get("/fails/secret-of-rosa/")
    said = printed.getvalue()

    assert answer.status_code == 500
    assert "failed: fails/<str:token>/" in said
    assert "ValueError: a mistake" in said
    assert "secret-of-rosa" not in said


@pytest.mark.django_db
def test_what_is_typed_at_log_in_prints_no_line_of_its_own(monkeypatch):
    printed = printed_into(StringIO(), monkeypatch)
    name = "ada\n2026-11-30 the books were checked\u2028by nobody"

    Client().post(
        "/account/login/",
        {"auth-username": name, "auth-password": "wrong", "login_view-current_step": "auth"},
    )

    said = printed.getvalue()
    assert "the books were checked" in said
    assert [line for line in said.splitlines() if line.startswith(("2026-11-30", "by nobody"))] == []


def test_an_error_that_quotes_lines_prints_none_that_begins_like_one_of_ours():
    try:
        raise ValueError("first\nFORGED")
    except ValueError:
        record = logging.LogRecord("office", logging.ERROR, "", 0, "failed", None, sys.exc_info())

    lines = OneLine().format(record).splitlines()

    assert lines[0] == "failed"
    assert all(line.startswith("  ") for line in lines[1:])
    assert "  FORGED" in lines
