"""One reminder for each seat, in time to cancel, with a file for the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from recruitment.duties import housekeeping
from recruitment.models import LabSession, OutgoingMail, SignUp
from recruitment.seats.reminders import remind_all
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.mailed_links import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon(session, invited):
    """A session in 40 hours, in which Rosa has had a seat for a week."""
    lab = session(starts_at=timezone.now() + timedelta(hours=40))
    sign_up(person=invited("rosa"), session=lab)
    SignUp.objects.update(moved_at=timezone.now() - timedelta(days=7))
    return lab


def reminded() -> list[str]:
    return list(OutgoingMail.objects.filter(template="reminder").values_list("person__given_name", flat=True))


def test_a_seat_is_reminded_of_once(soon):
    assert (remind_all(), remind_all()) == (1, 0)
    assert reminded() == ["Rosa"]


def test_a_session_that_was_moved_is_reminded_of_again(soon):
    remind_all()
    LabSession.objects.update(starts_at=soon.starts_at + timedelta(hours=1), ends_at=soon.ends_at + timedelta(hours=1))

    assert remind_all() == 1


@pytest.mark.parametrize(
    ("change", "n_reminded"),
    [
        ({"starts_at": timedelta(hours=47), "ends_at": timedelta(hours=50)}, 1),
        ({"starts_at": timedelta(hours=49), "ends_at": timedelta(hours=50)}, 0),
        ({"starts_at": timedelta(hours=-1), "ends_at": timedelta(hours=1)}, 0),
    ],
    ids=["within two days", "later", "begun"],
)
def test_reminders_leave_in_the_last_two_days(soon, change, n_reminded):
    moments = {name: timezone.now() + ahead for name, ahead in change.items()}
    LabSession.objects.update(**moments, cancel_until=moments["starts_at"], sign_up_closes_at=moments["starts_at"])

    assert remind_all() == n_reminded


@pytest.mark.parametrize("status", ["called_off", "finished", "running", "planned"])
def test_nobody_is_reminded_of_what_does_not_come(soon, status):
    LabSession.objects.update(status=status)

    assert remind_all() == 0


def test_who_waits_has_cancelled_or_has_just_signed_up_is_not_reminded(soon, invited):
    late = invited("omar")
    sign_up(person=late, session=soon)
    sign_up(person=invited("lin"), session=soon)
    SignUp.objects.filter(person__given_name="Lin").update(moved_at=timezone.now() - timedelta(days=7))
    SignUp.objects.filter(person__given_name="Rosa").update(state="cancelled")

    assert remind_all() == 0


def test_the_mail_brings_the_session_for_the_calendar(soon):
    remind_all()

    reminder = delivered()[-1]
    [(name, content, kind)] = reminder.attachments
    [event] = Calendar.from_ical(content).events
    assert (name, kind) == ("session.ics", "text/calendar")
    assert event.start.replace(microsecond=0) == soon.starts_at.replace(microsecond=0)
    assert "please cancel by" in reminder.body


def test_after_the_deadline_the_mail_asks_to_write_instead(soon):
    LabSession.objects.update(cancel_until=timezone.now() - timedelta(minutes=1))
    remind_all()

    assert "please write to office@example.org" in delivered()[-1].body


def test_the_command_and_the_housekeeping_remind(soon, capsys):
    call_command("send_reminders")
    housekeeping.do_all()

    assert capsys.readouterr().out == "1 reminders are queued.\n"
    assert remind_all in housekeeping.DUTIES
