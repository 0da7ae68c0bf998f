"""The completion code and link of a channel: they become part of the session, or staff are told in time."""

from __future__ import annotations

import pytest

from recruitment.channels import completion
from recruitment.laboratory import session_servers
from recruitment.models import ChannelOffer, LabSession, OnlineVisit, ServerRun, Study
from recruitment.session_day import creation
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.process, pytest.mark.usefixtures("rest_key")]

LINK = "https://app.prolific.com/submissions/complete?cc=DONE1"


@pytest.fixture
def lab(offer, session, session_server) -> LabSession:
    Study.objects.update(treatment="demo")
    offer.study.refresh_from_db()
    return session_now(session, room=None, session_server=server_at(session_server.url))


def create(lab: LabSession, person) -> ServerRun:
    for place in at_check_in(lab, person, 2):
        OnlineVisit.objects.create(sign_up=place)
    return creation.create(session=lab, by=None)


def config_of(lab: LabSession, session_server) -> dict[str, str]:
    lab.refresh_from_db()
    config = session_server.rest.session(lab.session_code)["config"]
    return {name: config[name] for name in ("completion_link", "completion_code")}


def test_a_session_of_prolific_is_made_with_the_code_and_the_link_of_the_offer(lab, person, session_server):
    create(lab, person)

    assert config_of(lab, session_server) == {"completion_link": LINK, "completion_code": "DONE1"}
    assert completion.what_is_missing(lab) == ""


@pytest.mark.parametrize("channel", ["sona", "plain_link", "pool"])
def test_other_channels_give_the_session_nothing_that_is_not_theirs(lab, person, offer, session_server, channel):
    Study.objects.update(channel=channel)
    ChannelOffer.objects.update(completion_code="", site="https://lab.sona.example.org", credit_token="secret1")
    create(lab, person)

    # As the treatment has them.
    assert set(config_of(lab, session_server).values()) <= {"", "none"}
    assert completion.what_is_missing(LabSession.objects.get()) == ""


def test_connect_gets_the_redirect_of_the_project(lab, person, session_server):
    Study.objects.update(channel="connect")
    ChannelOffer.objects.update(site="https://connect.example.org/done?x=1", completion_code="")
    create(lab, person)

    assert config_of(lab, session_server)["completion_link"] == "https://connect.example.org/done?x=1"


def test_an_offer_without_a_code_is_said_and_keeps_nobody_from_playing(lab, person, logged_in, alice):
    ChannelOffer.objects.update(completion_code="")
    words = "people who complete the study see no completion code"
    door, page = f"/staff/door/{lab.public_id}/", f"/staff/channels/{lab.study_id}/"

    assert words in logged_in(alice).get(door).content.decode()
    assert words in logged_in(alice).get(page).content.decode()
    assert create(lab, person).made_at


def test_what_the_session_server_would_refuse_is_left_out_and_said(lab, person):
    ChannelOffer.objects.update(completion_code="x" * 41)

    assert create(lab, person).config_fields == {}
    assert "at most 40 letters" in completion.what_is_missing(LabSession.objects.get())


@pytest.mark.parametrize(
    ("channel", "columns", "words"),
    [
        ("prolific", {"completion_code": "x" * 41}, "at most 40 letters"),
        ("connect", {"site": "http://connect.example.org/done"}, "starts with https://"),
    ],
)
def test_it_is_refused_already_in_the_form(study, alice, logged_in, channel, columns, words):
    Study.objects.update(channel=channel)
    form = {"places": "4", "minutes": "9", "reward_0": "1", "reward_1": "GBP", "devices": ["mobile"], **columns}
    form |= {"screen_out_reward_0": "0", "screen_out_reward_1": "GBP", "screen_out_places": "0"}
    page = logged_in(alice).post(f"/staff/channels/{study.pk}/", form)

    assert words in page.content.decode()
    assert not ChannelOffer.objects.exists()


def test_a_session_made_without_the_code_says_which_code_people_need(lab, person, logged_in, alice):
    ChannelOffer.objects.update(completion_code="")
    create(lab, person)
    ChannelOffer.objects.update(completion_code="LATE1")

    assert "enter LATE1" in logged_in(alice).get(f"/staff/door/{lab.public_id}/").content.decode()


def test_a_treatment_that_shows_no_code_is_said(lab):
    session_servers.hear(server=lab.session_server)
    known = lab.session_server.session_configs
    assert completion.what_is_missing(lab) == ""
    lab.session_server.session_configs = [{**config, "takes_completion": False} for config in known]
    lab.session_server.save()

    assert "takes no completion code" in completion.what_is_missing(LabSession.objects.get())
