"""A bot that consents, gets the questions wrong once and then right."""

from collections.abc import Iterator
from typing import Any

from otree.api import Bot, SubmissionMustFail

from briefing import quiz
from briefing.pages import Consent, Instructions, Quiz
from participant_ui.assignment import first_design


class PlayerBot(Bot):
    def play_round(self) -> Iterator[Any]:
        yield Consent, {"consent": True}
        # Online people have an arm from here on.
        design = first_design(self.participant)
        yield Instructions
        first, second = (
            {question.field: question.right_answer(design, attempt) for question in quiz.questions(design)}
            for attempt in (0, 1)
        )
        yield SubmissionMustFail(Quiz, {**first, "quiz_sales": first["quiz_sales"] + 1}, error_fields=["quiz_sales"])
        yield Quiz, second
