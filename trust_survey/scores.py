"""What answers come to. This is the one place where the survey is scored.

A scale's score is the mean of the items that were answered, reversed items recoded, if at least half of them
were; otherwise it is missing. An unanswered question is missing, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forecast_sharing.session.survey_items import ITEMS, REQUEST, SCORES, Item, Score


def scores(answers: Mapping[str, Any]) -> dict[str, float | int | None]:
    """Return the scores of one person's answers by item name, under the names of the exported columns."""
    scored = {item.name: scored_value(item, answers.get(item.name)) for item in ITEMS}
    return {
        **{score.name: _mean(score, scored) for score in SCORES},
        "survey_items_answered": sum(answers.get(item.name) is not None for item in ITEMS),
    }


def scored_value(item: Item, answer: int | str | None) -> int | None:
    """Return an answer as a number: recoded if reversed, the level for a request; None for words and no answer."""
    if answer is None or not item.scale.is_numeric:
        return None
    values = item.scale.values
    if item.is_reversed:
        return min(values) + max(values) - answer
    if item.scale == REQUEST:
        # Asking for the most is level 0; each step of "one less than the other" is a level more.
        return max(values) - answer
    return answer


def _mean(score: Score, scored: Mapping[str, int | None]) -> float | None:
    values = [scored[name] for name in score.items]
    answered = [value for value in values if value is not None]
    return sum(answered) / len(answered) if 2 * len(answered) >= len(values) else None
