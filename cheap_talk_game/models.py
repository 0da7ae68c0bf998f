"""What the game stores: a group is a pair in one round, and holds all that the two decide and earn in it."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, ExtraModel, models, widgets
from otree.models import Session

from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.message_types import NUMBERS
from participant_ui.catalogue import Texts
from settings import MAX_ROUNDS

SENDER, RECEIVER = ROLES


class C(BaseConstants):
    NAME_IN_URL = "game"
    # Pairs are assigned directly, see seating.py.
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = MAX_ROUNDS
    LONGEST_TEXT = 300  # characters


class Subsession(BaseSubsession):
    seed = models.IntegerField()
    is_practice = models.BooleanField()
    is_paid = models.BooleanField()


class Group(BaseGroup):
    """A pair in one round. Every quantity is empty until it is known; nothing is ever 0 for want of a value."""

    block = models.IntegerField()
    # What the block plays, and where in it the round lies, from 1; empty where the session has no arms.
    arm = models.IntegerField()
    part = models.IntegerField()
    sender_seat = models.IntegerField()
    receiver_seat = models.IntegerField()

    forecast = models.IntegerField()
    # What is sent, by the types of messages. In a class body locals() is the namespace of the class.
    locals().update((name, models.IntegerField()) for name in NUMBERS)
    text = models.LongStringField(blank=True)
    capacity = models.IntegerField()
    market_noise = models.IntegerField()
    demand = models.FloatField()
    sales = models.FloatField()
    sender_payoff = models.FloatField()
    receiver_payoff = models.FloatField()

    report_timed_out = models.BooleanField()
    capacity_timed_out = models.BooleanField()
    report_seconds = models.FloatField()
    capacity_seconds = models.FloatField()

    # Beliefs, where the session asks for them. The lotteries are drawn beforehand and win below the winning chance, and
    # so is which of the receiver's answers can win. A prize is had only in a round that pays beliefs; see payment.py.
    stated_capacity = models.IntegerField()
    stated_forecast = models.IntegerField()
    stated_forecast_low = models.IntegerField()
    stated_forecast_high = models.IntegerField()
    sender_belief_lottery = models.FloatField()
    receiver_belief_lottery = models.FloatField()
    receiver_belief_answer = models.StringField()
    sender_belief_prize = models.FloatField()
    receiver_belief_prize = models.FloatField()
    sender_belief_seconds = models.FloatField()
    receiver_belief_seconds = models.FloatField()

    # Why the round is not played: exit reason and role of the first of the two to leave before their part was done.
    left_because = models.StringField()
    left_by = models.StringField()
    # Whether the sender left after their part, before the round was over: what comes of it later is not theirs.
    sender_had_left = models.BooleanField()
    # Whether a computer decides in this role, because the person has left or by the session's plan.
    sender_is_robot = models.BooleanField()
    receiver_is_robot = models.BooleanField()


class Player(BasePlayer):
    block = models.IntegerField()
    seat = models.IntegerField()
    role_in_round = models.StringField()
    # The answer to the one question at the start of a part: one of the two.
    part_number = models.FloatField(min=None)
    part_word = models.StringField(widget=widgets.RadioSelect)
    decision_shown_at = models.FloatField()
    belief_shown_at = models.FloatField()
    # Only in round 1 of an arrival session, while the block fills.
    lobby_entered_at = models.FloatField()
    lobby_seen_at = models.FloatField()


class Message(ExtraModel):
    """The text beside a report.

    oTree writes every field of a group unchanged into spreadsheets, where a text that begins like a formula would
    be run. It exports no extra model, so texts are kept here and exported by exports.py alone, made harmless.
    """

    group = models.Link(Group)
    text = models.LongStringField()


def session_design(session: Session) -> SessionDesign:
    """Return the settings of a whole session; where it has arms, `round_design` says what holds in a round."""
    return SessionDesign.from_config(session.config)


def round_design(group: Group) -> SessionDesign:
    """Return the settings that hold in a round of a pair."""
    return session_design(group.session).in_part(group.field_maybe_none("arm"), group.field_maybe_none("part"))


def lowest_forecast(group: Group) -> int:
    return round_design(group).game.report_range[0]


def highest_forecast(group: Group) -> int:
    return round_design(group).game.report_range[1]


def capacity_min(group: Group) -> int:
    return round_design(group).game.capacity_range[0]


def capacity_max(group: Group) -> int:
    return round_design(group).game.capacity_range[1]


# What is believed of a number lies in the range of that number.
stated_capacity_min = capacity_min
stated_capacity_max = capacity_max
stated_forecast_min = stated_forecast_low_min = stated_forecast_high_min = lowest_forecast
stated_forecast_max = stated_forecast_low_max = stated_forecast_high_max = highest_forecast
# And so does every number that is sent. oTree looks for these in the app; see __init__.py.
MESSAGE_BOUNDS = {f"{name}_min": lowest_forecast for name in NUMBERS} | {
    f"{name}_max": highest_forecast for name in NUMBERS
}


def sent_numbers(group: Group) -> tuple[int, ...] | None:
    """Return the numbers that were sent, in the order of the session's type of message; None if nothing was."""
    numbers = tuple(group.field_maybe_none(name) for name in round_design(group).message_type.numbers)
    return numbers if numbers and None not in numbers else None


def text_error_message(group: Group, text: str | None) -> str | None:
    if text and len(text) > C.LONGEST_TEXT:
        t = Texts(round_design(group).language)
        return t("error-text-too-long", length=len(text), longest=C.LONGEST_TEXT)
    return None
