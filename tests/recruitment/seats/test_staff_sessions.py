"""The calendar, and planning on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.laboratory import server_client
from recruitment.models import ChannelOffer, LabSession, Room, SessionServer
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up

pytestmark = pytest.mark.django_db


def asked(**columns) -> dict:
    start = timezone.localtime() + timedelta(days=7)
    return {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "seats": 12, "reserve": 2, "minimum": 8, **columns}


def test_deadlines_left_empty_follow_from_the_start(alice, study, logged_in):
    response = logged_in(alice).post(f"/staff/studies/{study.pk}/sessions/new/", asked(run_by=[alice.pk]))

    lab = LabSession.objects.get()
    assert response.url == f"/staff/studies/{study.pk}/"
    assert lab.ends_at - lab.starts_at == timedelta(minutes=90)
    assert lab.starts_at - lab.sign_up_closes_at == timedelta(hours=2)
    assert lab.starts_at - lab.cancel_until == timedelta(hours=24)
    assert lab.starts_at - lab.remind_staff_at == timedelta(hours=48)
    assert (lab.status, lab.capacity, list(lab.run_by.all())) == ("planned", 14, [alice])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"seats": 30}, "The room has 24 seats."),
        ({"minimum": 13}, "The minimum exceeds the number of seats."),
        ({"seats": 0}, "A session needs at least one seat."),
        ({"ends_at": "2020-01-01T10:00"}, "The end must be after the start."),
        ({"cancel_until": "2090-01-01T10:00"}, "This must not be after the start."),
        ({"starts_at": "2020-01-01T10:00"}, "The start is in the past."),
        ({"starts_at": "2090-01-01T10:00"}, "The ethics permission of this study ends on"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(alice, study, logged_in, columns, reason):
    room = Room.objects.create(name="Laboratory 1", seats=24)
    page = logged_in(alice).post(f"/staff/studies/{study.pk}/sessions/new/", asked(room=room.pk, **columns))

    assert reason in page.content.decode()
    assert not LabSession.objects.exists()


def planned_in(room: str, alice, study, logged_in, **columns) -> str:
    lab = Room.objects.create(name="Laboratory 1", seats=24, otree_room=room)
    server = SessionServer.objects.create(name="srv", url="http://localhost:1")
    address = f"/staff/studies/{study.pk}/sessions/new/"
    return (
        logged_in(alice)
        .post(address, asked(room=lab.pk, session_server=server.pk, **columns), follow=True)
        .content.decode()
    )


@pytest.mark.parametrize(("room", "is_known"), [("labb", False), ("lab", True), ("", True)])
def test_a_room_that_the_server_does_not_have_is_said_while_planning(
    alice, study, logged_in, monkeypatch, room, is_known
):
    monkeypatch.setattr(server_client, "rooms", lambda _server: ["lab", "online"])

    shown = planned_in(room, alice, study, logged_in)

    assert ("srv has no room “labb”" in shown) is not is_known
    assert ("Its rooms are: lab, online." in shown) is not is_known


def test_a_server_that_does_not_answer_keeps_nobody_from_planning(alice, study, logged_in, monkeypatch):
    def silent(_server):
        raise server_client.NothingArrived("cannot be reached")

    monkeypatch.setattr(server_client, "rooms", silent)

    shown = planned_in("labb", alice, study, logged_in)

    assert "has no room" not in shown
    assert LabSession.objects.exists()


def test_staff_are_told_that_nobody_will_be_able_to_cancel(alice, study, logged_in):
    tomorrow = timezone.localtime() + timedelta(hours=23)
    client, address = logged_in(alice), f"/staff/studies/{study.pk}/sessions/new/"
    in_time = client.post(address, asked(), follow=True).content.decode()
    too_late = client.post(address, asked(starts_at=f"{tomorrow:%Y-%m-%dT%H:%M}"), follow=True).content.decode()

    assert "people who sign up cannot cancel" not in in_time
    assert "people who sign up cannot cancel" in too_late


@pytest.mark.slow
@pytest.mark.parametrize("year", ["0001", "0026", "9999"])
@pytest.mark.parametrize("column", ["starts_at", "ends_at", "cancel_until"])
def test_a_year_that_cannot_be_meant_is_said(alice, study, logged_in, column, year):
    address = f"/staff/studies/{study.pk}/sessions/new/"
    month = "01-01T00:00" if year < "2000" else "12-31T23:59"
    page = logged_in(alice).post(address, asked(**{column: f"{year}-{month}"}))

    assert page.status_code == 200
    assert "This year cannot be meant" in page.content.decode()
    assert not LabSession.objects.exists()


def test_a_session_of_the_past_is_changed_where_it_is(alice, session, logged_in):
    start = (timezone.localtime() - timedelta(hours=1)).replace(second=0, microsecond=0)
    lab = session(starts_at=start)
    changed = asked(starts_at=f"{start:%Y-%m-%dT%H:%M}", room=lab.room_id, reserve=3)

    logged_in(alice).post(f"/staff/sessions/{lab.pk}/edit/", changed)

    lab.refresh_from_db()
    assert lab.reserve == 3


def test_a_clash_is_said(alice, study, session, logged_in):
    lab = session()
    start = timezone.localtime(lab.starts_at)
    page = logged_in(alice).post(
        f"/staff/studies/{study.pk}/sessions/new/", asked(room=lab.room_id, starts_at=f"{start:%Y-%m-%dT%H:%M}")
    )

    assert "The room is taken" in page.content.decode()
    assert "please ask alice" in page.content.decode()


def test_opening_and_calling_off(alice, session, logged_in):
    lab, client = session(status="planned"), logged_in(alice)
    for status in ("open", "called_off"):
        client.post(f"/staff/sessions/{lab.pk}/status/", {"status": status})
        lab.refresh_from_db()
        assert lab.status == status


def test_sign_up_is_closed_by_hand_and_opened_again(alice, study, session, invited, logged_in):
    lab, client = session(), logged_in(alice)

    def press(button: str) -> None:
        assert button in client.get(f"/staff/studies/{study.pk}/").content.decode()
        client.post(f"/staff/sessions/{lab.pk}/status/", {"status": "closed" if "Close" in button else "open"})

    press("Close sign-up")
    with pytest.raises(Refused, match="closed"):
        sign_up(person=invited(), session=lab)
    press("Open for sign-up")
    assert sign_up(person=invited("omar"), session=lab).state == "signed_up"


def test_only_what_is_open_can_be_closed(alice, session, logged_in):
    lab = session(status="planned")
    page = logged_in(alice).post(f"/staff/sessions/{lab.pk}/status/", {"status": "closed"}, follow=True)

    assert "Only a session that is open for sign-up can be closed." in page.content.decode()
    assert LabSession.objects.get().status == "planned"


def test_calling_off_is_asked_twice_and_says_who_gets_a_mail(alice, study, session, logged_in):
    session(seats_taken=2)
    page = logged_in(alice).get(f"/staff/studies/{study.pk}/").content.decode()

    assert "2 people have signed up; everybody who has, or waits, gets an e-mail." in page
    assert page.index("<summary>Call off</summary>") < page.index('value="called_off"')


def test_others_see_when_a_room_is_taken_and_not_for_what(charlie, study, session, logged_in):
    lab = session()
    month = f"{timezone.localtime(lab.starts_at):%Y-%m}"

    page = logged_in(charlie).get(f"/staff/calendar/?month={month}").content.decode()

    assert "another study" in page
    assert "Laboratory 1" in page
    assert study.title not in page


def test_a_month_that_is_none_is_not_found(alice, logged_in):
    assert logged_in(alice).get("/staff/calendar/?month=2026-13").status_code == 404


def test_a_session_called_off_is_not_on_the_calendar(alice, session, study, logged_in):
    lab = session(status="called_off")
    month = f"{timezone.localtime(lab.starts_at):%Y-%m}"

    assert study.title not in logged_in(alice).get(f"/staff/calendar/?month={month}").content.decode()


def test_a_new_session_of_an_online_study_begins_with_the_time_limit_of_its_channel(alice, study, offer, logged_in):
    ChannelOffer.objects.update(waiting_minutes=7)
    client, address = logged_in(alice), f"/staff/studies/{study.pk}/sessions/new/"

    assert 'name="waiting_minutes" value="7"' in client.get(address).content.decode()
    client.post(address, asked())
    assert LabSession.objects.get().waiting_minutes == 7


def test_a_session_over_another_of_the_same_experimenter_is_said(session, study, alice, charlie, logged_in):
    lab = session(room=None, starts_at=timezone.now() + timedelta(days=7))
    other = session(room=None, starts_at=lab.starts_at + timedelta(days=1))
    moved = {
        "starts_at": timezone.localtime(lab.starts_at + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"),
        "seats": "2",
        "reserve": "0",
        "minimum": "1",
    }
    address = f"/staff/sessions/{other.pk}/edit/"
    said = logged_in(alice).post(address, moved, follow=True).content.decode()
    of_another = type(study).objects.create(title="T2", public_title="t", owner=charlie)
    type(lab).objects.filter(pk=lab.pk).update(study=of_another)
    not_said = logged_in(alice).post(address, moved, follow=True).content.decode()

    assert "alice has another session at that time: Capacity and trust" in said
    assert "has another session at that time" not in not_said
