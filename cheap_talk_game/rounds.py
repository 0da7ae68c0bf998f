"""What a round comes to: its outcome, what a person has seen of earlier ones, and what they are owed so far."""

from typing import NamedTuple

from otree.api import cu
from otree.database import dbq
from otree.models import Participant

from cheap_talk_game.models import RECEIVER, SENDER, Group, Player, Subsession, session_design
from forecast_sharing.earnings import COMPLETED, Earnings, payoff_on_record, settle
from forecast_sharing.session_design import SessionDesign


def play_out(group: Group) -> None:
    """Work out demand, sales and profits of a round; without a capacity there is no outcome, and nothing is stored."""
    if group.field_maybe_none("capacity") is None:
        return
    game = session_design(group.session).game
    group.demand = game.demand(group.forecast, group.market_noise)
    group.sales = game.sales(group.demand, group.capacity)
    group.sender_payoff = game.sender_profit(group.demand, group.capacity)
    group.receiver_payoff = game.receiver_profit(group.demand, group.capacity)
    for player in group.get_players():
        record_payoff(player.participant)


class PastRound(NamedTuple):
    """One round as one of its two people may see it."""

    round_number: int
    is_practice: bool
    is_paid: bool
    role: str
    forecast: int
    report: int | None
    capacity: int | None
    demand: float | None
    sales: float | None
    sender_payoff: float | None
    receiver_payoff: float | None

    @property
    def own_payoff(self) -> float | None:
        """Return the profit of the person whose history this is."""
        return self.sender_payoff if self.role == SENDER else self.receiver_payoff

    @property
    def partner_payoff(self) -> float | None:
        """Return the other's profit."""
        return self.receiver_payoff if self.role == SENDER else self.sender_payoff


def past_rounds(participant: Participant, before: int | None = None) -> list[PastRound]:
    """Return a person's rounds in order, those before a round number or all that were begun."""
    rows = (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .join(Subsession, Player.subsession_id == Subsession.id)
        .filter(Player.participant_id == participant.id, Group.block != None)  # noqa: E711 - SQL
        .order_by(Player.round_number)
        .with_entities(
            Player.round_number,
            Subsession.is_practice,
            Subsession.is_paid,
            Player.role_in_round,
            Group.forecast,
            Group.report,
            Group.capacity,
            Group.demand,
            Group.sales,
            Group.sender_payoff,
            Group.receiver_payoff,
        )
    )
    if before is not None:
        rows = rows.filter(Player.round_number < before)
    return [PastRound(*row) for row in rows]


def earnings(participant: Participant, exit_reason: str = COMPLETED) -> Earnings:
    """Return what a person is owed by the paid rounds that have an outcome."""
    profits = [past.own_payoff for past in past_rounds(participant) if past.is_paid and past.own_payoff is not None]
    return settle(session_design(participant.session), profits, exit_reason=exit_reason)


def record_payoff(participant: Participant, exit_reason: str = COMPLETED) -> Earnings:
    """Store what a person is owed so far where oTree's Payments page looks; safe to repeat."""
    owed = earnings(participant, exit_reason)
    participant.payoff = cu(payoff_on_record(session_design(participant.session), owed))
    return owed


def leave(participant: Participant, exit_reason: str) -> None:
    """Release the partners of someone who leaves the session: the rounds ahead of them are not played."""
    group_ids = dbq(Player).filter(Player.participant_id == participant.id).with_entities(Player.group_id)
    dbq(Group).filter(
        Group.id.in_(group_ids.subquery()),
        Group.block != None,  # noqa: E711 - SQL
        Group.capacity == None,  # noqa: E711 - SQL
    ).update({Group.left_because: exit_reason}, synchronize_session=False)


def is_last_round(design: SessionDesign, round_number: int) -> bool:
    """Return whether a session ends with this round."""
    return round_number >= design.total_rounds


def other_role(role: str) -> str:
    """Return the role of the partner."""
    return RECEIVER if role == SENDER else SENDER
