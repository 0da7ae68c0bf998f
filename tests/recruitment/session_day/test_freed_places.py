"""Places of people who are gone go to the next who comes online; who comes back gets a free one again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from recruitment.channels import submissions
from recruitment.channels.arrivals import NoPlace, arrive
from recruitment.models import LabSession, OnlineVisit, ServerSeat, SignUp
from recruitment.session_day import creation, outcomes, waiting
from tests.harness.people.web_people import WebPerson
from tests.recruitment.check_in_people import server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key")]


@pytest.fixture
def lab(session, offer) -> LabSession:
    return session_now(session, room=None, seats=2)


def leave(*places: SignUp) -> None:
    OnlineVisit.objects.filter(sign_up__in=places).update(seen_at=timezone.now() - timedelta(seconds=80))


def come(offer, name: str) -> SignUp:
    cache.clear()
    return SignUp.objects.get(pk=arrive(offer=offer, channel_id=name).pk)


def states() -> dict[str, str]:
    return dict(SignUp.objects.values_list("person__channel_id", "state"))


def test_two_leave_the_waiting_page_and_the_next_two_get_their_places(lab, offer):
    leave(come(offer, "a"), come(offer, "b"))
    come(offer, "c"), come(offer, "d")

    assert states() == {"a": "no_show", "b": "no_show", "c": "present", "d": "present"}
    with pytest.raises(NoPlace, match="full"):
        come(offer, "e")
    lab.refresh_from_db()
    assert lab.seats_taken == 2


def test_who_is_still_there_keeps_the_place(lab, offer):
    come(offer, "a"), come(offer, "b")

    with pytest.raises(NoPlace, match="full"):
        come(offer, "c")
    assert set(states().values()) == {"present"}


def test_nobody_loses_the_place_while_there_is_a_free_one(lab, offer):
    leave(come(offer, "a"))
    come(offer, "b")

    assert states() == {"a": "present", "b": "present"}


def test_who_comes_back_gets_a_free_place_and_nobody_elses(lab, offer, client):
    first, second = come(offer, "a"), come(offer, "b")
    leave(first)
    third = come(offer, "c")
    page = waiting.link_of(first).removeprefix("http://localhost:8001")
    client.post(page)
    came_back_too_soon = states()["a"]
    leave(second)
    client.post(page)

    assert came_back_too_soon == "no_show"
    assert states() == {"a": "present", "b": "no_show", "c": "present"}
    assert come(offer, "c") == third


def test_by_the_link_of_the_channel_people_come_back_too(lab, offer):
    leave(first := come(offer, "a"), come(offer, "b"))
    come(offer, "c")

    assert come(offer, "a") == first
    assert states() == {"a": "present", "b": "no_show", "c": "present"}


@pytest.mark.parametrize(
    ("said", "number", "goes"),
    [("returned", "s2", False), ("timed_out", "s2", False), ("rejected", "s2", True), ("returned", "s1", True)],
)
def test_who_begins_anew_after_returning_a_submission_keeps_the_place(lab, offer, said, number, goes):
    place = arrive(offer=offer, channel_id="a", submission="s1")
    come(offer, "b")
    submissions.say(sign_up=place, state=said)
    arrive(offer=offer, channel_id="a", submission=number)
    cache.clear()
    if goes:
        come(offer, "c")
    else:
        with pytest.raises(NoPlace, match="full"):
            come(offer, "c")

    assert states()["a"] == ("no_show" if goes else "present")
    place.refresh_from_db()
    assert (place.channel_submission, place.channel_state) == (number, said if goes else "")


@pytest.mark.parametrize(("status", "goes"), [("RETURNED", True), ("TIMED-OUT", True), ("ACTIVE", False)])
def test_the_place_of_who_returned_the_submission_goes_to_the_next(lab, offer, prolific, status, goes):
    come(offer, "a"), come(offer, "b")
    prolific.statuses |= {"a": status, "b": "ACTIVE"}

    if goes:
        come(offer, "c")
        assert states() == {"a": "no_show", "b": "present", "c": "present"}
    else:
        with pytest.raises(NoPlace):
            come(offer, "c")


@pytest.mark.process
def test_who_does_not_start_makes_room_and_may_still_play(session, study, offer, session_server):
    study.treatment = "online_ch_uh"
    study.save()
    lab = session_now(session, room=None, seats=4, session_server=server_at(session_server.url))
    run = creation.create(session=lab, by=None)
    offer.study.refresh_from_db()
    places = [come(offer, name) for name in "abcd"]
    links = [waiting.situation(place).link for place in places]
    for link in links[1:]:
        WebPerson(link).arrive()

    with pytest.raises(NoPlace):
        come(offer, "e")  # they may still start
    ServerSeat.objects.filter(run=run).update(given_at=timezone.now() - timedelta(minutes=6))
    fifth = come(offer, "e")
    with pytest.raises(NoPlace):
        come(offer, "f")

    assert states() == {"a": "no_show", "b": "present", "c": "present", "d": "present", "e": "present"}
    assert waiting.situation(fifth).link not in links
    # Late, but on a seat of the own.
    late = WebPerson(links[0]).arrive()
    assert waiting.situation(SignUp.objects.get(pk=places[0].pk)).link == links[0]
    late.send(consent="False")
    outcomes.fetch(session=lab)
    assert states()["a"] == "present"
    assert places[0].entitlements.count() == 1
