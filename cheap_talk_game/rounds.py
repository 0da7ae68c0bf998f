"""What a round comes to: its outcome, what a person has seen of earlier ones, and what they are owed so far."""

from dataclasses import dataclass, field
from typing import NamedTuple

from otree.api import cu
from otree.database import dbq
from otree.lookup import get_min_idx_for_app
from otree.models import Participant
from sqlalchemy import and_, bindparam, case, or_
from sqlalchemy.ext import baked

from cheap_talk_game.models import RECEIVER, SENDER, C, Group, Player, Subsession, session_design
from forecast_sharing.session.belief_scoring import prize_won, winning_chance_estimate, winning_chance_point
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import COMPLETED, EXIT_REASONS, PARTNER_LEFT, Earnings, payoff_on_record, settle
from forecast_sharing.session.message_types import NUMBERS


def play_out(group: Group) -> None:
    """Work out demand, sales and profits of a round; without a capacity there is no outcome, and nothing is stored."""
    if group.field_maybe_none("capacity") is None:
        return
    game = session_design(group.session).game
    group.demand = game.demand(group.forecast, group.market_noise)
    group.sales = game.sales(group.demand, group.capacity)
    group.sender_payoff = game.sender_profit(group.demand, group.capacity)
    group.receiver_payoff = game.receiver_profit(group.demand, group.capacity)
    award_sender(group)


def award_sender(group: Group) -> None:
    """Let the sender's stated belief win or lose, once it and the capacity are both there."""
    stated, capacity = group.field_maybe_none("stated_capacity"), group.field_maybe_none("capacity")
    if stated is None or capacity is None:
        return
    design = session_design(group.session)
    chance = winning_chance_point(stated, capacity, *design.game.capacity_range)
    group.sender_belief_prize = prize_won(chance, group.sender_belief_lottery, design.belief_prize)


def award_receiver(group: Group) -> None:
    """Let the receiver's stated belief win or lose; what it is compared with, the forecast, was there before."""
    design = session_design(group.session)
    chance = winning_chance_estimate(
        group.stated_forecast,
        group.stated_forecast_low,
        group.stated_forecast_high,
        group.forecast,
        *design.game.report_range,
    )
    group.receiver_belief_prize = prize_won(chance, group.receiver_belief_lottery, design.belief_prize)


def pay(group: Group) -> None:
    """Bring what both people are owed up to date with the round they have just finished."""
    record_payoffs([player.participant for player in group.get_players()])


# What a computer does in place of a person who has left is no round of theirs.
_decides_themselves = case(
    [
        (Player.role_in_round == SENDER, Group.sender_is_robot),
        (Player.role_in_round == RECEIVER, Group.receiver_is_robot),
    ]
).is_(False)
# Nor is what others make of a round after they have left: they were told what they are paid.
_is_theirs = and_(_decides_themselves, or_(Player.role_in_round != SENDER, Group.sender_had_left.isnot(True)))

# Writing out this query took SQLAlchemy as long as the database took to answer it; so it is written out once.
_prepared = baked.bakery()
_PAST_ROUND_COLUMNS = (
    Player.round_number,
    Subsession.is_practice,
    Subsession.is_paid,
    Player.role_in_round,
    Group.forecast,
    Group.capacity,
    Group.demand,
    Group.sales,
    Group.sender_payoff,
    Group.receiver_payoff,
    Group.sender_had_left,
    *(getattr(Group, name) for name in NUMBERS),
)


class PastRound(NamedTuple):
    """One round as one of its two people may see it."""

    round_number: int
    is_practice: bool
    is_paid: bool
    role: str
    forecast: int
    capacity: int | None
    demand: float | None
    sales: float | None
    sender_payoff: float | None
    receiver_payoff: float | None
    sender_had_left: bool | None
    numbers: tuple[int | None, ...]  # sent, as in NUMBERS

    @property
    def sent(self) -> dict[str, int | None]:
        """Return every number that a message can have, by its name."""
        return dict(zip(NUMBERS, self.numbers, strict=True))

    @property
    def own_payoff(self) -> float | None:
        """Return the profit of the person whose history this is; None if it came about after they had left."""
        if self.role == RECEIVER:
            return self.receiver_payoff
        return None if self.sender_had_left else self.sender_payoff

    @property
    def partner_payoff(self) -> float | None:
        """Return the other's profit."""
        return self.receiver_payoff if self.role == SENDER else self.sender_payoff


