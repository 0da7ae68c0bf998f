"""The waiting page of an online session: who is let in, for how long, and where it leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.models import Entitlement, LabSession, OnlineVisit, ServerRun, ServerSeat, SignUp
from recruitment.session_day import creation, waiting
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def online(session, study):
    study.show_up_fee = Money(3, "EUR")
    study.save()
    return lambda minutes=10, **columns: session_now(
        session, room=None, starts_at=timezone.now() + timedelta(minutes=minutes), **columns
    )


def expected(lab: LabSession, person) -> SignUp:
    return at_check_in(lab, person, 1, "signed_up")[0]


def address(place: SignUp) -> str:
    return waiting.link_of(place).removeprefix("http://localhost:8001")


def state(place: SignUp) -> str:
    return SignUp.objects.get(pk=place.pk).state


def test_looking_at_the_link_marks_nobody_as_present(online, person, client):
    place = expected(online(), person)
    page = client.get(address(place)).content.decode()

    assert "I am here" in page
    assert state(place) == "signed_up"


@pytest.mark.parametrize(("minutes", "became"), [(10, "present"), (-5, "late")], ids=["in time", "after the start"])
def test_who_says_to_be_here_is_present_or_late(online, person, client, minutes, became):
    place = expected(online(minutes), person)
    answer = client.post(address(place))

    assert answer.url == address(place)
    assert state(place) == became
    assert "keep this page open" in client.get(address(place)).content.decode()


@pytest.mark.parametrize("changed", ["x", "1:abc", ""], ids=["no token", "made up", "another's"])
def test_nobody_waits_with_a_link_that_was_not_given_out(online, person, client, changed):
    place, other = expected(lab := online(), person), at_check_in(lab, person, 1, "signed_up")[0]
    token = changed or waiting.token_of(place).replace(str(place.pk), str(other.pk), 1)

    assert client.post(f"/wait/{token}/").status_code == 404
    assert state(other) == "signed_up"


def test_the_page_opens_half_an_hour_before(online, person, client):
    place = expected(online(45), person)
    client.post(address(place))

    assert state(place) == "signed_up"
    assert "You are early" in client.get(address(place)).content.decode()


def test_who_has_waited_to_the_limit_is_free_to_go_and_paid_once(online, person, client):
    lab = online(-14, waiting_minutes=15)
    place = expected(lab, person)
    client.post(address(place))
    LabSession.objects.filter(pk=lab.pk).update(waiting_minutes=13)
    client.post(address(place))
    client.post(address(place))

    assert state(place) == "turned_away"
    assert Entitlement.objects.get().amount == Money(3, "EUR")
    assert "You are paid" in client.get(address(place)).content.decode()


def test_who_comes_after_the_limit_is_not_expected(online, person, client):
    place = expected(online(-16), person)
    client.post(address(place))

    assert state(place) == "signed_up"
    assert "not expected here" in client.get(address(place)).content.decode()


def test_a_session_in_the_laboratory_has_no_waiting_page(session, person, client):
    place = expected(session_now(session), person)
    client.post(address(place))

    assert state(place) == "signed_up"


def test_who_is_left_of_those_who_came_is_who_plays(online, person):
    lab = online()
    here, gone = at_check_in(lab, person, 2), at_check_in(lab, person, 1)
    for place in [*here, *gone]:
        OnlineVisit.objects.create(sign_up=place)
    OnlineVisit.objects.filter(sign_up__in=gone).update(seen_at=timezone.now() - creation.SEEN_WITHIN)
    drawn = creation.preview(lab, people_per_block=2)

    assert set(drawn.playing) == set(here)
    assert drawn.left_over == [(gone[0], "left_the_page")]


@pytest.fixture
def seated(online, person):
    lab = online(-20)
    place = expected(lab, person)
    door_run = ServerRun.objects.create(
        session=lab, server=server_at("https://lab.example.org"), config_name="x", people_per_block=1, attempts=1
    )
    ServerSeat.objects.create(run=door_run, sign_up=place, number=1, label="abc", participant_code="abcd1234")
    SignUp.objects.filter(pk=place.pk).update(state="present")
    return place


def test_whoever_has_a_seat_waits_for_the_server_beyond_the_limit(seated, client):
    client.post(address(seated))

    assert state(seated) == "present"
    assert "keep this page open" in client.get(address(seated)).content.decode()


def test_the_page_leads_to_the_persons_own_link_as_soon_as_the_session_is_made(seated, client):
    ServerRun.objects.update(made_at=timezone.now())
    answer = client.post(address(seated), headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "https://lab.example.org/InitializeParticipant/abcd1234"
    assert (
        'href="https://lab.example.org/InitializeParticipant/abcd1234"' in client.get(address(seated)).content.decode()
    )


def test_participants_are_led_to_the_address_made_for_them(seated, client):
    ServerRun.objects.update(made_at=timezone.now())
    seat = ServerSeat.objects.select_related("run__server").get()
    seat.run.server.participant_url = "https://study.example.org/"
    seat.run.server.save()

    assert waiting.situation(seated).link == "https://study.example.org/InitializeParticipant/abcd1234"
