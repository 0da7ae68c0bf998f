"""Credit on Sona: granted once to whoever completed, and said when it was not."""

from __future__ import annotations

import pytest

from recruitment.models import ChannelOffer, Entitlement
from recruitment.services.course_credits import grant_credits, people_to_credit
from recruitment.services.refusal import Refused
from tests.harness.fake_sona import FakeSona

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
    assert len(people_to_credit(sona_offer)) == 1


def test_a_lost_answer_is_asked_for_again(sona, sona_offer, owed, alice):
    owed(channel="sona", channel_id="1111")
    sona.sign_ups.append("1111")
    sona.mishaps = [("WebstudyCredit", "silent")]

    assert grant_credits(offer=sona_offer, made_by=alice) == 1
