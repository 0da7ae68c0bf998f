"""The table of all answers to the comprehension questions."""

from collections.abc import Iterator
from typing import Any

from briefing.models import Player, QuizAnswer
from forecast_sharing import dataset


def custom_export_quiz(players: list[Player]) -> Iterator[list[Any]]:
    people = {player.participant_id: player for player in players}
    rows = [
        {
            "session_code": people[answer.player.participant_id].session.code,
            "participant_code": people[answer.player.participant_id].participant.code,
            "attempt": answer.attempt,
            "question": answer.question,
            "answer": answer.answer,
            "right_answer": answer.right_answer,
            "is_right": answer.is_right,
        }
        for answer in QuizAnswer.filter()
        if answer.player.participant_id in people
    ]
    yield from dataset.rows_to_table(dataset.QUIZ, rows)
