"""The last page, whatever brought a person here: why, what they are paid and how it was worked out, and the way back.

One page, so one file.
"""

from typing import Any

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession

from cheap_talk_game.attendance.dropouts import leave
from cheap_talk_game.events import record
from cheap_talk_game.past_rounds import past_rounds
from cheap_talk_game.payment import paid_amounts, record_payoffs
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import (
    CAME_TOO_LATE,
    COMPLETED,
    DID_ALL_ASKED,
    DROPPED_OUT,
    NO_SHOW,
    Earnings,
    is_paid_for_points,
)
from participant_ui.page import ParticipantPage
from participant_ui.session_texts import money, number

doc = "Earnings step by step, the completion link or code, and the reason for leaving."


class C(BaseConstants):
    NAME_IN_URL = "goodbye"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    pass


class Goodbye(ParticipantPage):
    title = "goodbye-title"
    shows_instructions = False
    may_be_passed = False

    def note_shown(self) -> None:
        # Safe to repeat: a reload finds the same reason and the same sum.
        participant = self.participant
        participant.status = participant.status or COMPLETED
        if self.is_asked_by_person:
            if participant.status == NO_SHOW:
                participant.status = CAME_TOO_LATE
            if participant.status in (CAME_TOO_LATE, DROPPED_OUT):
                record(participant, "returned")
        if participant.status != COMPLETED:
            leave(participant, participant.status)
        [self.owed] = record_payoffs([participant])

    def post(self) -> Any:
        # There is no page after this one.
        return self.get()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.update(earnings_texts(self.owed, self.design))
        reason = self.participant.status
        did_all_asked = reason in DID_ALL_ASKED
        shows_points = is_paid_for_points(self.design, reason)
        context.update(
            no_button=True,
            asks_beliefs=any(part.asks_beliefs for part in self.of_session.parts_of(self.arm_and_part[0])),
            exit_reason=reason,
            shows_points=shows_points,
            paid_rounds=_paid_rounds(self.player, self.design) if shows_points else [],
            belief_round=self._belief_round(),
            completion_link=self.design.completion_link if did_all_asked else "",
            completion_code=self.design.completion_code if did_all_asked else "",
        )
        context = super().get_context_data(**context)
        context["reason_text"] = context["t"](f"goodbye-{reason}")
        return context

    def _belief_round(self) -> int:
        """Return which round was drawn to pay beliefs, as the page counts rounds; 0 where none was."""
        number_played = paid_amounts([self.participant])[self.participant.id].belief_round
        return 0 if number_played is None else number_played - self.design.practice_rounds


def earnings_texts(owed: Earnings, design: SessionDesign) -> dict[str, Any]:
    """Return the steps of the earnings as the page prints them."""
    return {
        "points": number(owed.points, design.language),
        "belief_points": number(owed.belief_points, design.language),
        "has_lost_rounds": owed.lost_round_points > 0,
        "lost_round_points": number(owed.lost_round_points, design.language),
        "balance": number(owed.balance, design.language),
        "settled_points": number(owed.settled_points, design.language),
        "is_forgiven": owed.settled_points != owed.balance,
        "exchanged": money(owed.exchanged, design.language),
        "endowment_text": number(owed.endowment, design.language),
        "has_loss_left": owed.loss_not_deducted > 0,
        "loss_not_deducted": money(owed.loss_not_deducted, design.language),
        "fee_paid": money(owed.show_up_fee, design.language),
        "total": money(owed.total, design.language),
    }


def _paid_rounds(player: Player, design: SessionDesign) -> list[dict[str, Any]]:
    return [
        {
            "round": past.round_number - design.practice_rounds,
            "payoff": None if past.own_payoff is None else number(past.own_payoff, design.language),
        }
        for past in past_rounds(player.participant)
        if past.is_paid
    ]


page_sequence = [Goodbye]
