"""Treatments as the session servers offer them, or offered them before they fell silent."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.laboratory import server_client
from recruitment.laboratory.session_configs import ask_for_treatments
from recruitment.laboratory.session_servers import people_per_block
from recruitment.models import SessionServer

pytestmark = pytest.mark.django_db


OFFER = server_client.SessionConfig(
    name="lab_ch_uh", display_name="Laboratory, high cost", num_demo_participants=4, people_per_block=4
)


@pytest.fixture
def servers(monkeypatch):
    """Two servers of which one answers."""
    SessionServer.objects.create(name="up", url="http://localhost:1")
    SessionServer.objects.create(name="down", url="http://localhost:2")

    def answer(server):
        if server.name == "down":
            raise server_client.SessionServerFailure("nobody is there")
        return [OFFER]

    monkeypatch.setattr(server_client, "session_configs", answer)
    monkeypatch.setattr(server_client, "currency", lambda _server: "EUR")


def test_what_one_server_says_is_offered_and_the_others_silence_is_told(servers):
    asked = ask_for_treatments()

    assert asked.choices == [("lab_ch_uh", "Laboratory, high cost")]
    assert [(each.server, each.reason, each.heard_at) for each in asked.silences] == [("down", "nobody is there", None)]
    assert SessionServer.objects.get(name="up").last_seen_at is not None
    assert SessionServer.objects.get(name="down").last_failure == "nobody is there"


def test_a_server_that_fell_silent_is_remembered(servers):
    then = timezone.now()
    SessionServer.objects.filter(name="down").update(
        session_configs=[{"name": "old", "display_name": "Old one"}], last_seen_at=then
    )

    asked = ask_for_treatments()

    assert ("old", "Old one") in asked.choices
    assert asked.silences[0].heard_at == then


def test_the_door_still_knows_the_size_of_a_block_after_the_study_was_looked_at(servers, session, study):
    study.treatment = "lab_ch_uh"
    study.save()
    lab = session(session_server=SessionServer.objects.get(name="up"))
    ask_for_treatments()
    lab.session_server.refresh_from_db()

    assert people_per_block(lab) == 4
