"""Everybody enters a number, waits for the partner and enters the next one."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, WaitPage, models


class C(BaseConstants):
    NAME_IN_URL = "counting"
    PLAYERS_PER_GROUP = 2
    NUM_ROUNDS = 3


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    number = models.IntegerField(label="Your number")


def number_max(player):
    return 100 * player.session.config["step"]


def custom_export_numbers(players):
    yield ["participant", "round_number", "number"]
    for player in players:
        number = player.field_maybe_none("number")
        yield [player.participant.code, player.round_number, number]


class EnterNumber(Page):
    form_model = "player"
    form_fields = ["number"]


class WaitForPartner(WaitPage):
    pass


page_sequence = [EnterNumber, WaitForPartner]
