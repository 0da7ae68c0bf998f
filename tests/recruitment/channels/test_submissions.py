"""Who returned a submission, ran out of time or was rejected at the channel is not booked as paid by its reward."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recruitment.channels import submissions
from recruitment.duties import housekeeping
from recruitment.models import Entitlement, Payment, SignUp
from recruitment.money.batches import approve, candidates, make_batch, void_payment
from recruitment.money.exports import export
from recruitment.money.marking_paid import mark_paid
from recruitment.money.paying_by_calls import pay_by_calls
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db

NO_REWARD = ["RETURNED", "TIMED-OUT", "REJECTED", "SCREENED OUT"]


@pytest.fixture
def prolific_people(owed, offer, prolific):
    """Return ``prolific_people("RETURNED", ...)``: people who are owed 10.00 and have these submissions there."""

    def make(*statuses: str, amount: str = "10.00") -> list[Entitlement]:
        rows = []
        for n, status in enumerate(statuses):
            prolific.took_part.add(f"pid{n}")
            prolific.statuses[f"pid{n}"] = status
            rows.append(owed(amount, currency="GBP", channel="prolific", channel_id=f"pid{n}", email=None))
        return rows

    return make


def listed(study, alice, way: str = "prolific"):
    return make_batch(study=study, way=way, currency="GBP", made_by=alice)


def rewards() -> list[Decimal]:
    return list(Payment.objects.order_by("entitlement").values_list("reward_part", flat=True))


@pytest.mark.parametrize("status", NO_REWARD)
def test_who_gets_no_reward_there_is_owed_all_of_it_as_a_bonus(prolific_people, offer, study, alice, ada, status):
    prolific_people(status, "APPROVED", "AWAITING REVIEW")
    submissions.hear(offer=offer)
    batch = listed(study, alice)

    assert rewards() == [0, 6, 6]
    approve(batch=batch, approved_by=ada, seen=batch.contents_hash)
    assert export(batch=batch, reader=alice).content.decode() == "pid0,10.00\npid1,4.00\npid2,4.00\n"


def test_whom_the_channel_does_not_know_it_does_not_pay(prolific_people, offer, prolific, study, alice):
    prolific_people("APPROVED", "APPROVED")
    prolific.took_part.discard("pid1")
    del prolific.statuses["pid1"]
    submissions.hear(offer=offer)
    listed(study, alice)

    assert rewards() == [6, 0]


def test_of_several_submissions_of_a_person_the_one_that_is_paid_counts(prolific_people, offer, monkeypatch, prolific):
    prolific_people("APPROVED")
    answer = prolific.answer

    def twice(asked):
        given = answer(asked)
        rows = given.body["results"]
        given.body["results"] = [{**rows[0], "status": "RETURNED"}, *rows, {**rows[0], "status": "TIMED-OUT"}]
        return given

    monkeypatch.setattr(prolific, "answer", twice)
    submissions.hear(offer=offer)

    assert SignUp.objects.get().channel_state == "approved"


def test_all_pages_are_read(prolific_people, offer, prolific):
    prolific_people("RETURNED")
    prolific.took_part |= {f"a{n:03}" for n in range(250)}
    submissions.hear(offer=offer)

    assert SignUp.objects.get().channel_state == "returned"
    assert [asked.query["page"] for asked in prolific.asked] == ["1", "2", "3"]


def test_who_has_not_finished_there_waits_for_the_next_list(prolific_people, offer, prolific, study, alice):
    prolific_people("ACTIVE", "APPROVED")
    submissions.hear(offer=offer)
    listed(study, alice)

    assert rewards() == [6]
    with pytest.raises(Refused, match="No open amount"):
        listed(study, alice)
    [(row, why)] = candidates(study=study, way="prolific", currency="GBP").left_out
    assert (row.sign_up.person.channel_id, "not decided" in why) == ("pid0", True)
    prolific.statuses["pid0"] = "TIMED-OUT"
    submissions.hear(offer=offer)
    listed(study, alice)
    assert rewards() == [0, 6]


@pytest.mark.parametrize("leave", [pay_by_calls, export, mark_paid, approve], ids=lambda each: each.__name__)
def test_a_list_does_not_leave_with_a_reward_that_was_taken_back_meanwhile(
    prolific_people, offer, prolific, study, alice, ada, leave
):
    prolific_people("AWAITING REVIEW", amount="6.00" if leave is mark_paid else "10.00")
    submissions.hear(offer=offer)
    batch = listed(study, alice)
    if leave is not approve:
        batch = approve(batch=batch, approved_by=ada, seen=batch.contents_hash)
    prolific.statuses["pid0"] = "REJECTED"
    submissions.hear(offer=offer)
    arguments = {
        pay_by_calls: {"made_by": alice}, export: {"reader": alice}, mark_paid: {},
        approve: {"approved_by": ada, "seen": batch.contents_hash},
    }[leave]  # fmt: skip

    with pytest.raises(Refused, match="pays no reward"):
        leave(batch=batch, **arguments)
    batch.refresh_from_db()
    assert (batch.exported_at, batch.paid_at) == (None, None)
    void_payment(payment=batch.payments.get(), voided_by=alice, reason="rejected there")
    listed(study, alice)
    assert Payment.objects.valid().get().reward_part == 0


def test_a_reward_taken_back_after_all_was_paid_is_shown(
    prolific_people, offer, prolific, study, alice, ada, logged_in
):
    prolific_people("AWAITING REVIEW", "APPROVED")
    submissions.hear(offer=offer)
    batch = listed(study, alice)
    pay_by_calls(batch=approve(batch=batch, approved_by=ada, seen=batch.contents_hash), made_by=alice)
    address = f"/staff/payments/studies/{study.pk}/"
    before = logged_in(alice).get(address).content.decode()
    prolific.statuses["pid0"] = "REJECTED"
    housekeeping.do_all()
    after = logged_in(alice).get(address).content.decode()

    words = "Booked as paid by a reward that the channel did not pay"
    assert (words in before, words in after) == (False, True)
    assert [payment.entitlement.sign_up.person.channel_id for payment in submissions.booked_without_reward(study)] == [
        "pid0"
    ]


def test_the_channel_is_asked_when_a_list_is_made_on_the_page(prolific_people, study, alice, logged_in):
    prolific_people("RETURNED")
    logged_in(alice).post(f"/staff/payments/studies/{study.pk}/make/", {"way": "prolific", "currency": "GBP"})

    assert rewards() == [0]


def test_a_channel_that_does_not_say_is_named_and_keeps_nobody_waiting(
    prolific_people, prolific, study, alice, logged_in
):
    prolific_people("APPROVED")
    prolific.mishaps = [("submissions", "broken")] * 9
    page = logged_in(alice).post(
        f"/staff/payments/studies/{study.pk}/make/", {"way": "prolific", "currency": "GBP"}, follow=True
    )

    assert "did not say what became of the submissions (500)" in page.content.decode()
    assert rewards() == [6]


@pytest.mark.parametrize("channel", ["prolific", "connect"])
def test_where_the_channel_cannot_be_asked_staff_say_what_they_have_seen(
    owed, offer, study, alice, logged_in, settings, channel
):
    settings.PROLIFIC_TOKEN = ""
    study.channel = channel
    study.save()
    place = owed("10.00", currency="GBP", channel=channel, channel_id="p1", email=None).sign_up
    client, address = logged_in(alice), f"/staff/payments/sign-ups/{place.pk}/"
    client.post(address, {"channel_state": "returned"})
    listed(study, alice, way=channel)

    assert rewards() == [0]
    assert "returned there" in client.get(address).content.decode()
    client.post(address, {"channel_state": "made up"})
    place.refresh_from_db()
    assert place.channel_state == "returned"


def test_nobody_is_asked_about_where_there_is_no_key(prolific_people, prolific, study, settings):
    prolific_people("RETURNED")
    settings.PROLIFIC_TOKEN = ""
    housekeeping.do_all()

    assert submissions.try_to_hear(study) == ""
    assert prolific.asked == []
