"""The comprehension questions: every number in them, and every right answer, comes from the session's own game."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from otree.models import Participant

from briefing.models import Player, QuizAnswer
from forecast_sharing.matching import PARTNER
from forecast_sharing.session.belief_scoring import winning_chance_interval
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.typed_numbers import plain_text
from forecast_sharing.tables.answer_columns import QUIZ_WORDS
from participant_ui.catalogue import Texts
from participant_ui.fields import typed_number
from participant_ui.session_texts import session_values

LONGEST_ANSWER = 40  # characters of a number
# Of numbers for the questions; after the last comes the first again.
N_SETS = 5


@dataclass(frozen=True)
class Question:
    """A question: its field, and what is right with the numbers asked. Wording and explanation are in the catalogue."""

    field: str
    rule: Callable[[SessionDesign, Mapping[str, int]], float | str]
    is_asked: Callable[[SessionDesign], bool] = lambda design: True
    # Whether the numbers of an example stand in it.
    has_numbers: bool = False

    def right_answer(self, design: SessionDesign, attempt: int = 0) -> float | str:
        """Return what is right after so many attempts."""
        return self.rule(design, _example(design, _set_of_numbers(design, attempt)))


QUESTIONS = (
    Question(
        "quiz_lowest_demand",
        lambda design, example: design.game.demand(example["example_forecast"], -design.noise_half_width),
        has_numbers=True,
    ),
    Question(
        "quiz_sales",
        lambda design, example: design.game.sales(*_demand_and_capacity(example)),
        has_numbers=True,
    ),
    Question(
        "quiz_sender_profit",
        lambda design, example: design.game.sender_profit(*_demand_and_capacity(example)),
        has_numbers=True,
    ),
    Question(
        "quiz_receiver_profit",
        lambda design, example: design.game.receiver_profit(*_demand_and_capacity(example)),
        has_numbers=True,
    ),
    Question("quiz_must_be_true", lambda design, example: "no", lambda design: design.message_type.sends),
    Question(
        "quiz_same_partner",
        lambda design, example: "yes" if design.matching == PARTNER else "no",
        lambda design: design.num_rounds > 1 and not design.plays_with_computers,
    ),
    Question("quiz_counterpart", lambda design, example: "computer", lambda design: design.plays_with_computers),
    Question(
        "quiz_belief_range",
        lambda design, example: "yes" if _chance_of_range(design, example) > 0 else "no",
        lambda design: design.asks_beliefs,
        has_numbers=True,
    ),
)


def questions(design: SessionDesign) -> list[Question]:
    """Return the questions that a session asks."""
    return [question for question in QUESTIONS if question.is_asked(design)]


def _set_of_numbers(design: SessionDesign, attempt: int) -> int:
    return attempt % N_SETS if design.quiz_new_numbers else 0


@lru_cache(maxsize=256)
def _example(design: SessionDesign, number: int) -> dict[str, int]:
    # Round numbers a little above and below the mean, so that capacity is left over; further sets lie further off.
    half_width = design.forecast_half_width + design.noise_half_width
    step = min(half_width, max(1, half_width // 5) + number * max(1, half_width // 20))
    forecast = max(1, design.forecast_half_width // 3) + number * max(1, design.forecast_half_width // 10)
    forecast = min(design.forecast_half_width, forecast)
    # Near the forecast, and yet beside it: what people get wrong is that near counts.
    range_high = forecast - max(1, design.forecast_half_width // 15)
    return {
        "example_forecast": forecast,
        "example_range_low": max(-design.forecast_half_width, range_high - design.forecast_half_width // 5),
        "example_range_high": range_high,
        "example_capacity": design.mean_demand + step,
        "example_demand": design.mean_demand - step,
    }


def example_values(design: SessionDesign, attempt: int = 0) -> dict[str, float]:
    """Return the numbers of the questions and explanations, right answers included, for the catalogue."""
    values: dict[str, float] = dict(_example(design, _set_of_numbers(design, attempt)))
    for question in QUESTIONS:
        right = question.right_answer(design, attempt)
        if not isinstance(right, str):
            values["right_" + question.field.removeprefix("quiz_")] = right
    return values


def _demand_and_capacity(example: Mapping[str, int]) -> tuple[int, int]:
    return example["example_demand"], example["example_capacity"]


def _chance_of_range(design: SessionDesign, example: Mapping[str, int]) -> float:
    ends = (example["example_range_low"], example["example_range_high"])
    return float(winning_chance_interval(*ends, example["example_forecast"], *design.game.report_range))


def is_right(question: Question, answer: Any, design: SessionDesign, attempt: int = 0) -> bool:
    """Return whether an answer, as a form gives it, is right after so many attempts."""
    right = question.right_answer(design, attempt)
    if isinstance(right, str):
        return answer == right
    return answer is not None and abs(float(answer) - right) < 0.005


def explanations(values: Mapping[str, Any], design: SessionDesign, attempt: int = 0) -> dict[str, Markup]:
    """Return, for each wrong answer, the field and why the right answer is right."""
    t = Texts(design.language, {**session_values(design), **example_values(design, attempt)})
    return {
        question.field: _explanation(question, design, t)
        for question in questions(design)
        if not is_right(question, values[question.field], design, attempt)
    }


def _explanation(question: Question, design: SessionDesign, t: Texts) -> Markup:
    why = t(f"explain-{question.field}")
    if question.has_numbers and design.quiz_new_numbers:
        # By now the question asks with others.
        return Markup("{} {}").format(t("explain-numbers-before"), why)
    return why


def record_attempt(player: Player, typed: Mapping[str, Any], design: SessionDesign) -> None:
    """Store one attempt, question by question.

    A form with an answer missing or unreadable is not an attempt, and neither is the same form again: a reload of the
    page sends it a second time.
    """
    asked = questions(design)
    answers = {question.field: _readable(question, typed.get(question.field), design) for question in asked}
    if None in answers.values():
        return
    if not design.quiz_new_numbers and answers == _last_answers(player):
        return
    before = player.quiz_attempts
    player.quiz_attempts = before + 1
    for question in asked:
        answer = answers[question.field]
        QuizAnswer.create(
            player=player,
            attempt=player.quiz_attempts,
            question=question.field,
            answer=answer,
            right_answer=_as_text(question.right_answer(design, before)),
            is_right=is_right(question, answer, design, before),
        )


def record_answer(participant: Participant, question: str, answer: str, right: str) -> None:
    """Store an answer to a question that another app asks; each is an attempt of its own."""
    player = participant.get_player("briefing", 1)
    attempt = 1 + sum(one.question == question for one in QuizAnswer.filter(player=player))
    QuizAnswer.create(
        player=player, attempt=attempt, question=question, answer=answer, right_answer=right, is_right=answer == right
    )


def _readable(question: Question, typed: Any, design: SessionDesign) -> str | None:
    """Return an answer as a computer writes it; None if there is none to read."""
    answer = str(typed or "")
    if isinstance(question.right_answer(design), str):
        return answer if answer in QUIZ_WORDS else None
    number = typed_number(answer, design.language) if len(answer) <= LONGEST_ANSWER else None
    return None if number is None else plain_text(number)


def _last_answers(player: Player) -> dict[str, str]:
    stored = QuizAnswer.filter(player=player)
    return {answer.question: answer.answer for answer in stored if answer.attempt == player.quiz_attempts}


def _as_text(right: float | str) -> str:
    # A whole number without a point, and never with an exponent.
    return str(int(right)) if isinstance(right, float) and right.is_integer() else str(right)


def attempts_before(player: Player) -> int:
    """Return how many attempts came before the one that has just been recorded."""
    return max(0, player.quiz_attempts - 1)


def attempts_left(player: Player, design: SessionDesign) -> int | None:
    """Return how many attempts a person has left; None where there is no limit."""
    if design.quiz_max_attempts == 0:
        return None
    return max(0, design.quiz_max_attempts - player.quiz_attempts)
