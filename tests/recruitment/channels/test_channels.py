"""A channel is one folder and its name in the registry; what is no channel is refused, and nobody of it is paid."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment import channels
from recruitment.channels import registry
from recruitment.channels.description import OFFICE_WAYS, Channel
from recruitment.channels.return_links import way_out
from recruitment.models import ChannelOffer, Entitlement, PaymentBatch, SessionServer, SignUp, Study
from recruitment.money.batches import candidates, ways_for
from recruitment.money.exports import export

pytestmark = pytest.mark.django_db

FOLDER = {
    "__init__.py": "",
    "description.py": """
from recruitment import spreadsheets
from recruitment.channels.bonus_lines import bonus_lines
from recruitment.channels.description import Channel, FileKind

def bonuses(_batch, payments):
    return spreadsheets.machine_table(bonus_lines(payments))

CHANNEL = Channel(
    name="panel",
    label="The panel",
    ways=("panel",),
    payment_file=FileKind("csv", "text/csv", bonuses),
    most_payments=1,
    pays_by_a_code=True,
)
""",
    "adapter.py": """
from recruitment.channels.interface import Adapter

class Panel(Adapter):
    offer_fields = ("reward", "completion_code", "screen_out_code", "screen_out_site")
    id_parameter = "member"
    placeholders = {"member": "${MEMBER}"}

ADAPTER = Panel()
""",
}
OFFER = {
    "places": "2",
    "minutes": "60",
    "reward_0": "5.00",
    "reward_1": "EUR",
    "completion_code": "DONE1",
    "screen_out_code": "OUT1",
    "screen_out_site": "https://panel.example.org/out",
}


@pytest.fixture
def panel(tmp_path: Path, monkeypatch) -> Iterator[None]:
    """Add the folder of a channel, and its line in the registry."""
    (tmp_path / "panel").mkdir()
    for name, source in FOLDER.items():
        (tmp_path / "panel" / name).write_text(source)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    monkeypatch.setitem(registry.CHANNELS, "panel", registry.load("panel"))
    yield
    for name in [name for name in sys.modules if name.startswith("recruitment.channels.panel")]:
        del sys.modules[name]


def test_each_folder_of_a_channel_is_in_the_registry():
    folders = {file.parent.name for file in Path(channels.__path__[0]).glob("*/adapter.py")}

    assert set(registry.NAMES) == folders
    assert {channel.name for channel in registry.CHANNELS.values()} == folders


def test_the_ways_of_the_office_are_those_of_its_lists():
    assert set(OFFICE_WAYS) == set(PaymentBatch.Way.values)


def test_a_study_of_a_new_channel_can_be_made(panel, alice, logged_in):
    page = logged_in(alice).get("/staff/studies/new/").content.decode()

    assert '<option value="panel">The panel</option>' in page


def test_people_of_a_new_channel_come_and_are_paid_there(panel, client, study, session, approved, alice, logged_in):
    study.channel = "panel"
    study.save()
    staff = logged_in(alice)
    staff.post(f"/staff/channels/{study.pk}/", OFFER)
    offer = ChannelOffer.objects.get(study=study)
    server = SessionServer.objects.create(name="s", url="https://play.example/")
    session(room=None, seats=2, session_server=server, starts_at=timezone.now())
    link = registry.named("panel").adapter.entry_link(offer)
    assert link in staff.get(f"/staff/channels/{study.pk}/").content.decode()

    for member, amount in (("M1", "7.25"), ("M2", "6.00")):
        page = client.get(link.replace("${MEMBER}", member).removeprefix("http://localhost:8001"))
        client.post(f"/come/{offer.public_id}/", {"channel_id": page.context["channel_id"]})
        Entitlement.objects.create(
            sign_up=SignUp.objects.get(person__channel="panel", person__channel_id=member),
            kind="session",
            source="session_server",
            exit_reason="completed",
            amount=Money(amount, "EUR"),
        )
    full = client.post(f"/come/{offer.public_id}/", {"channel_id": "M3"}).content.decode()

    assert "OUT1" in full
    assert "Go back to The panel" in full
    assert way_out(study).link == OFFER["screen_out_site"]
    assert ways_for(study) == ["panel"]
    assert candidates(study=study, way="cash", currency="EUR").payable == []
    batches = [approved("panel"), approved("panel")]
    assert "List: The panel" in staff.get(f"/staff/payments/lists/{batches[0].public_id}/").content.decode()
    assert [export(batch=batch, reader=alice).content for batch in batches] == [b"M1,2.25\n", b"M2,1.00\n"]


def test_a_study_of_an_unknown_channel_is_refused(alice):
    with pytest.raises(registry.UnknownChannel, match=r"'panel' is not a channel.*pool, prolific.*registry\.py"):
        Study.objects.create(title="t", public_title="t", owner=alice, channel="panel")
    assert not Study.objects.exists()


@pytest.mark.parametrize("way", ["cash", "sepa", "paypal", "prolific", "connect"])
def test_people_of_an_unknown_channel_are_in_no_list(owed, study, way):
    owed(channel="panel", channel_id="M1")

    with pytest.raises(registry.UnknownChannel, match="panel"):
        candidates(study=study, way=way, currency="EUR")


@pytest.mark.parametrize("ways", [("cahs",), ("prolific",), ("panel",)], ids=["misspelt", "of another", "no file"])
def test_a_channel_must_say_rightly_how_its_people_are_paid(ways):
    with pytest.raises(ValueError, match="channel 'panel'"):
        Channel(name="panel", label="The panel", ways=ways)


def test_a_channel_that_does_not_say_how_its_people_are_paid_is_none():
    with pytest.raises(TypeError, match="ways"):
        Channel(name="panel", label="The panel")
