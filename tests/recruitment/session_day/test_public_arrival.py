"""The page to which the links of channels lead."""

from __future__ import annotations

import pytest

from recruitment.models import Person, SignUp
from recruitment.session_day.waiting import token_of
from tests.recruitment.check_in_people import session_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(offer, session) -> str:
    session_now(session, room=None)
    return f"/come/{offer.public_id}/"


def test_a_preview_of_the_link_takes_no_place(client, address):
    page = client.get(f"{address}?PROLIFIC_PID=5f0a&STUDY_ID=s&SESSION_ID=t")

    assert b'value="5f0a"' in page.content
    assert not Person.objects.exists()


def test_the_button_leads_to_the_persons_waiting_page(client, address):
    page = client.post(address, {"channel_id": "5f0a"}, follow=True)

    assert page.redirect_chain[-1][0] == f"/wait/{token_of(SignUp.objects.get())}/"
    assert "keep this page open" in page.content.decode()
    assert "5f0a" not in page.content.decode() + page.redirect_chain[-1][0]


def test_a_link_without_an_id_is_explained(client, address):
    page = client.post(address, {"channel_id": ""})

    assert page.status_code == 409
    assert "not complete" in page.content.decode()


def test_script_in_the_link_stays_text(client, address):
    page = client.get(address, {"PROLIFIC_PID": '"><script>x()</script>'}).content.decode()

    assert "<script>x()" not in page


def test_a_guessed_address_leads_nowhere(client, address):
    assert client.get("/come/guessed/").status_code == 404


def test_made_up_people_do_not_take_all_places(client, address, settings):
    settings.OFFICE_TRIES_AN_HOUR = 3

    answers = [client.post(address, {"channel_id": f"made-up-{n}"}).status_code for n in range(4)]

    assert answers[-1] == 429
    assert Person.objects.count() <= 3
