"""Arriving from a channel: one place for each person at the door of an online session, and no id beyond the office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.channels.arrivals import arrive
from recruitment.models import LabSession, Person, ServerRun, SignUp
from recruitment.refused import Refused
from tests.recruitment.check_in_people import server_at, session_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def online(session) -> LabSession:
    return session_now(session, room=None, seats=2)


def test_who_comes_waits_at_once(offer, online):
    place = arrive(offer=offer, channel_id="5f0a")

    place.refresh_from_db()
    assert (place.session, place.state) == (online, "present")
    assert (place.person.channel, place.person.channel_id) == ("prolific", "5f0a")


def test_coming_again_finds_the_same_place(offer, online):
    assert arrive(offer=offer, channel_id="5f0a") == arrive(offer=offer, channel_id="5f0a")
    assert SignUp.objects.count() == 1
    online.refresh_from_db()
    assert online.seats_taken == 1


def test_whoever_comes_after_the_last_place_is_told(offer, online):
    for name in ("a", "b"):
        arrive(offer=offer, channel_id=name)

    with pytest.raises(Refused, match="full"):
        arrive(offer=offer, channel_id="c")
    assert arrive(offer=offer, channel_id="a")  # who was in stays in


def test_the_session_that_begins_first_is_filled_first(offer, session):
    later, first = (
        session_now(session, room=None, seats=1, starts_at=timezone.now() + timedelta(minutes=m)) for m in (20, 5)
    )

    assert [arrive(offer=offer, channel_id=name).session for name in ("a", "b")] == [first, later]


@pytest.mark.parametrize("bad", ["", "=1+1", "-5", "@x", "a b", "a" * 65, "<script>", "{{%PROLIFIC_PID%}}"])
def test_ids_that_no_channel_gives_are_turned_away(offer, online, bad):
    with pytest.raises(Refused, match="not complete"):
        arrive(offer=offer, channel_id=bad)
    assert not Person.objects.filter(channel="prolific").exists()


def test_a_closed_study_takes_nobody(offer, online, study):
    study.status = "closed"
    study.save()
    offer.study.refresh_from_db()

    with pytest.raises(Refused, match="closed"):
        arrive(offer=offer, channel_id="5f0a")


@pytest.mark.parametrize(
    "columns",
    [
        {"starts_at": timedelta(minutes=31)},
        {"starts_at": -timedelta(minutes=16)},
        {"status": LabSession.Status.PLANNED},
        {"status": LabSession.Status.RUNNING},
    ],
    ids=["too early", "too late", "planned", "running"],
)
def test_nobody_is_let_in_where_nobody_is_waited_for(offer, session, columns):
    if "starts_at" in columns:
        columns = {"starts_at": timezone.now() + columns["starts_at"]}
    session_now(session, room=None, **columns)

    with pytest.raises(Refused, match="not begun"):
        arrive(offer=offer, channel_id="5f0a")
    assert not Person.objects.filter(channel="prolific").exists()


def test_nobody_from_a_channel_is_sent_to_a_room(offer, session):
    session_now(session)

    with pytest.raises(Refused, match="not begun"):
        arrive(offer=offer, channel_id="5f0a")


def test_nobody_is_let_in_once_the_session_is_asked_for(offer, online):
    ServerRun.objects.create(session=online, server=server_at("http://nowhere"), config_name="x", people_per_block=2)

    with pytest.raises(Refused, match="full"):
        arrive(offer=offer, channel_id="5f0a")
