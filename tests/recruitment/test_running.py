"""What the pages are told of a request by the server in front of them, and what is printed when a page fails."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import requests
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from recruitment import urls
from recruitment.address import listening_socket
from recruitment.running import server
from tests.harness.session_server import free_port

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
        running = server(listening_socket("127.0.0.1", port), told)
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


def fail(_: HttpRequest, token: str) -> None:
    raise ValueError("a mistake")


class AddressesWithOneThatFails:
    urlpatterns = [path("fails/<str:token>/", fail), *urls.urlpatterns]


@pytest.mark.django_db
def test_a_page_that_fails_is_printed_without_the_key_in_its_address(settings, monkeypatch):
    settings.ROOT_URLCONF = AddressesWithOneThatFails
    [handler] = logging.getLogger("django").handlers
    monkeypatch.setattr(handler, "stream", StringIO())

    answer = Client(raise_request_exception=False).get("/fails/secret-of-rosa/")
    said = handler.stream.getvalue()

    assert answer.status_code == 500
    assert "failed: fails/<str:token>/" in said
    assert "ValueError: a mistake" in said
    assert "secret-of-rosa" not in said
