"""The rounds that a person has had: as they may see them, and how many were lost or are left."""

from typing import NamedTuple

from otree.database import dbq
from otree.models import Participant
from sqlalchemy import and_, bindparam, case, or_
from sqlalchemy.ext import baked

from cheap_talk_game.models import RECEIVER, SENDER, C, Group, Player, Subsession
from forecast_sharing.session.message_types import NUMBERS

# A round in which a computer stands in for a person who has left is not theirs.
_decides_themselves = case(
    [
        (Player.role_in_round == SENDER, Group.sender_is_robot),
        (Player.role_in_round == RECEIVER, Group.receiver_is_robot),
    ]
).is_(False)
# Nor is what others make of a round after they have left: they have read what they are paid.
IS_THEIRS = and_(_decides_themselves, or_(Player.role_in_round != SENDER, Group.sender_had_left.isnot(True)))

# Writing out this query took SQLAlchemy as long as the database took to answer it; so it is written out once.
_prepared = baked.bakery()
_PAST_ROUND_COLUMNS = (
    Player.round_number,
    Subsession.is_practice,
    Subsession.is_paid,
    Player.role_in_round,
    Group.arm,
    Group.part,
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
    arm: int | None
    part: int | None
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
        .filter(Player.participant_id == participant.id, Group.left_by != Player.role_in_round, IS_THEIRS)
        .count()
    )
