"""Putting a study on Prolific: a group, a draft, then, on its own, the publication."""

from __future__ import annotations

import pytest
from djmoney.money import Money

from recruitment.channels.adapters import ADAPTERS
from recruitment.models import ChannelOffer, Study
from recruitment.services.channel_offers import draft, publish
from recruitment.services.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(offer) -> ChannelOffer:
    """The offer before anything of it stands on the channel."""
    offer.external_id = offer.group_id = ""
    offer.save()
    return offer


def test_a_study_is_drafted_and_then_published(new, prolific, alice):
    draft(offer=new, made_by=alice)
    drafted = dict(prolific.studies[new.external_id])
    publish(offer=new, made_by=alice)

    assert drafted["status"] == "UNPUBLISHED"
    assert prolific.studies[new.external_id]["status"] == "ACTIVE"
    assert new.published_at is not None


@pytest.mark.parametrize("step", [draft, publish])
def test_a_reward_in_another_currency_than_the_channel_pays_in_is_refused(new, prolific, alice, step):
    """The number alone travels: six euros would be paid as six dollars."""
    prolific.currency = "USD"

    with pytest.raises(Refused, match="Prolific pays in USD there, but the reward is in GBP"):
        step(offer=new, made_by=alice)
    assert set(prolific.studies) == {"study1"}
    assert new.published_at is None
    assert not new.calls.exists()


def test_a_channel_that_does_not_tell_its_currency_is_believed(new, prolific, alice):
    prolific.currency = None

    assert draft(offer=new, made_by=alice).external_id == "study2"


def test_prolific_gets_places_codes_and_rewards_in_cents(new, prolific, alice):
    draft(offer=new, made_by=alice)

    made = prolific.studies[new.external_id]
    assert (made["total_available_places"], made["reward"], made["estimated_completion_time"]) == (24, 600, 60)
    completed, screened_out = made["completion_codes"]
    assert completed["code"] == "DONE1"
    assert {"action": "ADD_TO_PARTICIPANT_GROUP", "participant_group": new.group_id} in completed["actions"]
    assert screened_out["actions"] == [
        {"action": "FIXED_SCREEN_OUT_PAYMENT", "fixed_screen_out_reward": 50, "slots": 10}
    ]


def test_a_workspace_that_was_not_named_is_not_sent(new):
    calls = ADAPTERS["prolific"].calls_to_draft
    named = calls(new)[0].body
    new.workspace_id = ""

    assert "workspace_id" in named
    assert set(calls(new)[0].body) == {"name"}


@pytest.mark.parametrize("devices", [["desktop", "tablet", "mobile"], ["mobile"]], ids=["all", "some"])
def test_people_come_with_the_devices_chosen(new, prolific, alice, devices):
    if len(devices) == 1:
        new.devices = devices
        new.save()

    draft(offer=new, made_by=alice)

    assert prolific.studies[new.external_id]["device_compatibility"] == devices


def test_neither_the_title_for_staff_nor_the_treatment_goes_there(new, prolific, alice):
    Study.objects.update(treatment="lab_ch_uh")

    draft(offer=new, made_by=alice)

    text = "".join(asked.text for asked in prolific.acts)
    assert "Decisions in pairs" in text
    assert "Capacity and trust" not in text
    assert "lab_ch_uh" not in text


def test_who_took_part_in_an_excluded_study_is_kept_out(new, prolific, alice, study):
    other = Study.objects.create(title="o", public_title="o", owner=alice, channel="prolific")
    ChannelOffer.objects.create(study=other, group_id="group1")
    new.excluded_studies.add(other)

    draft(offer=new, made_by=alice)

    assert prolific.studies[new.external_id]["filters"] == [
        {"filter_id": "participant_group_blocklist", "selected_values": ["group1"]}
    ]


def test_after_a_failure_the_rest_is_done_and_nothing_twice(new, prolific, alice):
    prolific.mishaps = [("/studies/", "busy")]
    with pytest.raises(Refused):
        draft(offer=new, made_by=alice)

    draft(offer=new, made_by=alice)

    assert (len(prolific.groups), len(prolific.studies)) == (2, 2)  # one of each was there before


def test_publishing_twice_asks_once(new, prolific, alice):
    draft(offer=new, made_by=alice)
    publish(offer=new, made_by=alice)
    n_asked = len(prolific.acts)

    publish(offer=new, made_by=alice)

    assert len(prolific.acts) == n_asked


def test_a_study_is_not_published_before_it_is_drafted(new, prolific, alice):
    with pytest.raises(Refused, match="before this one"):
        publish(offer=new, made_by=alice)
    assert prolific.acts == []


def test_a_wrong_key_is_said(new, prolific, alice, settings):
    settings.PROLIFIC_TOKEN = "another"

    with pytest.raises(Refused, match="Authentication"):
        draft(offer=new, made_by=alice)


@pytest.mark.parametrize(
    ("channel", "columns", "entry", "completion"),
    [
        (
            "prolific",
            {"completion_code": "DONE1"},
            "?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}",
            "https://app.prolific.com/submissions/complete?cc=DONE1",
        ),
        ("connect", {"site": "https://connect.example/done"}, "", "https://connect.example/done"),
        (
            "sona",
            {"site": "https://lab.sona.example/", "external_id": "12", "credit_token": "ab"},
            "?id=%SURVEY_CODE%",
            "https://lab.sona.example/webstudy_credit.aspx?experiment_id=12&credit_token=ab&survey_code=XXXX",
        ),
        ("plain_link", {}, "?id=IDENTIFIER", ""),
    ],
)
def test_each_channel_has_its_links(study, channel, columns, entry, completion):
    offer = ChannelOffer.objects.create(study=study, **columns)
    adapter = ADAPTERS[channel]

    assert adapter.entry_link(offer) == f"http://localhost:8001/come/{offer.public_id}/{entry}"
    assert adapter.completion_link(offer) == completion


def test_our_own_pool_needs_no_link(study):
    offer = ChannelOffer.objects.create(study=study, reward=Money(0, "GBP"))

    assert ADAPTERS["pool"].entry_link(offer) == ""
    assert ADAPTERS["pool"].calls_to_draft(offer) == []


def test_after_the_office_was_stopped_between_an_answer_and_its_note_nothing_is_asked_twice(new, prolific, alice):
    known = publish(offer=draft(offer=new, made_by=alice), made_by=alice)
    n_asked = len(prolific.acts)
    # As if it had been stopped before each note.
    ChannelOffer.objects.update(group_id="", external_id="", published_at=None)

    drafted = draft(offer=ChannelOffer.objects.get(), made_by=alice)
    published = publish(offer=drafted, made_by=alice)

    assert (published.group_id, published.external_id) == (known.group_id, known.external_id)
    assert ChannelOffer.objects.get().published_at is not None
    assert len(prolific.acts) == n_asked
