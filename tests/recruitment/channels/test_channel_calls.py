"""A call is written down before it is made; only one that did nothing is ever made again."""

from __future__ import annotations

import pytest
import requests

from recruitment.channels.calls import make
from recruitment.channels.interface import NOT_KNOWN_YET, Adapter, Call
from recruitment.models import ChannelCall
from recruitment.refused import Refused
from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel

pytestmark = pytest.mark.django_db


class Counting(FakeChannel):
    """Does what it is asked, each time."""

    n_done = 0

    def answer(self, asked: Asked) -> Answer:
        self.n_done += 1
        return Answer(302 if "elsewhere" in asked.path else 200, {"id": "made1"})


@pytest.fixture
def channel(settings):
    settings.CHANNEL_TIMEOUT_S = (5, 1)
    with Counting() as channel:
        yield channel


@pytest.fixture
def calling(offer, alice, channel):
    def call(path: str = "pay", *, may_be_repeated: bool = False, url: str = "") -> ChannelCall:
        planned = Call(
            key="key", purpose="p", method="POST", url=url or f"{channel.url}/{path}", may_be_repeated=may_be_repeated
        )
        return make(call=planned, adapter=Adapter(), offer=offer, made_by=alice)[0]

    return call


def state() -> str:
    return ChannelCall.objects.latest("pk").state


def test_a_call_is_recorded_with_its_answer(calling, alice):
    record = calling()

    assert (record.state, record.status_code, record.made_by, record.path) == ("done", 200, alice, "/pay")


def test_the_record_stands_before_the_channel_hears_of_it(calling, monkeypatch):
    seen = []
    asking = requests.request

    def ask(*arguments, **options):
        seen.append(state())
        return asking(*arguments, **options)

    monkeypatch.setattr("recruitment.channels.transport.requests.request", ask)
    calling()

    assert seen == ["sending"]


def test_what_was_done_is_not_asked_again(calling, channel):
    calling()

    with pytest.raises(Refused, match="not asked twice"):
        calling()
    assert channel.n_done == 1


@pytest.mark.parametrize("mishap", ["silent", "broken after", "slow"])
def test_without_a_clear_answer_nobody_knows_and_nothing_is_repeated(calling, channel, mishap):
    channel.mishaps = [("pay", mishap)]

    with pytest.raises(Refused, match="nothing is repeated"):
        calling()
    with pytest.raises(Refused, match="not asked twice"):
        calling()
    assert (state(), channel.n_done) == ("unknown", 1)


def test_a_busy_channel_has_done_nothing_and_may_be_asked_later(calling, channel):
    channel.mishaps = [("pay", "busy")]

    with pytest.raises(Refused, match="refused"):
        calling()
    assert (len(channel.asked), channel.n_done) == (1, 0)  # not tried again by itself
    assert calling().state == "done"


def test_a_channel_that_cannot_be_reached_has_heard_nothing(calling, channel):
    with pytest.raises(Refused):
        calling(url="http://127.0.0.1:1/pay")
    assert state() == "refused"


@pytest.mark.parametrize("mishap", ["busy", "broken", "silent"])
def test_a_call_that_may_be_repeated_is_tried_again(calling, channel, mishap):
    channel.mishaps = [("pay", mishap)]

    assert calling(may_be_repeated=True).state == "done"
    assert len(channel.asked) == 2


def test_trying_again_has_an_end_and_leaves_no_doubt(calling, channel):
    channel.mishaps = [("pay", "broken")] * 9

    with pytest.raises(Refused):
        calling(may_be_repeated=True)
    assert (len(channel.asked), state()) == (3, "refused")


def test_redirects_are_not_followed(calling, channel):
    with pytest.raises(Refused):
        calling("elsewhere")
    assert (len(channel.asked), state()) == (1, "unknown")


def test_a_call_whose_address_is_not_known_yet_is_not_made(calling, channel):
    with pytest.raises(Refused, match="before this one"):
        calling(url=f"{channel.url}/{NOT_KNOWN_YET}/pay")
    assert (channel.asked, ChannelCall.objects.count()) == ([], 0)


def test_an_answer_that_is_not_understood_leaves_doubt(offer, alice, channel):
    class Choosy(Adapter):
        def learn(self, call, answer):
            raise KeyError("id")

    planned = Call(key="key", purpose="p", method="POST", url=f"{channel.url}/pay")
    with pytest.raises(Refused, match="No clear answer"):
        make(call=planned, adapter=Choosy(), offer=offer, made_by=alice)
    assert state() == "unknown"
