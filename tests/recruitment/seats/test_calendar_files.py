"""A session as a file that calendars can read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from recruitment.models import Room, Study
from recruitment.seats.calendar_files import calendar_file

pytestmark = pytest.mark.django_db


def event_of(lab):
    [event] = Calendar.from_ical(calendar_file(lab)).events
    return event


def test_the_file_says_what_when_and_where(study, session):
    study.ethics_expires_on = date(2100, 1, 1)
    study.save()
    lab = session(starts_at=datetime(2090, 3, 4, 13, 5, tzinfo=UTC))
    lab.room = Room.objects.create(name="Lab 2", seats=9, address="1 Example Street\nTown")

    event = event_of(lab)
    assert event["summary"] == "Decisions in pairs"
    assert event["location"] == "Lab 2, 1 Example Street, Town"
    assert (event.start, event.end) == (lab.starts_at, lab.ends_at)
    # A day before, in the laboratory's time zone.
    assert "3 March 2090, 14:05 (Europe/Berlin)" in event["description"]


def test_a_later_file_takes_the_place_of_an_earlier_one(session):
    first, second = session(), session()

    assert event_of(first)["uid"] == event_of(first)["uid"] != event_of(second)["uid"]


def test_online_sessions_are_online(session):
    assert event_of(session(room=None))["location"] == "online"


@pytest.mark.parametrize("title", ["Pairs; 1, 2\nBEGIN:VEVENT", "ä" * 100])
def test_a_title_stays_a_title(session, title):
    lab = session()
    Study.objects.update(public_title=title)
    lab.study.refresh_from_db()

    assert event_of(lab)["summary"] == title
    assert max(map(len, calendar_file(lab).split(b"\r\n"))) <= 75
