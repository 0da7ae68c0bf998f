"""Links of channels as they really arrive: the same person is one person, and a broken link lets in nobody unseen."""

from __future__ import annotations

import pytest

from recruitment.channels.arrivals import arrive
from recruitment.models import BrokenArrival, ChannelOffer, Person, SignUp, Study
from tests.recruitment.check_in_people import session_now

pytestmark = pytest.mark.django_db

GOOD = "5f3c2a9be4b0a1c2d3e4f5a6"
OTHER = "6f3c2a9be4b0a1c2d3e4f5a7"


@pytest.fixture
def offer(offer, session) -> ChannelOffer:
    session_now(session, room=None, seats=9)
    return offer


def press(client, offer: ChannelOffer, query: str):
    """Open the link and press its button, as a browser does."""
    page = client.get(f"/come/{offer.public_id}/?{query}")
    sent = {name: values for name, values in page.context["given"].items() if values}
    return client.post(f"/come/{offer.public_id}/", sent)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        f"PROLIFIC_PID={GOOD}&STUDY_ID=study1&SESSION_ID=64b0bb",
        f"PROLIFIC_PID={GOOD}&PROLIFIC_PID={GOOD}",
        f"PROLIFIC_PID={GOOD}&PROLIFIC_PID=",
        f"PROLIFIC_PID={GOOD}&PROLIFIC_PID={GOOD.upper()}",
        f"PROLIFIC_PID={GOOD}%20",
        f"PROLIFIC_PID={GOOD}%0A",
        f"PROLIFIC_PID=%09{GOOD}%C2%A0",
        f"PROLIFIC_PID=%E2%80%8B{GOOD}",
        f"PROLIFIC_PID=%EF%BB%BF{GOOD}",
        f"prolific_pid={GOOD}&study_id=STUDY1",
        f"PROLIFIC_PID={GOOD.upper()}",
        f"PROLIFIC_PID={GOOD}&participantId={OTHER}",
        f"PROLIFIC_PID={GOOD}&STUDY_ID={{{{%STUDY_ID%}}}}",
    ],
)
def test_whoever_is_named_clearly_is_let_in_as_one_person(client, offer, query):
    answers = [press(client, offer, query).status_code, press(client, offer, f"PROLIFIC_PID={GOOD}").status_code]

    assert answers == [302, 302]
    assert [each.channel_id for each in Person.objects.filter(channel="prolific")] == [GOOD]
    assert SignUp.objects.count() == 1
    assert not BrokenArrival.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "reason", "example"),
    [
        (f"PROLIFIC_PID={GOOD}&PROLIFIC_PID={OTHER}", "two_people", ""),
        (f"PROLIFIC_PID={GOOD}&prolific_pid={OTHER}", "two_people", ""),
        ("PROLIFIC_PID={{%PROLIFIC_PID%}}", "not_filled_in", "{{%PROLIFIC_PID%}}"),
        ("PROLIFIC_PID=%5Bid%5D", "not_filled_in", "[id]"),
        ("", "nobody", ""),
        ("PROLIFIC_PID=%20", "nobody", ""),
        ("PROLIFIC_PID=%FF%FE5f3c", "unreadable", ""),
        ("PROLIFIC_PID=a%20b", "unreadable", ""),
        (f"PROLIFIC_PID={GOOD}&STUDY_ID=another", "other_study", "another"),
        (f"PROLIFIC_PID={GOOD}&STUDY_ID={GOOD.upper()}", "other_study", ""),
        ("PROLIFIC_PID=[rosa@example.org]", "not_filled_in", ""),
    ],
)
def test_a_broken_link_lets_in_nobody_and_leaves_a_trace_for_staff(
    client, offer, query, reason, example, alice, logged_in
):
    answers = [press(client, offer, query) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {409}
    assert not Person.objects.filter(channel="prolific").exists()
    assert list(BrokenArrival.objects.values_list("reason", "n", "example")) == [(reason, 2, example)]
    page = logged_in(alice).get(f"/staff/channels/{offer.study_id}/").content.decode()
    assert str(BrokenArrival.Reason(reason).label) in page
    assert "2 times" in page
    assert GOOD not in page


@pytest.mark.parametrize(
    ("queries", "kept"),
    [
        (["&SESSION_ID=s1"], "s1"),
        (["&SESSION_ID=s1", "&session_id=s2%20"], "s2"),
        (["&SESSION_ID=s1", ""], "s1"),
        (["&SESSION_ID=s1", "&SESSION_ID={{%SESSION_ID%}}"], "s1"),
        (["&SESSION_ID=s1&SESSION_ID=s2"], ""),
    ],
)
def test_the_submission_by_which_somebody_came_last_is_kept_and_shown(client, offer, queries, kept, alice, logged_in):
    for query in queries:
        assert press(client, offer, f"PROLIFIC_PID={GOOD}{query}").status_code == 302
    place = SignUp.objects.get()
    page = logged_in(alice).get(f"/staff/payments/sign-ups/{place.pk}/").content.decode()

    assert place.channel_submission == kept
    assert (f">{kept}</span>" in page) == bool(kept)


def test_looking_at_a_broken_link_leaves_no_trace(client, offer):
    client.get(f"/come/{offer.public_id}/?PROLIFIC_PID={{{{%PROLIFIC_PID%}}}}")

    assert not BrokenArrival.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "query", "reason"),
    [("sona", "id=%25SURVEY_CODE%25", "not_filled_in"), ("plain_link", "id=IDENTIFIER", "not_filled_in")],
)
def test_the_placeholders_of_other_channels_are_nobody_either(client, offer, channel, query, reason):
    Study.objects.update(channel=channel)

    assert press(client, offer, query).status_code == 409
    assert BrokenArrival.objects.get().reason == reason


@pytest.mark.parametrize(
    ("channel", "query"), [("sona", "id=12345"), ("plain_link", "id=12345"), ("connect", "participantId=AB12")]
)
def test_other_channels_have_names_of_their_own(client, offer, channel, query):
    Study.objects.update(channel=channel)

    assert press(client, offer, query).status_code == 302
    # As the channel has written it: its lists of bonuses want it so.
    assert Person.objects.get(channel=channel).channel_id == query.partition("=")[2]


@pytest.mark.parametrize("channel", ["prolific", "connect", "plain_link"])
def test_capitals_make_no_second_person(offer, channel):
    Study.objects.update(channel=channel)
    offer.study.refresh_from_db()

    assert arrive(offer=offer, channel_id="Ab12c") == arrive(offer=offer, channel_id="aB12C")
    assert Person.objects.filter(channel=channel).count() == 1


def test_who_was_known_before_in_capitals_is_the_same_person(offer):
    known = Person.objects.create(channel="prolific", channel_id="AB12")

    assert arrive(offer=offer, channel_id="ab12").person == known


def test_an_offer_whose_number_on_the_channel_is_not_known_takes_everybody(client, offer):
    ChannelOffer.objects.update(external_id="")

    assert press(client, offer, f"PROLIFIC_PID={GOOD}&STUDY_ID=another").status_code == 302
