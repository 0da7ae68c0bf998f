"""The page to which the links of channels lead."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.models import LabSession, Person, SessionServer, StudyLabel

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(offer, session) -> str:
    server = SessionServer.objects.create(name="s", url="https://play.example/")
    session(status=LabSession.Status.RUNNING, session_server=server, starts_at=timezone.now())
    return f"/come/{offer.public_id}/"


def test_a_preview_of_the_link_takes_no_place(client, address):
    page = client.get(f"{address}?PROLIFIC_PID=5f0a&STUDY_ID=s&SESSION_ID=t")

    assert b'value="5f0a"' in page.content
    assert not Person.objects.exists()


def test_the_button_leads_to_the_session_server_under_a_label(client, address):
    page = client.post(address, {"channel_id": "5f0a"}).content.decode()

    assert f"https://play.example/room/online?participant_label={StudyLabel.objects.get().label}" in page
    assert "5f0a" not in page


def test_a_link_without_an_id_is_explained(client, address):
    page = client.post(address, {"channel_id": ""})

    assert page.status_code == 409
    assert "not complete" in page.content.decode()


def test_script_in_the_link_stays_text(client, address):
    page = client.get(address, {"PROLIFIC_PID": '"><script>x()</script>'}).content.decode()

    assert "<script>x()" not in page


def test_a_guessed_address_leads_nowhere(client, address):
    assert client.get("/come/guessed/").status_code == 404