def past_rounds(participant: Participant, before: int = C.NUM_ROUNDS + 1) -> list[PastRound]:
    """Return a person's rounds in order, those before a round number or all that have a pair."""
    query = _prepared(lambda session: session.query(*_PAST_ROUND_COLUMNS))
    query += lambda rows: (
        rows.select_from(Player)
        .join(Group, Player.group_id == Group.id)
        .join(Subsession, Player.subsession_id == Subsession.id)
        .filter(
            Player.participant_id == bindparam("participant_id"),
            Player.round_number < bindparam("before"),
            Group.block != None,  # noqa: E711 - SQL
            _decides_themselves,
        )
        .order_by(Player.round_number)
    )
    rows = query(dbq(Player).session).params(participant_id=participant.id, before=before)
    n_others = len(_PAST_ROUND_COLUMNS) - len(NUMBERS)
    return [PastRound(*row[:n_others], tuple(row[n_others:])) for row in rows]


@dataclass
class PaidAmounts:
    """What a person's paid rounds have come to: points of those that have an outcome, and how many others lost."""

    profits: list[float] = field(default_factory=list)
    belief_prizes: list[float] = field(default_factory=list)
    n_lost_rounds: int = 0


def paid_amounts(participants: list[Participant]) -> dict[int, PaidAmounts]:
    """Return, by participant id, what a person's paid rounds come to: profits, prizes, and rounds that others lost."""
    rows = (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .join(Subsession, Player.subsession_id == Subsession.id)
        .filter(
            Player.participant_id.in_([participant.id for participant in participants]),
            Subsession.is_paid == True,  # noqa: E712 - SQL
            or_(Group.demand != None, Group.left_because != None),  # noqa: E711 - SQL
            _is_theirs,
        )
        .with_entities(
            Player.participant_id,
            Player.role_in_round,
            Group.left_by,
            Group.sender_payoff,
            Group.receiver_payoff,
            Group.sender_belief_prize,
            Group.receiver_belief_prize,
        )
    )
    paid = {participant.id: PaidAmounts() for participant in participants}
    for participant_id, role, left_by, sender_payoff, receiver_payoff, sender_prize, receiver_prize in rows:
        amounts = paid[participant_id]
        if left_by is not None:
            amounts.n_lost_rounds += left_by != role
            continue
        profit, prize = (sender_payoff, sender_prize) if role == SENDER else (receiver_payoff, receiver_prize)
        amounts.profits.append(profit)
        if prize is not None:
            amounts.belief_prizes.append(prize)
    return paid


def earnings_of(design: SessionDesign, paid: PaidAmounts, exit_reason: str) -> Earnings:
    """Return what a person is owed for the paid rounds."""
    return settle(
        design,
        paid.profits,
        belief_prizes=paid.belief_prizes,
        n_lost_rounds=paid.n_lost_rounds,
        exit_reason=exit_reason,
    )


def record_payoffs(participants: list[Participant]) -> list[Earnings]:
    """Store what people of a session are owed so far where oTree's Payments page looks; safe to repeat."""
    design = session_design(participants[0].session)
    paid = paid_amounts(participants)
    owed = [
        earnings_of(design, paid[participant.id], exit_reason(participant) or COMPLETED) for participant in participants
    ]
    for participant, its_earnings in zip(participants, owed, strict=True):
        participant.payoff = cu(payoff_on_record(design, its_earnings))
    return owed


def exit_reason(participant: Participant) -> str | None:
    """Return why a person has left the session, or None while they are in it."""
    status = participant.status
    if status == PARTNER_LEFT and not _is_on_last_page(participant):
        # They still answer the survey.
        return None
    return status if status in EXIT_REASONS else None


def _is_on_last_page(participant: Participant) -> bool:
    last = get_min_idx_for_app(participant._session_code, "goodbye")  # noqa: SLF001
    return participant._index_in_pages >= last  # noqa: SLF001


def has_rounds_left(participant: Participant, round_number: int) -> bool:
    """Return whether a person has a later round whose partner is still there."""
    return (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .filter(
            Player.participant_id == participant.id,
            Player.round_number > round_number,
            Group.block != None,  # noqa: E711 - SQL
            Group.left_because == None,  # noqa: E711 - SQL
        )
        .first()
        is not None
    )


def rounds_lost(participant: Participant) -> int:
    """Return how many of a person's rounds were not played because the other had left before them."""
    return (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .filter(Player.participant_id == participant.id, Group.left_by != Player.role_in_round, _is_theirs)
        .count()
    )


def is_last_round(design: SessionDesign, round_number: int) -> bool:
    """Return whether a session ends with this round."""
    return round_number >= design.total_rounds


def other_role(role: str) -> str:
    """Return the role of the partner."""
    return RECEIVER if role == SENDER else SENDER
