"""A person's own sessions: what is shown, what can be done, and what of others stays hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money
from icalendar import Calendar

from recruitment.mail import texts
from recruitment.models import LabSession, OutgoingMail, Study
from recruitment.people.pausing import pause
from recruitment.seats.sign_ups import sign_up

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get("/my/").content.decode()


def test_an_invitation_is_shown_with_its_seats_and_deadlines(session, invited, as_person):
    lab = session(seats=3)
    Study.objects.update(
        public_description="It takes two hours.", consent_text="You agree to be paid.", show_up_fee=Money(5, "EUR")
    )

    shown = page(as_person(invited()))

    assert all(
        words in shown
        for words in ("Decisions in pairs", "3 seats are free.", "It takes two hours.", "You agree to be paid.")
    )
    assert "Anyone who comes in time and cannot play is paid €5.00 for coming." in shown
    assert f'action="/my/sessions/{lab.public_id}/sign-up/"' in shown
    assert "Capacity and trust" not in shown  # the title for staff


def test_signing_up_takes_a_seat(session, invited, as_person):
    lab, rosa = session(), invited()
    client = as_person(rosa)

    response = client.post(f"/my/sessions/{lab.public_id}/sign-up/", follow=True)

    assert rosa.sign_ups.get().state == "signed_up"
    assert "You have a seat." in response.content.decode()
    assert f'href="/my/sessions/{lab.public_id}/cancel/"' in response.content.decode()


def test_a_seat_is_given_up_after_a_question_only(session, invited, as_person):
    lab, rosa = session(), invited()
    sign_up(person=rosa, session=lab)
    client, address = as_person(rosa), f"/my/sessions/{lab.public_id}/cancel/"

    asked = client.get(address).content.decode()
    still = rosa.sign_ups.get().state
    client.post(address)

    assert "Keep my seat" in asked
    assert (still, rosa.sign_ups.get().state) == ("signed_up", "cancelled")
    assert client.get(address).url == "/my/"


def test_a_deadline_that_has_passed_is_no_promise(session, invited, as_person, settings):
    settings.OFFICE_CONTACT = "office@example.org"
    tomorrow = timezone.now() + timedelta(hours=23)
    lab, rosa = session(starts_at=tomorrow, seats=1), invited()
    offered = page(as_person(rosa))
    sign_up(person=rosa, session=lab)
    sign_up(person=invited("omar"), session=lab)
    mails = {mail.template: texts.composed(mail).body for mail in OutgoingMail.objects.all()}

    assert "A seat can no longer be cancelled." in offered
    assert "office@example.org" in offered
    assert "A seat can no longer be cancelled." in mails["signed_up"]
    assert "Nobody is given a seat without being asked any more" in mails["waiting"]
    assert not any(words in text for text in (offered, *mails.values()) for words in ("cancel by", "cancel until"))


def test_who_comes_too_late_reads_the_place_on_the_waiting_list(session, invited, as_person):
    lab = session(seats=1)
    for name in ("omar", "lin"):
        sign_up(person=invited(name), session=lab)

    shown = as_person(invited("rosa")).post(f"/my/sessions/{lab.public_id}/sign-up/", follow=True).content.decode()

    assert "You are number 2 on the waiting list." in shown
    assert "Leave the waiting list" in shown


def test_cancelling_moves_the_next_one_up_and_writes_to_both(session, invited, as_person):
    lab, rosa, omar = session(seats=1), invited("rosa"), invited("omar")
    for person in (rosa, omar):
        sign_up(person=person, session=lab)

    as_person(rosa).post(f"/my/sessions/{lab.public_id}/cancel/")

    assert omar.sign_ups.get().state == "signed_up"
    assert "You have a seat." in page(as_person(omar))
    assert OutgoingMail.objects.filter(template="moved_up", person=omar).count() == 1
    assert OutgoingMail.objects.filter(template="cancelled", person=rosa).count() == 1


def test_after_the_deadline_there_is_no_button_and_a_forged_one_is_refused(session, invited, as_person):
    lab, rosa = session(), invited()
    sign_up(person=rosa, session=lab)
    LabSession.objects.update(cancel_until=timezone.now() - timedelta(minutes=1))
    client = as_person(rosa)

    shown = page(client)
    answer = client.post(f"/my/sessions/{lab.public_id}/cancel/", follow=True).content.decode()

    assert "/cancel/" not in shown
    assert "please write to office@example.org" in shown
    assert "Please write to us if you cannot come." in answer
    assert rosa.sign_ups.get().state == "signed_up"


@pytest.mark.parametrize("what", ["sign-up/", "cancel/"])
def test_a_session_of_others_is_answered_like_one_that_does_not_exist(session, invited, person, as_person, what):
    lab = session()
    sign_up(person=invited("omar"), session=lab)
    client = as_person(person("rosa"))

    of_others = client.post(f"/my/sessions/{lab.public_id}/{what}")
    guessed = client.post(f"/my/sessions/guessed/{what}")
    by_number = client.post(f"/my/sessions/{lab.pk}/{what}")

    assert (of_others.status_code, guessed.status_code, by_number.status_code) == (404, 404, 404)
    assert lab.sign_ups.count() == 1


def test_a_seat_free_after_the_deadline_is_a_click_for_who_waits(session, invited, as_person):
    lab, omar = session(seats=1), invited("omar")
    for each in (invited("rosa"), omar):
        sign_up(person=each, session=lab)
    client = as_person(omar)
    before = page(client)
    LabSession.objects.update(seats=2, cancel_until=timezone.now())
    newcomer = page(as_person(invited("lin")))

    assert "After that nobody is given a seat without being asked" in before
    assert "Take the free seat" not in before
    assert "What is free is kept for one person who has waited longer." in newcomer
    assert "Join the waiting list" in newcomer
    assert "Take the free seat" in page(client)
    client.post(f"/my/sessions/{lab.public_id}/sign-up/")
    assert "You have a seat." in page(client)


def test_the_page_says_what_waiting_keeps_away_and_that_it_has_ended(session, invited, as_person):
    lab, omar = session(seats=1), invited("omar")
    for each in (invited("rosa"), omar):
        sign_up(person=each, session=lab)
    client = as_person(omar)

    waits = page(client)
    LabSession.objects.update(status=LabSession.Status.FINISHED)
    waits_no_more = page(client)

    assert "other sessions of this study are not shown" in waits
    assert "The session has begun without a free seat for you" in waits_no_more
    assert not any(words in waits_no_more for words in ("You are number", "Leave the waiting list", "deadline"))


def test_a_session_that_is_only_planned_is_not_known(session, invited, as_person):
    lab = session(status=LabSession.Status.PLANNED)

    assert as_person(invited()).post(f"/my/sessions/{lab.public_id}/sign-up/").status_code == 404


def test_cancelling_gives_up_nobody_elses_seat(session, invited, as_person):
    lab, rosa, omar = session(), invited("rosa"), invited("omar")
    sign_up(person=omar, session=lab)

    as_person(rosa).post(f"/my/sessions/{lab.public_id}/cancel/", {"person": omar.pk})

    assert omar.sign_ups.get().state == "signed_up"


def test_the_calendar_shows_nothing_of_others(session, invited, as_person):
    lab = session(seats=1)
    sign_up(person=invited("omar", family_name="Canary"), session=lab)

    shown = page(as_person(invited("rosa")))

    assert [word for word in ("Omar", "Canary", "omar@") if word in shown] == []


def test_a_seat_can_be_put_into_a_calendar(session, invited, as_person):
    lab, rosa = session(), invited()
    sign_up(person=rosa, session=lab)

    response = as_person(rosa).get(f"/my/sessions/{lab.public_id}/session.ics")

    [event] = Calendar.from_ical(response.content).events
    assert event["summary"] == "Decisions in pairs"
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_file_is_for_those_with_a_seat_only(session, invited, as_person):
    lab, rosa = session(seats=1), invited("rosa")
    sign_up(person=invited("omar"), session=lab)
    sign_up(person=rosa, session=lab)

    assert as_person(rosa).get(f"/my/sessions/{lab.public_id}/session.ics").status_code == 404
    assert as_person(invited("lin")).get(f"/my/sessions/{lab.public_id}/session.ics").status_code == 404


def test_who_rests_is_told_so_and_offered_nothing(session, invited, as_person):
    session()
    rosa = invited()
    pause(person=rosa)

    shown = page(as_person(rosa))

    assert "You have paused invitations" in shown
    assert "/sign-up/" not in shown


def test_a_session_that_was_called_off_says_so(session, invited, as_person):
    lab, rosa = session(), invited()
    sign_up(person=rosa, session=lab)
    LabSession.objects.update(status=LabSession.Status.CALLED_OFF)

    assert "This session was called off." in page(as_person(rosa))
