"""Nobody is sent to a session server that does not answer, and staff see that it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.channels.arrivals import NoPlace, arrive
from recruitment.duties import housekeeping
from recruitment.laboratory import server_client
from recruitment.models import LabSession, ServerRun, ServerSeat, SessionServer, SignUp
from recruitment.refused import Refused
from recruitment.session_day import waiting
from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = pytest.mark.django_db


class Live(FakeChannel):
    """A server that is there, whatever it says."""

    status = 200

    def answer(self, asked: Asked) -> Answer:
        return Answer(self.status, [])


@pytest.fixture
def live():
    with Live() as server:
        yield server


@pytest.fixture
def dead() -> SessionServer:
    # Nobody listens at port 1.
    return server_at("http://127.0.0.1:1")


@pytest.fixture
def rolling(session):
    """Return ``rolling(server)``: an online session that runs there and has a free seat for each who comes."""

    def make(server: SessionServer, seats: int = 3, **columns) -> LabSession:
        lab = session_now(session, room=None, seats=seats, session_server=server, status="running", **columns)
        run = ServerRun.objects.create(
            session=lab, server=server, config_name="x", people_per_block=1, is_rolling=True, attempts=1,
            made_at=timezone.now(),
        )  # fmt: skip
        ServerSeat.objects.bulk_create(
            ServerSeat(run=run, number=n, label=f"label{lab.pk}-{n}", participant_code=f"code{lab.pk}{n}")
            for n in range(seats)
        )
        return lab

    return make


def test_who_comes_is_sent_past_a_server_that_does_not_answer(offer, rolling, dead, live):
    sooner = {"starts_at": timezone.now() + timedelta(minutes=1)}
    gone, there = rolling(dead, **sooner), rolling(server_at(live.url))
    places = [arrive(offer=offer, channel_id=name) for name in ("a", "b", "c")]

    assert {place.session for place in places} == {there}
    gone.refresh_from_db()
    assert (gone.seats_taken, gone.server_run.seats.filter(sign_up=None).count()) == (0, 3)
    # One who comes after the other does not wait for it again.
    assert len(live.asked) == 1


@pytest.mark.parametrize(("status", "is_there"), [(200, True), (403, True), (404, True), (500, False), (502, False)])
def test_a_server_that_refuses_is_there_and_one_that_fails_is_not(offer, rolling, live, status, is_there):
    live.status = status
    lab = rolling(server_at(live.url))

    if is_there:
        assert arrive(offer=offer, channel_id="a").session == lab
    else:
        with pytest.raises(Refused, match="cannot be reached"):
            arrive(offer=offer, channel_id="a")


def test_where_none_answers_people_are_asked_to_come_again(offer, rolling, dead, live, client):
    lab = rolling(dead)

    with pytest.raises(Refused, match="cannot be reached") as refusal:
        arrive(offer=offer, channel_id="a")
    assert not isinstance(refusal.value, NoPlace)
    page = client.post(f"/come/{offer.public_id}/", {"channel_id": "a"})
    assert (page.status_code, "OUT1" in page.content.decode()) == (409, False)
    SessionServer.objects.update(url=live.url, last_failed_at=timezone.now() - timedelta(minutes=1))
    assert arrive(offer=offer, channel_id="a").session == lab


def test_a_session_that_is_still_to_be_made_takes_people_if_there_is_no_other(offer, session, rolling, dead, live):
    to_be_made = session_now(session, room=None, seats=2, session_server=dead)
    other = rolling(server_at(live.url), seats=1)

    assert [arrive(offer=offer, channel_id=name).session for name in ("a", "b")] == [other, to_be_made]


def test_a_full_study_is_full_also_where_servers_are_away(offer, rolling, dead):
    LabSession.objects.filter(pk=rolling(dead, seats=1).pk).update(seats_taken=1)

    with pytest.raises(NoPlace, match="full"):
        arrive(offer=offer, channel_id="a")


def test_who_waits_for_a_server_that_went_away_goes_on_when_it_is_back(rolling, person, client, live, dead):
    lab = rolling(dead)
    place = at_check_in(lab, person, 1)[0]
    SessionServer.objects.update(last_failed_at=timezone.now())
    address = waiting.link_of(place).removeprefix("http://localhost:8001")
    client.post(address)
    page = client.get(address).content.decode()

    assert not ServerSeat.objects.filter(sign_up=place).exists()
    assert "keep this page open" in page
    SessionServer.objects.update(url=live.url, last_failed_at=timezone.now() - timedelta(minutes=1))
    assert client.post(address, headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith(live.url)


def test_who_has_a_seat_there_is_not_led_to_a_dead_address(rolling, person, client, dead):
    lab = rolling(dead)
    place = at_check_in(lab, person, 1)[0]
    ServerSeat.objects.filter(number=0).update(sign_up=place)
    SessionServer.objects.update(last_failed_at=timezone.now())
    page = client.get(waiting.link_of(place).removeprefix("http://localhost:8001")).content.decode()

    assert "The session cannot be reached at the moment" in page
    assert "127.0.0.1:1" not in page


def test_the_overview_and_the_door_name_a_server_that_is_silent(rolling, dead, ada, logged_in):
    lab, client = rolling(dead), logged_in(ada)
    before = client.get("/staff/").content.decode()
    housekeeping.do_all()
    after = [client.get(address).content.decode() for address in ("/staff/", f"/staff/door/{lab.public_id}/")]

    assert "does not answer" not in before
    assert ["does not answer" in page for page in after] == [True, True]
    assert "cannot be reached (ConnectionError)" in after[0]


def test_servers_that_nobody_needs_are_not_asked(session, dead, monkeypatch):
    session_now(session, session_server=dead, starts_at=timezone.now() + timedelta(days=3))
    monkeypatch.setattr(server_client, "ask_whether_there", lambda server: pytest.fail(f"{server} was asked"))
    housekeeping.do_all()

    assert SignUp.objects.count() == 0
