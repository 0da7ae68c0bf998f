"""Treatments as the session servers offer them, or offered them before they fell silent."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment import session_server
from recruitment.models import SessionServer
from recruitment.services import session_servers
from recruitment.services.treatments import ask_for_treatments

pytestmark = pytest.mark.django_db


OFFER = session_server.SessionConfig("lab_ch_uh", "Laboratory, high cost", num_demo_participants=4, people_per_block=4)


@pytest.fixture
def servers(monkeypatch):
    """Two servers of which one answers."""
    SessionServer.objects.create(name="up", url="http://localhost:1")
    SessionServer.objects.create(name="down", url="http://localhost:2")

    def answer(server):
        if server.name == "down":
            raise session_server.SessionServerFailure("nobody is there")
        return [OFFER]

    monkeypatch.setattr(session_server, "session_configs", answer)


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


def test_the_door_still_knows_the_blocks_after_a_study_was_looked_at(servers, session, study):
    """Whoever opens the form of a study asks all servers; what the door had heard must not get lost by that."""
    study.treatment = "lab_ch_uh"
    lab = session(session_server=SessionServer.objects.get(name="up"))
    session_servers.hear(server=lab.session_server)
    ask_for_treatments()

    lab.session_server.refresh_from_db()
    assert session_servers.people_per_block(lab) == 4
