"""What answers come to. This is the one place where the survey is scored.

A scale's score is the mean of the items that were answered, reversed items recoded, if at least half of them
were; otherwise it is missing. An unanswered question is missing, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trust_survey.items import ITEMS, Item, items_of


def scores(answers: Mapping[str, Any]) -> dict[str, float | int | None]:
    """Return the scores of one person's answers by item name, under the names of the exported columns."""
    scored = {item.name: scored_value(item, answers.get(item.name)) for item in ITEMS}
    return {
        "trust_ipip": _scale_mean("ipip_trust", scored),
        "trust_yamagishi": _scale_mean("yamagishi_trust", scored),
        "trust_wvs": scored["wvs_trust"],
        "trust_gps": scored["gps_trust"],
        "risk_gps": scored["gps_risk"],
        "level_11_20": scored["request_11_20"],
        "survey_items_answered": sum(answers.get(item.name) is not None for item in ITEMS),
    }


def scored_value(item: Item, answer: int | str | None) -> int | None:
    """Return an answer as a number: recoded if reversed, the level for a request; None for words and no answer."""
    if answer is None or not item.scale.is_numeric:
        return None
    values = item.scale.values
    if item.is_reversed:
        return min(values) + max(values) - answer
    if item.name == "request_11_20":
        # Asking for the most is level 0; each step of "one less than the other" is a level more.
        return max(values) - answer
    return answer


def _scale_mean(section: str, scored: Mapping[str, int | None]) -> float | None:
    values = [scored[item.name] for item in items_of(section)]
    answered = [value for value in values if value is not None]
    return sum(answered) / len(answered) if 2 * len(answered) >= len(values) else None
