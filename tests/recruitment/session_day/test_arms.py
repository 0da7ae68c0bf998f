"""How far the arms of a session are, as its server says when staff ask."""

from __future__ import annotations

import pytest

from recruitment.laboratory import server_client
from recruitment.laboratory.server_client import ArmProgress, SaidNo
from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel
from tests.harness.servers.session_server import REST_KEY
from tests.recruitment.check_in_people import at_check_in, server_at, session_now
from tests.recruitment.session_day.test_staff_check_in import made_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key")]

SAID = {"name": "dear_first", "blocks": 6, "playing": 2, "finished": 3, "people": 9}


class Server(FakeChannel):
    """Says how far its arms are."""

    arms = ({**SAID},)
    status = 200

    def answer(self, asked: Asked) -> Answer:
        assert asked.headers.get("otree-rest-key") == REST_KEY
        return Answer(self.status, {"arms": list(self.arms)})


@pytest.fixture
def live():
    with Server() as server:
        yield server


@pytest.mark.process
def test_arms_are_read_and_anything_else_is_a_failure(live):
    server = server_at(live.url)
    assert server_client.arms(server, "abc") == [ArmProgress("dear_first", 6, 2, 3, 9)]
    live.arms = ()
    assert server_client.arms(server, "abc") == []
    live.arms = ({"name": "x"},)
    with pytest.raises(server_client.Failed):
        server_client.arms(server, "abc")
    live.status = 404
    with pytest.raises(SaidNo):
        server_client.arms(server, "abc")


@pytest.fixture
def running(session, person):
    lab = session_now(session, session_server=server_at("https://lab.example.org"))
    return made_run(lab, at_check_in(lab, person, 2)).session


def test_staff_see_arms_as_the_server_says_them_now(running, doris, logged_in, monkeypatch):
    monkeypatch.setattr(server_client, "arms", lambda _server, _code: [ArmProgress("dear_first", 6, 2, 3, 9)])
    page = logged_in(doris).get(f"/staff/door/{running.public_id}/arms/").content.decode()

    assert '<th scope="row" translate="no">dear_first</th><td>6</td><td>2</td><td>3</td><td>9</td>' in page


def test_a_server_that_does_not_answer_is_said_and_no_arms_are_not_an_empty_table(
    running, doris, logged_in, monkeypatch
):
    def away(_server, _code):
        raise server_client.Unanswered("did not answer")

    client = logged_in(doris)
    monkeypatch.setattr(server_client, "arms", away)
    assert "did not answer." in client.get(f"/staff/door/{running.public_id}/arms/").content.decode()
    monkeypatch.setattr(server_client, "arms", lambda _server, _code: [])
    page = client.get(f"/staff/door/{running.public_id}/arms/").content.decode()
    assert "All blocks of this session play the same." in page
    assert "<table" not in page
