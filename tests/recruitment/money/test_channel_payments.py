"""Bonuses on Prolific: prepared, compared to the cent, paid once, whatever goes wrong in between."""

from __future__ import annotations

from contextlib import suppress

import pytest

from recruitment.channels import calls, transport
from recruitment.models import ChannelCall, Payment
from recruitment.money import paying_by_calls
from recruitment.money.batches import discard, make_batch, void_payment
from recruitment.money.exports import export
from recruitment.money.marking_paid import mark_paid
from recruitment.money.paying_by_calls import pay_by_calls
from recruitment.refused import Refused

pytestmark = pytest.mark.django_db


def n_pay_calls(prolific) -> int:
    return len([path for path in prolific.paths() if path.endswith("/pay/")])


def test_bonuses_are_prepared_and_paid(bonuses, prolific, alice):
    batch = pay_by_calls(batch=bonuses("10.00", "6.00", "7.05"), made_by=alice)

    assert prolific.paid == {"pid0": 400, "pid2": 105}
    assert batch.step == "paid"
    assert Payment.objects.paid().count() == 3  # who earned just the reward is paid by it
    assert prolific.asked[0].body == {"study_id": "study1", "csv_bonuses": "pid0,4.00\npid2,1.05\n"}


def test_paying_again_pays_nobody(bonuses, prolific, alice):
    batch = pay_by_calls(batch=bonuses("10.00"), made_by=alice)

    with pytest.raises(Refused, match="already been exported"):
        pay_by_calls(batch=batch, made_by=alice)
    assert prolific.paid == {"pid0": 400}


@pytest.mark.parametrize("mishap", ["silent", "broken after"])
def test_an_answer_that_is_lost_is_never_a_second_bonus(bonuses, prolific, alice, mishap):
    batch = bonuses("10.00")
    prolific.mishaps = [("/pay/", mishap)]

    for _ in range(3):
        with pytest.raises(Refused):
            pay_by_calls(batch=batch, made_by=alice)

    assert prolific.paid == {"pid0": 400}
    assert n_pay_calls(prolific) == 1
    assert ChannelCall.objects.in_doubt().count() == 1
    assert Payment.objects.paid().count() == 0


def test_what_is_in_doubt_is_neither_discarded_nor_put_into_another_file(bonuses, prolific, alice):
    batch = bonuses("10.00")
    prolific.mishaps = [("/pay/", "silent")]
    with pytest.raises(Refused):
        pay_by_calls(batch=batch, made_by=alice)

    with pytest.raises(Refused, match="Settle that first"):
        discard(batch=batch, discarded_by=alice, reason="impatient")
    with pytest.raises(Refused, match="pay it again"):
        export(batch=batch, reader=alice)
    with pytest.raises(Refused, match="No open amount"):
        make_batch(study=batch.study, way="prolific", currency="GBP", made_by=alice)


def test_a_refusal_pays_nobody_and_can_be_tried_again(bonuses, prolific, alice):
    batch = bonuses("10.00")
    prolific.mishaps = [("/pay/", "busy")]
    with pytest.raises(Refused):
        pay_by_calls(batch=batch, made_by=alice)

    pay_by_calls(batch=batch, made_by=alice)

    assert prolific.paid == {"pid0": 400}
    assert len(prolific.prepared) == 1  # what was prepared is used


def test_who_was_not_in_the_study_stops_the_list_before_money_moves(bonuses, prolific, alice):
    batch = bonuses("10.00", "9.00")
    prolific.took_part.discard("pid1")

    with pytest.raises(Refused, match="pid1"):
        pay_by_calls(batch=batch, made_by=alice)
    assert n_pay_calls(prolific) == 0


def test_another_sum_than_ours_is_not_paid(bonuses, prolific, alice):
    batch = bonuses("10.00")
    prolific.cents_too_many = 1

    with pytest.raises(Refused, match="another sum"):
        pay_by_calls(batch=batch, made_by=alice)
    assert n_pay_calls(prolific) == 0
    prolific.cents_too_many = 0
    assert pay_by_calls(batch=batch, made_by=alice).step == "paid"


def test_a_list_that_left_as_a_file_is_not_paid_by_calls(bonuses, prolific, alice):
    batch = bonuses("10.00")
    export(batch=batch, reader=alice)

    with pytest.raises(Refused, match="already been exported"):
        pay_by_calls(batch=batch, made_by=alice)
    assert prolific.asked == []


def test_only_an_approved_list_is_paid(bonuses, prolific, owed, alice, study):
    owed("9.00", currency="GBP", channel="prolific", channel_id="pid9")
    batch = make_batch(study=study, way="prolific", currency="GBP", made_by=alice)

    with pytest.raises(Refused, match="Approve the list"):
        pay_by_calls(batch=batch, made_by=alice)
    assert prolific.asked == []


def test_without_a_key_nothing_is_called(bonuses, prolific, alice, settings):
    batch = bonuses("10.00")
    settings.PROLIFIC_TOKEN = ""

    with pytest.raises(Refused, match="no key"):
        pay_by_calls(batch=batch, made_by=alice)


