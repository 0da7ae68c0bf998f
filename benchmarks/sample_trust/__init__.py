"""The yardstick: a trust game with the pages of the one among oTree's samples, played 30 times, on stock templates."""

from otree.api import (
    BaseConstants,
    BaseGroup,
    BasePlayer,
    BaseSubsession,
    Currency,
    Page,
    WaitPage,
    cu,
    models,
)

doc = "One person may send points, which triple on the way; the other may send some back."


class C(BaseConstants):
    NAME_IN_URL = "sample_trust"
    PLAYERS_PER_GROUP = 2
    NUM_ROUNDS = 30
    BUDGET = cu(100)
    FACTOR = 3


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    sent = models.CurrencyField(min=0, max=C.BUDGET, label="How much do you send?")
    returned = models.CurrencyField(min=0, label="How much do you send back?")


class Player(BasePlayer):
    pass


def returned_max(group: Group) -> Currency:
    return group.sent * C.FACTOR


def settle(group: Group) -> None:
    first, second = group.get_players()
    first.payoff = C.BUDGET - group.sent + group.returned
    second.payoff = group.sent * C.FACTOR - group.returned


class Send(Page):
    form_model = "group"
    form_fields = ["sent"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.id_in_group == 1


class WaitForSend(WaitPage):
    pass


class SendBack(Page):
    form_model = "group"
    form_fields = ["returned"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.id_in_group == 2

    @staticmethod
    def vars_for_template(player: Player) -> dict:
        return {"arrived": player.group.sent * C.FACTOR}


class WaitForSendBack(WaitPage):
    after_all_players_arrive = settle


class Results(Page):
    @staticmethod
    def vars_for_template(player: Player) -> dict:
        return {"arrived": player.group.sent * C.FACTOR}


page_sequence = [Send, WaitForSend, SendBack, WaitForSendBack, Results]
