"""Free text apart: what people wrote in tables of its own, and the other tables without it."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from forecast_sharing.session.design import CHOICES
from forecast_sharing.tables.answer_columns import QUIZ_WORDS
from forecast_sharing.tables.text_columns import TEXT_KEYS
from forecast_sharing.tables.typed_frames import typed

# Not so long that it could be a telephone number.
_NUMBER = re.compile(r"-?\d{1,7}([.,]\d{1,4})?")
# Before a new part people choose among the words of a setting, too.
_WORDS = {*QUIZ_WORDS, *(word for words in CHOICES.values() for word in words)}
# What was typed into the calculator.
_TYPED = ("capacity", "demand")


def messages_of(rounds: pd.DataFrame) -> pd.DataFrame:
    """Return the texts that were sent with reports."""
    sent = rounds[rounds["text"].notna()]
    return typed("messages", sent[["session_code", "round_number", "pair_id", "sender_code", "text"]])


def help_of(events: pd.DataFrame) -> pd.DataFrame:
    """Return what people asked, and what the experimenter answered or gave as a reason."""
    worded = events[events["kind"].isin(list(TEXT_KEYS)) & events["detail"].notna()]
    texts = [
        json.loads(detail).get(TEXT_KEYS[kind]) or None
        for kind, detail in zip(worded["kind"], worded["detail"], strict=True)
    ]
    names = ["session_code", "participant_code", "event", "round_number", "kind", "at"]
    found = worded[names].assign(text=pd.Series(texts, index=worded.index, dtype="string"))
    return typed("help", found[found["text"].notna()])


def without_free_text(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return tables by name with nothing in them that somebody could have written freely; rows and columns stay.

    Texts of rounds are empty; an answer to a comprehension question stays where it is a number or one of the words
    that could be chosen; of `detail` of events, texts and reasons go, and what was typed into the calculator stays
    where it is a number.
    """
    cleaned = dict(tables)
    if "rounds" in tables:
        cleaned["rounds"] = tables["rounds"].assign(text=pd.array([None] * len(tables["rounds"]), dtype="string"))
    if "quiz" in tables:
        cleaned["quiz"] = tables["quiz"].assign(answer=_plain_answers(tables["quiz"]["answer"]))
    if "events" in tables:
        cleaned["events"] = tables["events"].assign(detail=_plain_details(tables["events"]))
    for name in ("messages", "help"):
        cleaned.pop(name, None)
    return cleaned


def _plain_answers(answers: pd.Series) -> pd.Series:
    is_plain = [not pd.isna(answer) and (answer in _WORDS or _is_number(answer)) for answer in answers]
    return answers.where(pd.Series(is_plain, index=answers.index, dtype=bool))


def _plain_details(events: pd.DataFrame) -> pd.Series:
    kinds = zip(events["kind"], events["detail"], strict=True)
    details = [detail if pd.isna(detail) else _plain_detail(kind, detail) for kind, detail in kinds]
    return pd.Series(details, index=events.index, dtype="string")


def _plain_detail(kind: str, detail: str) -> str | None:
    if kind not in TEXT_KEYS and kind != "calculator_query":
        return detail
    known: dict[str, Any] = json.loads(detail)
    known.pop(TEXT_KEYS.get(kind), None)
    if kind == "calculator_query":
        known = {key: value for key, value in known.items() if key not in _TYPED or _is_number(value)}
    return json.dumps(known, ensure_ascii=False) if known else None


def _is_number(value: Any) -> bool:
    return _NUMBER.fullmatch(str(value)) is not None
