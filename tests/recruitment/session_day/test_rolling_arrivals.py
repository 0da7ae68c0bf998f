"""Treatments whose blocks fill by arrival: the session is made first, and each who comes gets the next seat at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.channels.arrivals import NoPlace, arrive
from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import HeardOutcome, LabSession, ServerRun, ServerSeat, SignUp
from recruitment.session_day import creation, outcomes, waiting
from recruitment.session_day.check_in import is_open
from tests.harness.people.web_people import WebPerson
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key"), pytest.mark.process]


@pytest.fixture
def lab(session, study, session_server) -> LabSession:
    """An online session for five people; blocks of this treatment have four."""
    study.treatment = "online_ch_uh"
    study.save()
    return session_now(session, room=None, seats=5, session_server=server_at(session_server.url))


@pytest.fixture
def run(lab, offer) -> ServerRun:
    """The session, made on a real server before anybody has come."""
    made = creation.create(session=lab, by=None)
    offer.study.refresh_from_db()
    return made


def link(place: SignUp) -> str:
    seen = waiting.situation(SignUp.objects.select_related("session__study").get(pk=place.pk))
    assert seen.situation == "go"
    return seen.link


def test_the_session_is_made_for_nobody_yet_in_full_blocks(run):
    seats = run.seats.all()

    assert (run.is_rolling, len(seats)) == (True, 8)
    assert {seat.sign_up for seat in seats} == {None}
    assert len({seat.participant_code for seat in seats} - {""}) == 8


def test_who_comes_gets_the_next_seat_at_once_and_the_server_knows_the_label(run, offer):
    first, second = (arrive(offer=offer, channel_id=name) for name in ("a", "b"))
    people = [WebPerson(link(place)).arrive() for place in (first, second)]

    seats = list(run.seats.filter(sign_up__isnull=False))
    assert [seat.number for seat in seats] == [1, 2]
    assert [person.code for person in people] == [seat.participant_code for seat in seats]
    run.session.refresh_from_db()
    told = {each.participant_code: each.label for each in bridge.fetch_outcomes(run.server, run.session.session_code)}
    labels = [place.person.labels.get().label for place in (first, second)]
    assert [told[person.code] for person in people] == labels
    first.refresh_from_db()
    assert (first.state, first.participant_code) == ("present", people[0].code)


def test_coming_again_leads_to_the_same_seat(run, offer):
    links = {link(arrive(offer=offer, channel_id="a")) for _ in range(3)}

    assert len(links) == 1
    assert ServerSeat.objects.filter(sign_up__isnull=False).count() == 1


def test_whoever_comes_after_the_last_place_is_told(run, offer):
    for name in "abcde":
        link(arrive(offer=offer, channel_id=name))

    with pytest.raises(NoPlace, match="full"):
        arrive(offer=offer, channel_id="f")


def test_nobody_is_late_and_people_come_until_the_planned_end(run, lab, offer):
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(minutes=1)}
    LabSession.objects.filter(pk=lab.pk).update(
        cancel_until=now - timedelta(days=1), sign_up_closes_at=now - timedelta(days=1), **times
    )
    assert arrive(offer=offer, channel_id="a").session == lab
    assert SignUp.objects.get().state == "present"
    LabSession.objects.update(ends_at=now - timedelta(minutes=1))

    with pytest.raises(NoPlace):
        arrive(offer=offer, channel_id="b")


def test_people_of_the_pool_come_by_their_waiting_page(run, lab, person, client):
    place = at_check_in(lab, person, 1, "signed_up")[0]
    address = waiting.link_of(place).removeprefix("http://localhost:8001")
    page = client.get(address).content.decode()
    client.post(address)

    assert "You begin at once" in page
    assert f'href="{link(place)}"' in client.get(address).content.decode()


def test_who_waited_before_the_session_was_made_is_seated_at_the_next_look(lab, offer):
    offer.study.refresh_from_db()
    place = arrive(offer=offer, channel_id="a")
    creation.create(session=lab, by=None)
    waiting.visit(sign_up=place)

    assert link(place)


def test_the_outcomes_of_free_seats_concern_nobody_and_the_session_stays_open(run, lab, offer):
    place = arrive(offer=offer, channel_id="a")
    fetched = outcomes.fetch(session=lab)

    lab.refresh_from_db()
    assert (fetched.n_playing, fetched.n_unknown, lab.status) == (1, 0, LabSession.Status.RUNNING)
    assert HeardOutcome.objects.get().sign_up == place


def test_the_door_says_that_people_play_as_they_come(lab, offer, ada, logged_in):
    session_servers.hear(server=lab.session_server)
    before = logged_in(ada).get(f"/staff/door/{lab.public_id}/").content.decode()
    creation.create(session=lab, by=None)
    offer.study.refresh_from_db()
    arrive(offer=offer, channel_id="a")
    after = logged_in(ada).get(f"/staff/door/{lab.public_id}/").content.decode()

    assert is_open(lab)
    assert "play as they arrive" in before
    assert "7 seats are free" in after
    assert "play as they arrive" not in after


def test_the_same_treatment_in_a_room_waits_for_who_is_present(session, study, person, session_server):
    study.treatment = "online_ch_uh"
    study.save()
    lab = session_now(session, session_server=server_at(session_server.url))
    at_check_in(lab, person, 4)
    made = creation.create(session=lab, by=None)

    assert not made.is_rolling
    assert made.seats.filter(sign_up__isnull=False).count() == 4
