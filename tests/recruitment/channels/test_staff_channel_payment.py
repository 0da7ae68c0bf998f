"""Paying by calls: each call stands on the page before it is made."""

from __future__ import annotations

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command

from recruitment.models import ChannelCall

pytestmark = pytest.mark.django_db


def address(batch, step: str = "") -> str:
    return f"/staff/payments/lists/{batch.public_id}/channel/{step}"


def test_the_page_shows_each_call_and_makes_none(bonuses, prolific, alice, logged_in):
    page = logged_in(alice).get(address(bonuses("10.00"))).content.decode()

    assert "POST " + prolific.url + "/api/v1/submissions/bonus-payments/" in page
    assert "pid0,4.00" in page
    assert "/pay/" in page
    assert "token-of-the-tests" not in page
    assert prolific.asked == []


def test_what_was_shown_is_what_is_called(bonuses, prolific, alice, logged_in):
    batch = bonuses("10.00")

    page = logged_in(alice).post(address(batch, "pay/"), follow=True).content.decode()

    assert prolific.paths() == ["/api/v1/submissions/bonus-payments/", "/api/v1/bulk-bonus-payments/bulk1/pay/"]
    assert "/api/v1/bulk-bonus-payments/bulk1/pay/" in page
    assert prolific.paid == {"pid0": 400}


def test_a_second_click_pays_nobody(bonuses, prolific, alice, logged_in):
    batch = bonuses("10.00")
    client = logged_in(alice)

    client.post(address(batch, "pay/"))
    page = client.post(address(batch, "pay/"), follow=True).content.decode()

    assert "already been exported" in page
    assert prolific.paid == {"pid0": 400}


def test_a_call_in_doubt_is_shown_and_settled_by_somebody_else(bonuses, prolific, alice, ada, logged_in):
    batch = bonuses("10.00")
    prolific.mishaps = [("/pay/", "silent")]
    page = logged_in(alice).post(address(batch, "pay/"), follow=True).content.decode()
    call = ChannelCall.objects.in_doubt().get()
    assert "Nobody knows" in page

    logged_in(ada).post(f"/staff/channels/calls/{call.pk}/settle/", {"happened": "yes"})

    batch.refresh_from_db()
    assert batch.step == "paid"


def readings(batch) -> list[tuple[str | None, str]]:
    """Return who saw the ids of the people in the list, and what for."""
    [payment] = batch.payments.all()
    entries = LogEntry.objects.get_for_object(payment.entitlement.sign_up.person)
    of_reading = entries.filter(action=LogEntry.Action.ACCESS).order_by("pk")
    return [(each.actor and each.actor.username, each.additional_data["purpose"]) for each in of_reading]


def test_whose_ids_are_shown_and_sent_is_logged(bonuses, prolific, alice, aud, logged_in):
    batch = bonuses("10.00")

    logged_in(aud).get(address(batch))
    call_command("dry_run", "--list", batch.public_id, stdout=StringIO())
    logged_in(alice).post(address(batch, "pay/"))
    # By now nobody's id stands there any more.
    logged_in(aud).get(address(batch))

    shown, sent = f"calls of payment list {batch.public_id}", f"payment list {batch.public_id} sent to its channel"
    assert readings(batch) == [("aud", shown), (None, f"dry_run: {shown}"), ("alice", sent)]


@pytest.mark.parametrize("name", ["aud", "doris", "charlie"])
def test_others_settle_nothing(request, bonuses, prolific, alice, logged_in, name):
    prolific.mishaps = [("/pay/", "silent")]
    logged_in(alice).post(address(bonuses("10.00"), "pay/"))
    call = ChannelCall.objects.in_doubt().get()

    logged_in(request.getfixturevalue(name)).post(f"/staff/channels/calls/{call.pk}/settle/", {"happened": "no"})

    assert ChannelCall.objects.in_doubt().get() == call
