"""Putting a study on Prolific: a group, a draft, then, on its own, the publication."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.channels.offers import draft, publish, what_to_know_before
from recruitment.models import ChannelOffer, LabSession, SessionServer, Study
from recruitment.refused import Refused
from tests.recruitment.check_in_people import server_at, session_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(offer, session) -> ChannelOffer:
    """The offer before anything of it stands on the channel; people would be let in now."""
    session_now(session, room=None)
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
    calls = registry.named("prolific").adapter.calls_to_draft
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
    adapter = registry.named(channel).adapter

    assert adapter.entry_link(offer) == f"http://localhost:8001/come/{offer.public_id}/{entry}"
    assert adapter.completion_link(offer) == completion


def test_our_own_pool_needs_no_link(study):
    offer = ChannelOffer.objects.create(study=study, reward=Money(0, "GBP"))

    assert registry.named("pool").adapter.entry_link(offer) == ""
    assert registry.named("pool").adapter.calls_to_draft(offer) == []


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


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"status": "planned"}, "No online session"),
        ({"status": "closed"}, "No online session"),
        ({"status": "running"}, "No online session"),
        ({"seats_taken": 12}, "No online session"),
        ({"starts_at": -timedelta(minutes=16)}, "No online session"),
        ({"in_a_room": True}, "No online session"),
    ],
)
def test_nothing_is_published_while_nobody_could_be_let_in(new, prolific, alice, session, columns, words):
    draft(offer=new, made_by=alice)
    lab = LabSession.objects.get()
    if columns == {"in_a_room": True}:
        columns = {"room": session().room}
        LabSession.objects.exclude(pk=lab.pk).update(status="planned")
    if "starts_at" in columns:
        moment = timezone.now() + columns["starts_at"]
        columns = {"starts_at": moment, "sign_up_closes_at": moment, "cancel_until": moment}
    LabSession.objects.filter(pk=lab.pk).update(**columns)

    with pytest.raises(Refused, match=words):
        publish(offer=new, made_by=alice)
    assert prolific.studies[new.external_id]["status"] == "UNPUBLISHED"
    assert ChannelOffer.objects.get().published_at is None


@pytest.mark.parametrize(
    ("model", "columns", "words"),
    [
        (Study, {"status": "closed"}, "not open"),
        (ChannelOffer, {"completion_code": ""}, "no completion code"),
        (SessionServer, {"last_failed_at": timezone.now()}, "does not answer"),
    ],
)
def test_nor_while_people_would_end_without_code_or_session(new, prolific, alice, model, columns, words):
    draft(offer=new, made_by=alice)
    LabSession.objects.update(session_server=server_at("http://nowhere"))
    model.objects.update(**columns)

    with pytest.raises(Refused, match=words):
        publish(offer=ChannelOffer.objects.get(), made_by=alice)
    assert prolific.studies[new.external_id]["status"] == "UNPUBLISHED"


def test_what_may_disappoint_people_is_said_before(new, alice, logged_in):
    enough = ChannelOffer.objects.get()
    enough.places = 12
    assert what_to_know_before(enough) == []
    later = timezone.now() + timedelta(hours=3)
    LabSession.objects.update(starts_at=later, ends_at=later + timedelta(hours=1))
    page = logged_in(alice).get(f"/staff/channels/{new.study_id}/").content.decode()

    assert "Publish then: anyone who comes before is sent away" in page
    assert "offered 24 places, and the open sessions have 12" in page
