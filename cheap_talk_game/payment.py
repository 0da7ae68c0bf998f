"""What people are owed for their rounds so far, and why they have left."""

from dataclasses import dataclass, field

from otree.api import cu
from otree.database import dbq
from otree.lookup import get_min_idx_for_app
from otree.models import Participant
from sqlalchemy import or_

from cheap_talk_game.models import SENDER, Group, Player, Subsession, session_design
from cheap_talk_game.past_rounds import IS_THEIRS
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import COMPLETED, EXIT_REASONS, PARTNER_LEFT, Earnings, payoff_on_record, settle


def pay(group: Group) -> None:
    """Bring what both people are owed up to date with the round they have just finished."""
    record_payoffs([player.participant for player in group.get_players()])


@dataclass
class PaidAmounts:
    """What a person's paid rounds have come to: points of those that have an outcome, and how many others lost."""

    profits: list[float] = field(default_factory=list)
    # What the stated beliefs would win in each of these rounds; None where none was stated in time.
    prizes_by_round: dict[int, float | None] = field(default_factory=dict)
    n_lost_rounds: int = 0
    # Drawn to pay beliefs, where one round does.
    belief_round: int | None = None

    @property
    def belief_prizes(self) -> list[float]:
        """Return what stated beliefs have won in the rounds that pay them."""
        paying = self.prizes_by_round if self.belief_round is None else (self.belief_round,)
        return [prize for number in paying if (prize := self.prizes_by_round[number]) is not None]


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
            IS_THEIRS,
        )
        .with_entities(
            Player.participant_id,
            Player.round_number,
            Player.block,
            Player.seat,
            Subsession.seed,
            Player.role_in_round,
            Group.arm,
            Group.part,
            Group.left_by,
            Group.sender_payoff,
            Group.receiver_payoff,
            Group.sender_belief_prize,
            Group.receiver_belief_prize,
        )
    )
    paid = {participant.id: PaidAmounts() for participant in participants}
    places = {}
    design = session_design(participants[0].session)
    for row in rows:
        amounts = paid[row.participant_id]
        if row.left_by is not None:
            amounts.n_lost_rounds += row.left_by != row.role_in_round
            continue
        is_sender = row.role_in_round == SENDER
        amounts.profits.append(row.sender_payoff if is_sender else row.receiver_payoff)
        if design.in_part(row.arm, row.part).asks_beliefs:
            prize = row.sender_belief_prize if is_sender else row.receiver_belief_prize
            amounts.prizes_by_round[row.round_number] = prize
        places[row.participant_id] = row.seed, row.block, row.seat
    if design.pays_one_belief:
        for participant_id, (seed, block, seat) in places.items():
            amounts = paid[participant_id]
            amounts.belief_round = draws.draw_belief_round(seed, block=block, seat=seat, rounds=amounts.prizes_by_round)
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
