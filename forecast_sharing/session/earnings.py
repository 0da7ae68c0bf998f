"""What a person is paid: the one function that pays people and explains to them how they were paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from forecast_sharing.session import choices
from forecast_sharing.session.design import SessionDesign

COMPLETED = "completed"
CONSENT_DECLINED = "consent_declined"
QUIZ_FAILED = "quiz_failed"
# Nothing was heard from them for too long, or they let the time limit of a page pass.
DROPPED_OUT = "dropped_out"
# They had not come when somebody had waited long enough for them, or came only after that.
NO_SHOW = "no_show"
CAME_TOO_LATE = "came_too_late"
# They left, as the session offers, after waiting longer than its limit.
WAITED_TOO_LONG = "waited_too_long"
# Nobody was left to play their last rounds with.
PARTNER_LEFT = "partner_left"
# The experimenter ended their session.
ENDED = "ended_by_experimenter"
# They closed their page, or lost it, when nobody had to wait for them any more. Only exports say so.
FELL_SILENT = "fell_silent"
EXIT_REASONS = (
    COMPLETED,
    CONSENT_DECLINED,
    QUIZ_FAILED,
    DROPPED_OUT,
    NO_SHOW,
    CAME_TOO_LATE,
    WAITED_TOO_LONG,
    PARTNER_LEFT,
    ENDED,
    FELL_SILENT,
)
# Those who leave partners behind with rounds that cannot be played.
LEAVING_REASONS = (CONSENT_DECLINED, QUIZ_FAILED, DROPPED_OUT, NO_SHOW, WAITED_TOO_LONG, ENDED)
# People who did all that was asked of them are paid what they have earned, and for rounds that others cost them.
DID_ALL_ASKED = (COMPLETED, WAITED_TOO_LONG, PARTNER_LEFT)

CENT = Decimal("0.01")


class _Pay(NamedTuple):
    fee: bool
    points: bool


# Of people who dropped out.
_PAYS = choices.for_each(
    choices.DROPOUT_PAYS,
    {
        choices.NOTHING: _Pay(fee=False, points=False),
        choices.FEE: _Pay(fee=True, points=False),
        choices.EARNED: _Pay(fee=True, points=True),
    },
)
_DEDUCTS = choices.for_each(choices.NEGATIVE_BALANCES, {choices.FORGIVEN: False, choices.DEDUCTED: True})


@dataclass(frozen=True, slots=True)
class Earnings:
    """The steps from the profits and prizes of the paid rounds to the money handed over.

    Points are amounts of the game; money is in the currency of the session.
    """

    points: Decimal  # profits of the paid rounds added up
    belief_points: Decimal  # prizes for stated beliefs in the rounds that pay them added up
    lost_round_points: Decimal  # points for paid rounds lost because others left
    endowment: Decimal  # points
    balance: Decimal  # points + belief_points + lost_round_points + endowment; may be negative
    settled_points: Decimal  # what is exchanged: the balance after its settlement
    exchange_rate: Decimal  # money per point
    exchanged: Decimal  # money for the settled points, to the cent, halves away from zero; negative for a loss
    loss_not_deducted: Decimal  # money: what a loss exceeds the show-up fee by, which nobody has to pay
    show_up_fee: Decimal  # money
    total: Decimal  # money handed over, never negative


def settle(
    design: SessionDesign,
    profits: Iterable[float],
    *,
    belief_prizes: Iterable[float] = (),
    n_lost_rounds: int = 0,
    exit_reason: str = COMPLETED,
) -> Earnings:
    """Return what a person is owed who earned these profits and won these prizes in the paid rounds.

    Parameters
    ----------
    design : SessionDesign
        Gives the endowment, the exchange rate, the show-up fee and how a negative balance is settled.
    profits : iterable of float
        Profit of each paid round that was played, in points. Rounds without a result are left out by the caller.
    belief_prizes : iterable of float
        What each stated belief of a round that pays beliefs has won, in points.
    n_lost_rounds : int
        Paid rounds that were not played because the other person had left.
    exit_reason : str
        One of `EXIT_REASONS`. People who did all that was asked of them are paid for points. People who failed the
        questions or came too late get the show-up fee; people who declined the consent get it where the session says
        so; people who dropped out get what `dropout_pay` says; people who never came get nothing; people whose session
        the experimenter ended are paid for points, but not for rounds that others cost them. People who fell silent
        are paid for all that has come to pass, as if they were still there.

    Returns
    -------
    Earnings
        `total` is never negative.

    Raises
    ------
    ValueError
        If the exit reason is not known.

    """
    if exit_reason not in EXIT_REASONS:
        raise ValueError(f"exit_reason must be one of {', '.join(EXIT_REASONS)}, not {exit_reason!r}")
    is_paid_points = is_paid_for_points(design, exit_reason)
    points = _sum(profits) if is_paid_points else Decimal(0)
    belief_points = _sum(belief_prizes) if is_paid_points else Decimal(0)
    is_paid_losses = exit_reason in (*DID_ALL_ASKED, FELL_SILENT)
    lost_round_points = n_lost_rounds * _decimal(design.lost_round_pay) if is_paid_losses else Decimal(0)
    endowment = _decimal(design.endowment) if is_paid_points else Decimal(0)
    show_up_fee = _decimal(design.show_up_fee) if _is_owed_fee(design, exit_reason) else Decimal(0)
    balance = points + belief_points + lost_round_points + endowment
    settled = balance if _DEDUCTS[design.negative_balance] else max(balance, Decimal(0))
    exchanged = _to_cents(settled * _decimal(design.exchange_rate))
    loss_not_deducted = max(-show_up_fee - exchanged, Decimal(0))
    return Earnings(
        points=points,
        belief_points=belief_points,
        lost_round_points=lost_round_points,
        endowment=endowment,
        balance=balance,
        settled_points=settled,
        exchange_rate=_decimal(design.exchange_rate),
        exchanged=exchanged,
        loss_not_deducted=loss_not_deducted,
        show_up_fee=show_up_fee,
        total=show_up_fee + exchanged + loss_not_deducted,
    )


def is_paid_for_points(design: SessionDesign, exit_reason: str) -> bool:
    """Return whether someone who left for this reason is paid for what they have earned in the rounds."""
    if exit_reason == DROPPED_OUT:
        return _PAYS[design.dropout_pay].points
    return exit_reason in (*DID_ALL_ASKED, ENDED, FELL_SILENT)


def _is_owed_fee(design: SessionDesign, exit_reason: str) -> bool:
    exceptions = {
        CONSENT_DECLINED: design.show_up_fee_on_decline,
        DROPPED_OUT: _PAYS[design.dropout_pay].fee,
        NO_SHOW: False,
    }
    return exceptions.get(exit_reason, True)


def payoff_on_record(design: SessionDesign, earnings: Earnings) -> Decimal:
    """Return the points for which oTree's own Payments page arrives at the same total.

    That page adds the show-up fee to everybody's exchanged points, and exchanges them by a product of floats. So
    where the fee is not owed, a loss is larger than the fee, or that product misses half a cent, the points on record
    are those that bring its total to the total owed.
    """
    shown = _to_cents(Decimal(float(earnings.settled_points) * float(design.exchange_rate)))
    if shown + _decimal(design.show_up_fee) == earnings.total:
        return earnings.settled_points
    return (earnings.total - _decimal(design.show_up_fee)) / earnings.exchange_rate


def _to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _sum(amounts: Iterable[float]) -> Decimal:
    return sum((_decimal(amount) for amount in amounts), Decimal(0))


def _decimal(number: float) -> Decimal:
    # Through the shortest text that gives the same float, so that 0.1 is a tenth.
    return Decimal(repr(number) if isinstance(number, float) else int(number))
