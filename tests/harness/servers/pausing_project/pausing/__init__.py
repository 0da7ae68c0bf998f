"""Everybody enters a number; a test decides where the server stands still on the way."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models
from otree.database import db
from pauses import has_ended, pause
from sqlalchemy import event

UNLUCKY = 13
UNKEPT = 14
WITHOUT_WAY_ON = 15


class C(BaseConstants):
    NAME_IN_URL = "pausing"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    number = models.IntegerField(label="Your number")
    is_noted = models.BooleanField(initial=False)


def creating_session(subsession):
    pause("creating")


def custom_export_numbers(players):
    yield ["participant", "number", "is_noted"]
    for player in players:
        yield [player.participant.code, player.field_maybe_none("number"), player.is_noted]


def vars_for_admin_report(subsession):
    pause("reporting")
    return {}


def custom_export_large(players):
    """More than the buffers of a connection hold."""
    yield ["number"]
    yield ["9" * 20_000_000]


def custom_export_failing(players):
    yield ["number"]
    raise ValueError("this export always fails")


def refuse(session):
    raise OSError("no space left on device")


class EnterNumber(Page):
    form_model = "player"
    form_fields = ["number"]

    @staticmethod
    def live_method(player, data):
        player.subsession.get_players()
        return {player.id_in_group: {"has_ended": has_ended("submitting")}}

    @staticmethod
    def before_next_page(player, timeout_happened):
        # A query writes out what has changed so far, the number among it, as queries in real hooks do.
        player.subsession.get_players()
        pause("submitting")
        if player.number == UNLUCKY:
            raise ValueError("an unlucky number")
        player.is_noted = True
        if player.number == UNKEPT:
            event.listen(db._db, "before_commit", refuse, once=True)


class Done(Page):
    @staticmethod
    def is_displayed(player):
        if player.number == WITHOUT_WAY_ON:
            raise ValueError("no way on from here")
        return True


page_sequence = [EnterNumber, Done]
