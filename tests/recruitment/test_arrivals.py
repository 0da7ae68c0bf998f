"""Arriving from a channel: one place for each person, and the session server sees a random label only."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.models import LabSession, Person, SessionServer, SignUp, StudyLabel
from recruitment.services.arrivals import arrive
from recruitment.services.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(session) -> LabSession:
    server = SessionServer.objects.create(name="s", url="https://play.example/")
    return session(status=LabSession.Status.RUNNING, seats=2, session_server=server, starts_at=timezone.now())


def test_the_link_carries_a_label_and_not_who_it_is(offer, running):
    link = arrive(offer=offer, channel_id="5f0a")

    assert link == f"https://play.example/room/online?participant_label={StudyLabel.objects.get().label}"
    assert "5f0a" not in link
    assert Person.objects.get(channel="prolific").channel_id == "5f0a"


def test_coming_again_leads_to_the_same_place(offer, running):
    assert arrive(offer=offer, channel_id="5f0a") == arrive(offer=offer, channel_id="5f0a")
    assert SignUp.objects.count() == 1


def test_whoever_comes_after_the_last_place_is_told(offer, running):
    for name in ("a", "b"):
        arrive(offer=offer, channel_id=name)

    with pytest.raises(Refused, match="full"):
        arrive(offer=offer, channel_id="c")
    assert arrive(offer=offer, channel_id="a")  # who was in stays in


@pytest.mark.parametrize("bad", ["", "=1+1", "-5", "@x", "a b", "a\n", "a" * 65, "<script>", "{{%PROLIFIC_PID%}}"])
def test_ids_that_no_channel_gives_are_turned_away(offer, running, bad):
    with pytest.raises(Refused, match="not complete"):
        arrive(offer=offer, channel_id=bad)
    assert not Person.objects.filter(channel="prolific").exists()


def test_a_closed_study_takes_nobody(offer, running, study):
    study.status = "closed"
    study.save()
    offer.study.refresh_from_db()

    with pytest.raises(Refused, match="closed"):
        arrive(offer=offer, channel_id="5f0a")


def test_before_the_session_runs_nobody_is_sent_anywhere(offer, session):
    session()

    with pytest.raises(Refused, match="not begun"):
        arrive(offer=offer, channel_id="5f0a")
    assert not Person.objects.filter(channel="prolific").exists()
