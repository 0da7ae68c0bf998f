"""Money, worked by hand."""

from decimal import Decimal

import pytest

from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import (
    CAME_TOO_LATE,
    CONSENT_DECLINED,
    DROPPED_OUT,
    ENDED,
    FELL_SILENT,
    NO_SHOW,
    PARTNER_LEFT,
    QUIZ_FAILED,
    WAITED_TOO_LONG,
    payoff_on_record,
    settle,
)


def design(**settings):
    return SessionDesign(**{"exchange_rate": 0.001, "show_up_fee": 5, **settings})


def test_points_and_endowment_are_exchanged_and_the_fee_added():
    owed = settle(design(endowment=1000), [2500, -300.5, 1000])

    # 2500 - 300.5 + 1000 = 3199.5; + 1000 = 4199.5 points; at 0.001 that is 4.1995, to the cent 4.20.
    assert owed.points == Decimal("3199.5")
    assert owed.balance == Decimal("4199.5")
    assert owed.exchanged == Decimal("4.20")
    assert owed.total == Decimal("9.20")


def test_half_a_cent_is_rounded_up():
    # 125 points at 0.001 are 0.125, in binary too.
    assert settle(design(), [125]).exchanged == Decimal("0.13")
    # 9950 points at 0.0001 are 0.995. As a product of floats that is a trace less, and would be a cent less.
    assert settle(design(exchange_rate=0.0001), [9950]).exchanged == Decimal("1.00")
    assert settle(design(), [15]).exchanged == Decimal("0.02")


def test_prizes_count_in_the_balance_like_profits():
    owed = settle(design(endowment=1000), [2500, -300.5], belief_prizes=[500, 0, 250.25])

    # 2500 - 300.5 = 2199.5; + 500 + 250.25 = 2949.75; + 1000 = 3949.75 points, at 0.001 to the cent 3.95.
    assert owed.points == Decimal("2199.5")
    assert owed.belief_points == Decimal("750.25")
    assert owed.balance == Decimal("3949.75")
    assert owed.total == Decimal("8.95")


def test_a_prize_makes_up_for_a_loss():
    assert settle(design(), [-600], belief_prizes=[500]).settled_points == 0
    assert settle(design(), [-400], belief_prizes=[500]).settled_points == 100


def test_who_leaves_early_has_won_nothing():
    assert settle(design(), [], belief_prizes=[500], exit_reason=QUIZ_FAILED).belief_points == 0


def test_a_loss_is_forgiven():
    owed = settle(design(), [-2000])

    assert (owed.balance, owed.settled_points, owed.total) == (-2000, 0, 5)


def test_a_loss_is_deducted_from_the_fee():
    owed = settle(design(negative_balance="deducted"), [-2000])

    assert (owed.exchanged, owed.total) == (-2, 3)


def test_nobody_ever_pays():
    owed = settle(design(negative_balance="deducted"), [-20_000])

    assert (owed.exchanged, owed.loss_not_deducted, owed.total) == (-20, 15, 0)


def test_who_fails_the_questions_gets_the_fee_alone():
    owed = settle(design(endowment=1000), [4000], exit_reason=QUIZ_FAILED)

    assert (owed.points, owed.endowment, owed.total) == (0, 0, 5)


@pytest.mark.parametrize(("pays", "total"), [(True, 5), (False, 0)])
def test_who_declines_gets_the_fee_where_the_session_says_so(pays, total):
    assert settle(design(show_up_fee_on_decline=pays), [], exit_reason=CONSENT_DECLINED).total == total


def test_who_is_ended_by_the_experimenter_is_paid_the_fee_and_what_they_have_earned_and_no_lost_rounds():
    owed = settle(
        design(endowment=1000, lost_round_pay=250.5),
        [2000, -500],
        belief_prizes=[500],
        n_lost_rounds=3,
        exit_reason=ENDED,
    )

    # 2000 - 500 + 500 + 1000 = 3000 points, at 0.001 that is 3; + 5.
    assert (owed.points, owed.belief_points, owed.endowment, owed.lost_round_points) == (1500, 500, 1000, 0)
    assert (owed.show_up_fee, owed.total) == (5, 8)


@pytest.mark.parametrize("reason", ["completed", PARTNER_LEFT, WAITED_TOO_LONG, FELL_SILENT])
def test_who_did_all_that_was_asked_is_paid_for_the_rounds_that_others_cost_them(reason):
    owed = settle(design(endowment=1000, lost_round_pay=250.5), [2000, -500], n_lost_rounds=3, exit_reason=reason)

    # 2000 - 500 = 1500; 3 * 250.5 = 751.5; + 1000 = 3251.5 points, at 0.001 to the cent 3.25; + 5.
    assert owed.lost_round_points == Decimal("751.5")
    assert owed.balance == Decimal("3251.5")
    assert owed.total == Decimal("8.25")


@pytest.mark.parametrize(("rule", "total"), [("nothing", 0), ("fee", 5), ("earned", 8)])
def test_who_dropped_out_is_paid_by_the_session_s_rule(rule, total):
    # Earned: 2000 and the endowment of 1000 at 0.001; nothing for rounds that others cost them.
    owed = settle(
        design(dropout_pay=rule, endowment=1000, lost_round_pay=250), [2000], n_lost_rounds=2, exit_reason=DROPPED_OUT
    )

    assert owed.total == total
    assert owed.lost_round_points == 0


@pytest.mark.parametrize(("reason", "total"), [(NO_SHOW, 0), (CAME_TOO_LATE, 5)])
def test_who_never_came_gets_nothing_and_who_came_too_late_the_fee(reason, total):
    assert settle(design(endowment=1000), [], exit_reason=reason).total == total


def test_an_unknown_exit_reason_is_refused():
    with pytest.raises(ValueError, match=r"exit_reason must be one of .*, not 'bored'"):
        settle(design(), [], exit_reason="bored")


@pytest.mark.parametrize(
    ("settings", "profits", "reason"),
    [
        ({}, [1234.5], "completed"),
        ({"negative_balance": "deducted"}, [-2000], "completed"),
        ({"negative_balance": "deducted"}, [-20_000], "completed"),
        ({"show_up_fee_on_decline": False}, [], CONSENT_DECLINED),
        ({"exchange_rate": 0.0001}, [12_350], "completed"),  # a half cent
        ({"exchange_rate": 0.0001}, [9950], "completed"),  # a half cent that is less than that as a product of floats
        ({"exchange_rate": 0.0001, "negative_balance": "deducted"}, [-9950], "completed"),
        ({}, [15], "completed"),  # 0.015 is less than that as a float
        ({}, [], NO_SHOW),
        ({"dropout_pay": "nothing"}, [300], DROPPED_OUT),
    ],
)
def test_the_points_on_record_bring_the_payments_page_to_the_same_total(settings, profits, reason):
    chosen = design(**settings)
    owed = settle(chosen, profits, exit_reason=reason)
    on_record = payoff_on_record(chosen, owed).quantize(Decimal("0.01"))
    # What that page computes: the float product, rounded half up to the cent, plus the fee.
    product = Decimal(float(on_record) * chosen.exchange_rate)
    shown = product.quantize(Decimal("0.01"), "ROUND_HALF_UP") + Decimal(str(chosen.show_up_fee))

    assert shown == owed.total
