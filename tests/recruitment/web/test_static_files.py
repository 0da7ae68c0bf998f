"""Styles and scripts are served in front of the pages, and cost the pages nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

STYLE = settings.BASE_DIR / "recruitment" / "static" / "recruitment" / "office.css"


def test_a_file_is_served_and_framed_by_nobody():
    answer = Client().get("/static/recruitment/office.css")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert b"".join(answer) == STYLE.read_bytes()
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/static/none.css", "/static/../settings.py", "/static/recruitment/"])
@pytest.mark.django_db
def test_nothing_else_is(path):
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_a_page_starts_no_event_loop(monkeypatch):
    monkeypatch.setattr("asyncio.events.new_event_loop", lambda: pytest.fail("an event loop"))

    assert Client().get("/healthz").status_code == 200
