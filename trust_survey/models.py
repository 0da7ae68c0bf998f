"""What the survey stores: one field for each item, empty where a question was left unanswered."""

from typing import Any

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, models, widgets

from forecast_sharing.session.survey_items import ITEMS, Item


class C(BaseConstants):
    NAME_IN_URL = "survey"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


def _field(item: Item) -> Any:
    kind = models.IntegerField if item.scale.is_numeric else models.StringField
    # Answers get their labels on the page, which knows the session's language.
    return kind(choices=list(item.scale.values), widget=widgets.RadioSelect, blank=True)


class Player(BasePlayer):
    # Sections left behind so far, answered or not; empty if nobody went past the first.
    sections_seen = models.IntegerField()
    # In a class body locals() is the namespace of the class.
    locals().update((item.name, _field(item)) for item in ITEMS)
