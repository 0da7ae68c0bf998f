"""The page of a study on its channel: links, and each call before it is made."""

from __future__ import annotations

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.channels.offer_forms import OfferForm
from recruitment.models import ChannelOffer
from tests.recruitment.check_in_people import session_now

pytestmark = pytest.mark.django_db

FORM = {
    "places": "24",
    "minutes": "60",
    "reward_0": "6.00",
    "reward_1": "GBP",
    "completion_code": "DONE1",
    "screen_out_code": "",
    "screen_out_reward_0": "0",
    "screen_out_reward_1": "GBP",
    "screen_out_places": "0",
    "devices": ["desktop", "tablet"],
    "workspace_id": "workspace1",
}


@pytest.fixture
def address(study) -> str:
    study.channel = "prolific"
    study.save()
    return f"/staff/channels/{study.pk}/"


def test_an_offer_is_described_on_the_page(address, study, alice, logged_in):
    response = logged_in(alice).post(address, FORM)

    assert response.status_code == 302
    offer = ChannelOffer.objects.get(study=study)
    assert (offer.places, str(offer.reward.amount)) == (24, "6.00")
    assert offer.devices == ["desktop", "tablet"]


def test_a_new_offer_is_for_every_device_and_none_cannot_be_chosen(address, study, alice, logged_in):
    client = logged_in(alice)

    assert client.get(address).content.decode().count('name="devices" value="') == 3
    assert client.get(address).content.decode().count(" checked") == 3
    for chosen in ([], ["watch"]):
        assert client.post(address, {**FORM, "devices": chosen}).status_code == 200
    assert not ChannelOffer.objects.exists()


def test_the_page_shows_links_and_calls_and_makes_none(address, offer, prolific, alice, logged_in):
    ChannelOffer.objects.update(external_id="", group_id="")

    page = logged_in(alice).get(address).content.decode()

    assert "PROLIFIC_PID={{%PROLIFIC_PID%}}" in page
    assert "https://app.prolific.com/submissions/complete?cc=DONE1" in page
    assert "POST " + prolific.url + "/api/v1/participant-groups/" in page
    assert "POST " + prolific.url + "/api/v1/studies/" in page
    assert "token-of-the-tests" not in page
    assert prolific.asked == []


def test_drafting_and_publishing_are_two_clicks(address, offer, prolific, alice, logged_in, session):
    session_now(session, room=None)
    ChannelOffer.objects.update(external_id="", group_id="")
    client = logged_in(alice)

    client.post(f"{address}draft/")
    before = [study["status"] for study in prolific.studies.values()]
    client.post(f"{address}publish/")

    assert before == ["ACTIVE", "UNPUBLISHED"]
    assert [study["status"] for study in prolific.studies.values()] == ["ACTIVE", "ACTIVE"]


def test_codes_with_other_signs_are_refused(address, study, alice, logged_in):
    logged_in(alice).post(address, {**FORM, "completion_code": "A&cc=B"})

    assert not ChannelOffer.objects.exists()


def test_screening_out_never_pays_as_much_as_the_study(address, study, alice, logged_in):
    page = logged_in(alice).post(address, {**FORM, "screen_out_reward_0": "6.00"})

    assert page.status_code == 200
    assert not ChannelOffer.objects.exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"screen_out_reward_0": "7.00"}, "Being screened out must pay less than the study."),
        ({"screen_out_reward_0": "-1.00"}, "Rewards must not be negative."),
        ({"reward_0": "-1.00", "screen_out_reward_0": "-2.00"}, "Rewards must not be negative."),
        ({"screen_out_code": "DONE1"}, "The two codes must differ."),
        ({"screen_out_reward_0": "1.00", "screen_out_reward_1": "EUR"}, "A channel pays in one currency."),
    ],
)
def test_what_an_offer_cannot_be_is_said_in_words_and_once(address, study, alice, logged_in, columns, words):
    page = logged_in(alice).post(address, {**FORM, **columns}).content.decode()

    assert page.count(words) == 1
    assert "is violated" not in page
    assert not ChannelOffer.objects.exists()


def test_the_calls_shown_are_of_what_is_stored_and_not_of_what_was_refused(address, offer, prolific, alice, logged_in):
    ChannelOffer.objects.update(external_id="", group_id="")
    refused = {**FORM, "minutes": "77", "screen_out_reward_0": "700.00"}

    page = logged_in(alice).post(address, refused).content.decode()

    assert "must pay less" in page
    assert "estimated_completion_time" in page
    assert "fixed_screen_out_reward&quot;: 70000" not in page
    assert "estimated_completion_time&quot;: 77" not in page


def test_an_offer_begins_in_the_currency_of_its_study_and_another_one_is_said(address, study, alice, logged_in):
    client = logged_in(alice)
    new = client.get(address).content.decode()
    other = client.post(address, FORM, follow=True).content.decode()
    same = client.post(address, {**FORM, "reward_1": "EUR", "screen_out_reward_1": "EUR"}, follow=True).content.decode()

    assert new.count('<option value="EUR" selected>') == 2
    assert "amounts in two currencies never add up" in other
    assert "amounts in two currencies never add up" not in same


@pytest.mark.parametrize(("name", "status"), [("aud", 200), ("doris", 403), ("charlie", 404)])
def test_others_change_nothing(request, address, offer, prolific, logged_in, name, status):
    client = logged_in(request.getfixturevalue(name))

    seen = client.get(address).status_code
    client.post(address, {**FORM, "places": "1"})
    client.post(f"{address}publish/")

    offer.refresh_from_db()
    assert (seen, offer.places, prolific.asked) == (status, 24, [])


def test_a_form_that_was_opened_before_the_draft_was_made_forgets_nothing_of_it(address, offer, alice, logged_in):
    page = OfferForm(
        {**FORM, "places": "30", "external_id": ""}, instance=ChannelOffer.objects.get(), study=offer.study, user=alice
    )
    ChannelOffer.objects.update(external_id="study2", group_id="group2", published_at=timezone.now())
    assert page.is_valid()
    page.save()

    saved = ChannelOffer.objects.get()
    assert (saved.places, saved.external_id, saved.group_id) == (30, "study2", "group2")
    assert saved.published_at is not None
    logged_in(alice).post(address, {**FORM, "external_id": ""})
    assert ChannelOffer.objects.get().external_id == "study2"


@pytest.mark.parametrize(("budget", "is_said"), [("1.00", True), ("9999.00", False), ("0.00", False)])
def test_rewards_above_the_budget_are_said(address, study, alice, logged_in, budget, is_said):
    study.budget = Money(budget, "GBP")
    study.save()

    page = logged_in(alice).post(address, FORM, follow=True).content.decode()

    assert ("The rewards of all places are" in page) == is_said


@pytest.mark.parametrize("name", ["credits/", "credits.csv"])
def test_only_a_study_on_sona_has_credits(address, offer, alice, logged_in, name):
    client = logged_in(alice)

    assert [client.post(f"{address}{name}").status_code, client.get(f"{address}credits.csv").status_code] == [404, 404]
