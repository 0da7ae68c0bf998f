"""Everybody enters a number; a test decides where the server stands still on the way."""

import time
from pathlib import Path

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models

UNLUCKY = 13
# A server that lets nobody in between is never told to go on: the pause ends by itself.
LONGEST_PAUSE_S = 3.0


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


def pause(place: str) -> None:
    """Stand still, if the test has asked for it by a file, until it says by another one to go on."""
    wanted = Path(f"{place}.wanted")
    if not wanted.exists():
        return
    wanted.unlink()
    Path(f"{place}.reached").touch()
    end = time.monotonic() + LONGEST_PAUSE_S
    while time.monotonic() < end and not Path(f"{place}.over").exists():
        time.sleep(0.01)
    Path(f"{place}.ended").touch()


def creating_session(subsession):
    pause("creating")


def custom_export_numbers(players):
    yield ["participant", "number", "is_noted"]
    for player in players:
        yield [player.participant.code, player.field_maybe_none("number"), player.is_noted]


def custom_export_failing(players):
    yield ["number"]
    raise ValueError("this export always fails")


class EnterNumber(Page):
    form_model = "player"
    form_fields = ["number"]

    @staticmethod
    def before_next_page(player, timeout_happened):
        # A query writes out what has changed so far, the number among it, as queries in real hooks do.
        player.subsession.get_players()
        pause("submitting")
        if player.number == UNLUCKY:
            raise ValueError("an unlucky number")
        player.is_noted = True


class Done(Page):
    pass


page_sequence = [EnterNumber, Done]
