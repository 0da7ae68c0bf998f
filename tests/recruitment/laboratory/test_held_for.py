"""A session whose config is a pilot's or a rehearsal's is marked wherever staff see it."""

from __future__ import annotations

import pytest

from recruitment.laboratory import server_client, session_servers
from tests.recruitment.check_in_people import server_at, session_now

pytestmark = pytest.mark.django_db

SAID = {"name": "x", "display_name": "X", "num_demo_participants": 2}


@pytest.fixture
def lab(session, study):
    """Return ``lab(**said)``: a running session of a config of which the server says this."""

    def lab(**said):
        server = server_at("http://127.0.0.1:1")
        server.session_configs = [{"name": "x", "display_name": "X", **said}]
        server.save()
        study.treatment = "x"
        study.save()
        return session_now(session, session_server=server, status="running")

    return lab


@pytest.mark.parametrize(("purpose", "words"), [("rehearsal", "Rehearsal: no data"), ("pilot", "Pilot: no data")])
def test_it_is_marked_on_every_page_that_names_it(lab, study, ada, logged_in, purpose, words):
    its = lab(purpose=purpose)
    client = logged_in(ada)
    pages = (
        f"/staff/door/{its.public_id}/", "/staff/door/", f"/staff/studies/{study.pk}/", "/staff/servers/",
        "/staff/sessions/",
    )  # fmt: skip

    for page in pages:
        answer = client.get(page)
        assert (page, answer.status_code, words in answer.content.decode()) == (page, 200, True)


@pytest.mark.parametrize("said", [{"purpose": "data"}, {}, {"purpose": "of a later version"}])
def test_data_and_what_is_not_known_are_not_marked(lab, said):
    assert session_servers.held_for(lab(**said)) == ""


def test_the_purpose_is_heard_of_the_server():
    said = [server_client._config({**SAID, **more}).purpose for more in ({}, {"purpose": "pilot"})]

    assert said == ["data", "pilot"]
