"""Calls in doubt: somebody looks, and says what happened."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recruitment.channels.offers import draft
from recruitment.channels.settling import LONGEST_CALL
from recruitment.models import ChannelCall, Payment
from recruitment.money.paying_by_calls import pay_by_calls, settle
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_doubt(bonuses, prolific, alice) -> ChannelCall:
    """A payment by Alice whose answer was lost."""
    prolific.mishaps = [("/pay/", "silent")]
    with pytest.raises(Refused):
        pay_by_calls(batch=bonuses("10.00"), made_by=alice)
    return ChannelCall.objects.in_doubt().get()


def test_what_was_paid_is_marked_as_paid(in_doubt, alice, prolific):
    settle(call=in_doubt, happened=True, settled_by=alice)

    assert Payment.objects.paid().count() == 1
    assert prolific.paid == {"pid0": 400}


def test_only_somebody_else_can_say_that_nothing_was_paid(in_doubt, alice, ada):
    with pytest.raises(Refused, match="Somebody else"):
        settle(call=in_doubt, happened=False, settled_by=alice)

    settle(call=in_doubt, happened=False, settled_by=ada)

    assert pay_by_calls(batch=in_doubt.batch, made_by=alice).step == "paid"


def test_a_call_is_settled_once(in_doubt, ada):
    settle(call=in_doubt, happened=True, settled_by=ada)

    with pytest.raises(Refused, match="is known"):
        settle(call=in_doubt, happened=False, settled_by=ada)


def test_a_call_that_may_still_be_answered_is_left_alone(in_doubt, ada):
    ChannelCall.objects.update(state="sending")
    with pytest.raises(Refused, match="five minutes"):
        settle(call=in_doubt, happened=False, settled_by=ada)

    ChannelCall.objects.update(made_at=timezone.now() - LONGEST_CALL)
    assert settle(call=in_doubt, happened=False, settled_by=ada).state == "refused"


def test_a_draft_that_was_made_is_remembered_by_its_identifier(offer, prolific, alice):
    offer.external_id = ""
    offer.save()
    prolific.mishaps = [("/studies/", "silent")]
    with pytest.raises(Refused):
        draft(offer=offer, made_by=alice)
    call = ChannelCall.objects.in_doubt().get()

    with pytest.raises(Refused, match="copy the identifier"):
        settle(call=call, happened=True, settled_by=alice)
    settle(call=call, happened=True, settled_by=alice, external_id="study2")

    offer.refresh_from_db()
    assert draft(offer=offer, made_by=alice).external_id == "study2"
    assert len(prolific.acts) == 1


def test_what_was_prepared_is_only_settled_as_not_done(bonuses, alice, ada):
    """Nobody has compared its sum, whatever identifier is typed."""
    batch = bonuses("10.00")
    call = ChannelCall.objects.create(
        offer=batch.study.offer, batch=batch, key=f"bonus-setup:{batch.public_id}:x", method="POST", path="/",
        state="unknown", made_by=alice,
    )  # fmt: skip

    with pytest.raises(Refused, match="has checked"):
        settle(call=call, happened=True, settled_by=ada, external_id="bulk1")
    assert settle(call=call, happened=False, settled_by=ada).state == "refused"
