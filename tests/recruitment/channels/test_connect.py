"""CloudResearch Connect: from its link to its table of bonuses, with no call by the office."""

from __future__ import annotations

import pytest
import requests
from django.utils import timezone
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.models import ChannelOffer, Entitlement, SessionServer, SignUp
from recruitment.money.exports import export
from tests.harness.channels.fake_connect import FakeConnect

pytestmark = pytest.mark.django_db


@pytest.fixture
def connect():
    with FakeConnect(participants=["C1", "C2"]) as fake:
        yield fake


def test_people_come_by_the_link_and_get_their_bonus(connect, client, study, session, approved, alice):
    study.channel = "connect"
    study.save()
    offer = ChannelOffer.objects.create(
        study=study, reward=Money(5, "USD"), screen_out_reward=Money(0, "USD"), site="https://connect.example/done"
    )
    server = SessionServer.objects.create(name="s", url="https://play.example/")
    session(room=None, seats=2, session_server=server, starts_at=timezone.now())
    connect.link = registry.named("connect").adapter.entry_link(offer).removeprefix("http://localhost:8001")

    for participant, amount in (("C1", "7.25"), ("C2", "5.00")):
        page = client.get(connect.link_of(participant)).context
        client.post(connect.link, {"channel_id": page["channel_id"]})
        place = SignUp.objects.get(person__channel_id=participant)
        Entitlement.objects.create(
            sign_up=place, kind="session", source="session_server", exit_reason="completed", amount=Money(amount, "USD")
        )
    table = export(batch=approved("connect", "USD"), reader=alice).content
    taken = requests.post(f"{connect.url}/bonuses", data=table, timeout=30)

    assert taken.status_code == 200
    assert connect.paid == {"C1": 225}
    assert connect.paths() == ["/bonuses"]
