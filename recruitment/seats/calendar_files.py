"""A session as a file for people's own calendars."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from recruitment.models import LabSession

FILE_NAME = "session.ics"
CONTENT_TYPE = "text/calendar"


def calendar_file(session: LabSession) -> bytes:
    """Return the file. A later one for the same session takes its place, and it names nobody."""
    event = Event()
    event.add("uid", f"{session.public_id}@{settings.OFFICE_URL.split('://')[1].split(':')[0].split('/')[0]}")
    event.add("dtstamp", timezone.now())
    # Universal time needs no rules of a time zone in the file; each calendar shows its owner's.
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.study.public_title)
    event.add("location", _place(session))
    event.add("description", _description(session))
    event.add("url", _address())
    calendar = Calendar()
    calendar.add("prodid", "-//recruitment office//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _place(session: LabSession) -> str:
    if session.room is None:
        return _("online")
    return ", ".join(filter(None, [session.room.name, *session.room.address.splitlines()]))


def _description(session: LabSession) -> str:
    deadline = formats.date_format(timezone.localtime(session.cancel_until), "DATETIME_FORMAT")
    return _("Please cancel by %(deadline)s (%(zone)s) if you cannot come: %(address)s") % {
        "deadline": deadline,
        "zone": settings.TIME_ZONE,
        "address": _address(),
    }


def _address() -> str:
    return settings.OFFICE_URL + reverse("calendar")
