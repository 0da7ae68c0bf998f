"""Credit on Sona: granted once to whoever completed, and said when it was not."""

from __future__ import annotations

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command

from recruitment.channels.sona.adapter import ADAPTER, NO_REASON
from recruitment.channels.sona.course_credits import grant_credits
from recruitment.channels.transport import Outcome, Result
from recruitment.models import ChannelCall, ChannelOffer, Entitlement
from recruitment.money.corrections import cancel_entitlement
from recruitment.money.paying_by_calls import settle
from recruitment.refused import Refused
from tests.harness.channels.fake_sona import FakeSona

pytestmark = pytest.mark.django_db


@pytest.fixture
def sona():
    with FakeSona() as fake:
        yield fake


@pytest.fixture
def sona_offer(study, sona) -> ChannelOffer:
    study.channel = "sona"
    study.save()
    return ChannelOffer.objects.create(
        study=study, site=sona.url, external_id=sona.experiment_id, credit_token=sona.token
    )


def test_everybody_who_completed_is_credited_once(sona, sona_offer, owed, alice):
    for code in ("1111", "2222"):
        owed(channel="sona", channel_id=code)
        sona.sign_ups.append(code)
    left = owed(channel="sona", channel_id="3333")
    Entitlement.objects.filter(pk=left.pk).update(exit_reason="declined")

    assert grant_credits(offer=sona_offer, made_by=alice) == 2
    assert grant_credits(offer=sona_offer, made_by=alice) == 0
    assert sona.granted == {"1111": 1, "2222": 1}


def test_a_refusal_in_an_answer_that_looks_well_is_seen(sona, sona_offer, owed, alice):
    owed(channel="sona", channel_id="9999")  # never signed up there

    with pytest.raises(Refused):
        grant_credits(offer=sona_offer, made_by=alice)
    assert len(ADAPTER.sign_ups_to_credit(sona_offer)) == 1


def test_a_lost_answer_is_asked_for_again(sona, sona_offer, owed, alice):
    owed(channel="sona", channel_id="1111")
    sona.sign_ups.append("1111")
    sona.mishaps = [("WebstudyCredit", "silent")]

    assert grant_credits(offer=sona_offer, made_by=alice) == 1


def test_one_that_sona_refuses_keeps_nobody_else_waiting(sona, sona_offer, owed, alice):
    for code in ("9999", "1111", "8888", "2222"):
        owed(channel="sona", channel_id=code)
    sona.sign_ups += ["1111", "2222"]

    with pytest.raises(Refused, match="2 of 4"):
        grant_credits(offer=sona_offer, made_by=alice)
    assert sona.granted == {"1111": 1, "2222": 1}
    assert [place.person.channel_id for place in ADAPTER.sign_ups_to_credit(sona_offer)] == ["9999", "8888"]


def test_a_sona_that_is_away_is_not_asked_for_everybody(sona, sona_offer, owed, alice, monkeypatch):
    for code in ("1111", "2222"):
        owed(channel="sona", channel_id=code)
    asked = []

    def away(call):
        asked.append(call)
        return Result(Outcome.REFUSED, failure="ConnectTimeout")

    monkeypatch.setattr("recruitment.channels.calls.perform", away)
    with pytest.raises(Refused, match="0 of 2"):
        grant_credits(offer=sona_offer, made_by=alice)
    assert len(asked) == 1


def test_what_staff_have_cancelled_is_not_credited(sona_offer, owed, alice):
    row = owed(channel="sona", channel_id="1111")
    cancel_entitlement(entitlement=row, cancelled_by=alice, reason="a test of our own")

    assert ADAPTER.sign_ups_to_credit(sona_offer) == []


def test_the_credits_are_shown_before_they_are_granted_and_offered_as_a_table(sona_offer, owed, alice, logged_in):
    owed(channel="sona", channel_id="qz7781")
    client = logged_in(alice)
    address = f"/staff/channels/{sona_offer.study_id}/"
    out = StringIO()
    call_command("dry_run", "--study", str(sona_offer.study_id), stdout=out)

    assert "survey_code=qz7781" in out.getvalue()
    assert "survey_code=qz7781" in client.get(address).content.decode()
    assert "qz7781" in client.get(f"{address}credits.csv").content.decode()
    readings = LogEntry.objects.filter(action=LogEntry.Action.ACCESS, additional_data__purpose="course credits")
    assert list(readings.values_list("actor", flat=True).order_by("pk")) == [None, alice.pk, alice.pk]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "Invalid survey code"),
        ("<a:ErrorText>Study is &quot;inactive&quot;\n since May</a:ErrorText>", 'Study is "inactive" since May'),
        ("<ErrorText>9999 has no sign-up</ErrorText><ErrorText>try later</ErrorText>", "… has no sign-up; try later"),
        ("<html>Please log in</html>", "no credit status of G"),
    ],
)
def test_why_sona_refuses_is_kept_without_the_code_of_the_person(sona, sona_offer, owed, alice, answer, words):
    owed(channel="sona", channel_id="9999")
    if answer is not None:
        sona.refusal = answer

    with pytest.raises(Refused, match="0 of 1"):
        grant_credits(offer=sona_offer, made_by=alice)
    call = sona_offer.calls.get()
    assert (call.state, call.failure) == ("refused", words if answer != "<html>Please log in</html>" else NO_REASON)


def test_the_page_says_why_and_takes_what_was_granted_by_hand(sona, sona_offer, owed, alice, logged_in):
    owed(channel="sona", channel_id="9999")
    client, address = logged_in(alice), f"/staff/channels/{sona_offer.study_id}/"
    client.post(f"{address}credits/")
    page = client.get(address).content.decode()
    call = sona_offer.calls.get()
    client.post(f"/staff/channels/calls/{call.pk}/settle/", {"happened": "yes"})

    assert "Invalid survey code" in page
    assert "It was done by hand, at the channel" in page
    assert ADAPTER.sign_ups_to_credit(sona_offer) == []
    call.refresh_from_db()
    assert (call.state, call.settled_by) == ("done", alice)


def test_what_was_granted_after_all_is_not_settled_once_more(sona, sona_offer, owed, alice):
    owed(channel="sona", channel_id="9999")
    with pytest.raises(Refused):
        grant_credits(offer=sona_offer, made_by=alice)
    refused = sona_offer.calls.get()
    sona.sign_ups.append("9999")
    grant_credits(offer=sona_offer, made_by=alice)

    with pytest.raises(Refused, match="is known already"):
        settle(call=refused, happened=True, settled_by=alice)


@pytest.mark.parametrize("key", ["bonus-pay:x", "bonus-setup:x", "draft:x", "group:x"])
def test_money_and_drafts_are_not_done_by_hand(sona_offer, alice, key):
    call = ChannelCall.objects.create(
        offer=sona_offer, key=key, method="POST", path="/", made_by=alice, state="refused"
    )

    with pytest.raises(Refused, match="is known already"):
        settle(call=call, happened=True, settled_by=alice)


def test_a_study_that_was_published_by_hand_counts_as_published(sona_offer, alice):
    call = ChannelCall.objects.create(
        offer=sona_offer, key="publish:x", method="POST", path="/", made_by=alice, state="refused"
    )
    settle(call=call, happened=True, settled_by=alice)

    assert ChannelOffer.objects.get().published_at