def test_cash_is_not_paid_by_calls(owed, approved, alice, prolific):
    owed()

    with pytest.raises(Refused):
        pay_by_calls(batch=approved(), made_by=alice)
    assert prolific.asked == []


def test_neither_ids_nor_keys_stay_in_the_record(bonuses, alice):
    pay_by_calls(batch=bonuses("10.00"), made_by=alice)

    kept = str(list(ChannelCall.objects.values()))
    assert "pid0" not in kept
    assert "token-of-the-tests" not in kept


def test_an_office_that_is_killed_while_it_pays_does_not_pay_again(bonuses, prolific, alice, monkeypatch):
    batch = bonuses("10.00")

    def answer_never_read(call):
        result = transport.perform(call)
        if call.url.endswith("/pay/"):
            raise SystemExit
        return result

    monkeypatch.setattr("recruitment.channels.calls.perform", answer_never_read)
    with pytest.raises(SystemExit):
        pay_by_calls(batch=batch, made_by=alice)
    monkeypatch.undo()

    with pytest.raises(Refused, match="already been exported"):
        pay_by_calls(batch=batch, made_by=alice)
    assert ChannelCall.objects.in_doubt().get().state == "sending"
    assert prolific.paid == {"pid0": 400}


def test_a_list_that_a_channel_has_paid_cannot_be_paid_anew(bonuses, prolific, alice, monkeypatch):
    """The office is killed after the answer was written down and before the list was marked."""
    batch = bonuses("10.00")
    monkeypatch.setattr("recruitment.money.paying_by_calls.mark_paid", lambda batch: batch)
    batch = pay_by_calls(batch=batch, made_by=alice)

    with pytest.raises(Refused, match="Mark it as paid"):
        discard(batch=batch, discarded_by=alice, reason="looks stuck")
    with pytest.raises(Refused, match="Mark it as paid"):
        void_payment(payment=batch.payments.get(), voided_by=alice, reason="looks stuck")
    assert mark_paid(batch=batch).step == "paid"


def test_a_payment_voided_while_the_list_is_prepared_is_not_paid(bonuses, prolific, alice, monkeypatch):
    batch = bonuses("10.00", "9.00")
    preparing = paying_by_calls._prepare

    def prepare_and_void(batch, *arguments):
        preparing(batch, *arguments)
        void_payment(payment=batch.payments.first(), voided_by=alice, reason="just now")

    monkeypatch.setattr(paying_by_calls, "_prepare", prepare_and_void)
    with pytest.raises(Refused, match="changed"):
        pay_by_calls(batch=batch, made_by=alice)
    assert n_pay_calls(prolific) == 0
    monkeypatch.undo()

    pay_by_calls(batch=batch, made_by=alice)
    assert prolific.paid == {"pid1": 300}


def test_a_sum_that_was_not_compared_never_counts_as_prepared(bonuses, prolific, alice, monkeypatch):
    """The office is killed after the answer was written down and before it does anything more."""
    batch = bonuses("10.00")
    prolific.cents_too_many = 1
    follow_through = calls.follow_through

    def killed_afterwards(**arguments):
        with suppress(Refused):
            follow_through(**arguments)
        raise SystemExit

    monkeypatch.setattr(calls, "follow_through", killed_afterwards)
    with pytest.raises(SystemExit):
        pay_by_calls(batch=batch, made_by=alice)
    monkeypatch.undo()

    assert list(ChannelCall.objects.values_list("state", "external_id")) == [("refused", "")]
    prolific.cents_too_many = 0
    assert pay_by_calls(batch=batch, made_by=alice).step == "paid"
    assert prolific.paid == {"pid0": 400}


def test_a_list_in_which_nobody_gets_a_bonus_is_paid_without_a_call(bonuses, prolific, alice):
    batch = pay_by_calls(batch=bonuses("6.00", "3.00"), made_by=alice)

    assert (batch.step, batch.left_by) == ("paid", "nothing")
    assert prolific.asked == []
    assert paying_by_calls.planned(batch) == []


def test_a_list_in_which_nobody_gets_a_bonus_has_no_file_and_is_marked_as_paid(bonuses, alice):
    batch = bonuses("6.00")

    with pytest.raises(Refused, match="Nobody in this list gets a bonus"):
        export(batch=batch, reader=alice)
    assert mark_paid(batch=batch).step == "paid"
    assert Payment.objects.paid().count() == 1


def test_a_list_with_a_bonus_is_not_paid_before_it_has_left(bonuses):
    with pytest.raises(Refused, match="has been exported"):
        mark_paid(batch=bonuses("6.00", "6.01"))


def test_a_list_that_nobody_has_approved_is_not_paid_either(bonuses, study, alice):
    discard(batch=bonuses("6.00"), discarded_by=alice, reason="to be made again")
    batch = make_batch(study=study, way="prolific", currency="GBP", made_by=alice)

    with pytest.raises(Refused, match="has been exported"):
        mark_paid(batch=batch)
