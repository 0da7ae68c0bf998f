"""A bot that answers every question with the first answer shown."""

from collections.abc import Iterator
from typing import Any

from otree.api import Bot

from forecast_sharing.session.survey_items import items_of
from trust_survey.pages import AnswerQuestions, sections


class PlayerBot(Bot):
    def play_round(self) -> Iterator[Any]:
        for section in sections(self.player):
            yield AnswerQuestions, {item.name: item.scale.values[0] for item in items_of(section)}
