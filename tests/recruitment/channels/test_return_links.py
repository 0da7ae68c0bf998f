"""People of a channel who find no place are led back there, with the channel's own code."""

from __future__ import annotations

import pytest

from recruitment.channels.arrivals import arrive
from recruitment.channels.return_links import way_out
from recruitment.models import SignUp
from recruitment.session_day.waiting import token_of
from tests.recruitment.check_in_people import at_check_in, session_now

pytestmark = pytest.mark.django_db

PROLIFIC = "https://app.prolific.com/submissions/complete?cc=OUT1"


@pytest.fixture
def online(session, offer):
    return session_now(session, room=None, seats=1)


def page_after(state: str, offer, client) -> str:
    place = arrive(offer=offer, channel_id="5f0a")
    SignUp.objects.filter(pk=place.pk).update(state=state)
    return client.get(f"/wait/{token_of(place)}/").content.decode()


@pytest.mark.parametrize("state", ["turned_away", "no_show"])
def test_who_waited_in_vain_gets_the_code_for_being_screened_out(online, offer, client, state):
    page = page_after(state, offer, client)

    assert f'href="{PROLIFIC}"' in page
    assert "DONE1" not in page


def test_who_comes_after_the_last_place_gets_it_too(online, offer, client):
    arrive(offer=offer, channel_id="first")
    page = client.post(f"/come/{offer.public_id}/", {"channel_id": "second"})

    assert page.status_code == 409
    assert f'href="{PROLIFIC}"' in page.content.decode()


def test_a_broken_link_pays_nobody(online, offer, client):
    page = client.post(f"/come/{offer.public_id}/", {"channel_id": "=1+1"}).content.decode()

    assert "not complete" in page
    assert "OUT1" not in page


def test_who_still_waits_sees_no_way_out(online, offer, client):
    assert "OUT1" not in page_after("present", offer, client)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "columns", "link", "words"),
    [
        ("prolific", {"screen_out_code": ""}, "https://app.prolific.com/", "return your submission"),
        (
            "connect",
            {"screen_out_site": "https://connect.example.org/partial"},
            "https://connect.example.org/partial",
            "",
        ),
        ("connect", {}, "", "You can close this page"),
        ("sona", {"site": "https://lab.sona.example.org"}, "https://lab.sona.example.org", "sees that you came"),
        (
            "plain_link",
            {"screen_out_site": "https://panel.example.org/out"},
            "https://panel.example.org/out",
            "Go back",
        ),
        ("plain_link", {}, "", "You can close this page"),
    ],
    ids=["Prolific without a code", "Connect", "Connect, nothing said", "Sona", "a panel", "a mailing list"],
)
def test_no_channel_ends_nowhere(online, offer, study, client, channel, columns, link, words):
    study.channel = channel
    study.save()
    for name, value in columns.items():
        setattr(offer, name, value)
    offer.save()
    offer.study.refresh_from_db()
    page = page_after("turned_away", offer, client)

    assert way_out(study).link == link
    assert words in page
    assert (f'href="{link}"' in page) == bool(link)


def test_the_credit_of_sona_is_not_given_away(online, offer, study, client):
    study.channel, offer.site, offer.credit_token = "sona", "https://lab.sona.example.org", "token-1"
    study.save()
    offer.save()
    offer.study.refresh_from_db()

    assert "token-1" not in page_after("turned_away", offer, client)


def test_people_of_our_own_pool_need_none(session, person, study, client):
    place = at_check_in(session_now(session, room=None), person, 1, "turned_away")[0]

    assert way_out(study) is None
    assert "Go back" not in client.get(f"/wait/{token_of(place)}/").content.decode()
