"""What a round comes to: demand, sales, profits, and what stated beliefs win."""

from cheap_talk_game.models import RECEIVER, SENDER, Group, round_design
from forecast_sharing.session.belief_scoring import prize_won, winning_chance_answer, winning_chance_point
from forecast_sharing.session.design import SessionDesign


def play_out(group: Group) -> None:
    """Work out demand, sales and profits of a round; without a capacity there is no outcome, and nothing is stored."""
    if group.field_maybe_none("capacity") is None:
        return
    game = round_design(group).game
    group.demand = game.demand(group.forecast, group.market_noise)
    group.sales = game.sales(group.demand, group.capacity)
    group.sender_payoff = game.sender_profit(group.demand, group.capacity)
    group.receiver_payoff = game.receiver_profit(group.demand, group.capacity)
    award_sender(group)


def award_sender(group: Group) -> None:
    """Work out what the sender's belief wins in a round that pays it, once it and the capacity are both there."""
    stated, capacity = group.field_maybe_none("stated_capacity"), group.field_maybe_none("capacity")
    if stated is None or capacity is None:
        return
    design = round_design(group)
    chance = winning_chance_point(stated, capacity, *design.game.capacity_range)
    group.sender_belief_prize = prize_won(chance, group.sender_belief_lottery, design.belief_prize)


def award_receiver(group: Group) -> None:
    """Work out what the receiver's belief wins in a round that pays it; the forecast was there before."""
    design = round_design(group)
    low, high = design.game.report_range
    chance = winning_chance_answer(
        group.receiver_belief_answer,
        stated=group.stated_forecast,
        lowest=group.stated_forecast_low,
        highest=group.stated_forecast_high,
        truth=group.forecast,
        low=low,
        high=high,
    )
    group.receiver_belief_prize = prize_won(chance, group.receiver_belief_lottery, design.belief_prize)


def is_last_round(design: SessionDesign, round_number: int) -> bool:
    """Return whether a session ends with this round."""
    return round_number >= design.total_rounds


def other_role(role: str) -> str:
    """Return the role of the partner."""
    return RECEIVER if role == SENDER else SENDER
