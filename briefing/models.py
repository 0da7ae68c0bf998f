"""What the briefing stores: the consent as given, and every answer to the comprehension questions."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, ExtraModel, models, widgets

from forecast_sharing.session.design import SessionDesign
from participant_ui.catalogue import Texts


class C(BaseConstants):
    NAME_IN_URL = "start"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    consent = models.BooleanField()
    consent_version = models.StringField()
    consent_text_sha256 = models.StringField()
    consent_at = models.StringField()  # ISO 8601, UTC

    quiz_lowest_demand = models.FloatField(min=None)
    quiz_sales = models.FloatField(min=None)
    quiz_sender_profit = models.FloatField(min=None)
    quiz_receiver_profit = models.FloatField(min=None)
    quiz_must_be_true = models.StringField(widget=widgets.RadioSelect)
    quiz_same_partner = models.StringField(widget=widgets.RadioSelect)
    quiz_counterpart = models.StringField(widget=widgets.RadioSelect)
    quiz_belief_range = models.StringField(widget=widgets.RadioSelect)
    quiz_attempts = models.IntegerField(initial=0)
    quiz_passed = models.BooleanField()


class QuizAnswer(ExtraModel):
    """One answer in one attempt, right or wrong, as it was typed."""

    player = models.Link(Player)
    attempt = models.IntegerField()
    question = models.StringField()
    answer = models.StringField()
    right_answer = models.StringField()
    is_right = models.BooleanField()


def quiz_counterpart_choices(player: Player) -> list[tuple[str, str]]:
    t = Texts(SessionDesign.from_config(player.session.config).language)
    return [("person", t("choice-person")), ("computer", t("choice-computer"))]


def _yes_or_no(player: Player) -> list[tuple[str, str]]:
    t = Texts(SessionDesign.from_config(player.session.config).language)
    return [("yes", t("choice-yes")), ("no", t("choice-no"))]


quiz_must_be_true_choices = _yes_or_no
quiz_same_partner_choices = _yes_or_no
quiz_belief_range_choices = _yes_or_no
