"""Names of sessions and people for a package, in place of the server's codes, which open a seat while it runs.

They follow from the sessions alone, S01 and S01-P03, and the codes do not follow from them.
"""

import json
import re
from dataclasses import dataclass

import pandas as pd

# Another session than those of the package.
ELSEWHERE = "another session"
COMPUTER = "computer-"
_OF_PEOPLE = ("participant_code", "sender_code", "receiver_code")


@dataclass(frozen=True)
class Pseudonyms:
    """The name of each session by its code, and of each person by session and code."""

    sessions: dict[str, str]
    people: dict[tuple[str, str], str]


def pseudonyms(tables: dict[str, pd.DataFrame]) -> Pseudonyms:
    """Return names: sessions by their number in the study, then by code, people by their seat or, without, by code."""
    numbers: dict[str, int] = {}
    if "session" in tables:
        known = tables["session"].dropna(subset=["study_session"])
        numbers = {str(code): int(n) for code, n in zip(known["session_code"], known["study_session"], strict=True)}
    codes = sorted(
        {str(code) for code in tables["rounds"]["session_code"]},
        key=lambda code: (numbers.get(code, 0), _natural(code)),
    )
    digits = max(2, len(str(len(codes))))
    sessions = {code: f"S{number:0{digits}}" for number, code in enumerate(codes, start=1)}
    return Pseudonyms(sessions, {who: name for code in codes for who, name in _people(tables, code, sessions[code])})


def _people(tables: dict[str, pd.DataFrame], session: str, name: str) -> list[tuple[tuple[str, str], str]]:
    rounds = tables["rounds"][tables["rounds"]["session_code"] == session]
    codes = {str(code) for role in ("sender", "receiver") for code in rounds[f"{role}_code"].unique()}
    seats: dict[str, int] = {}
    if "participants" in tables:
        people = tables["participants"][tables["participants"]["session_code"] == session]
        seats = {str(code): int(seat) for code, seat in zip(people["participant_code"], people["seat"], strict=True)}
    people_codes = sorted(
        {code for code in codes | set(seats) if not code.startswith(COMPUTER)},
        key=lambda code: (seats.get(code, 0), _natural(code)),
    )
    digits = max(2, len(str(len(people_codes))))
    return [((session, code), f"{name}-P{n:0{digits}}") for n, code in enumerate(people_codes, start=1)]


def with_pseudonyms(tables: dict[str, pd.DataFrame], names: Pseudonyms) -> dict[str, pd.DataFrame]:
    """Return tables in which no code of the server is left."""
    return {name: _named(table, names) for name, table in tables.items()}


def _named(table: pd.DataFrame, names: Pseudonyms) -> pd.DataFrame:
    if "session_code" not in table:
        return table
    new = {}
    for column in _OF_PEOPLE:
        if column in table:
            new[column] = _text(
                table,
                [
                    code if pd.isna(code) or code.startswith(COMPUTER) else names.people[session, code]
                    for session, code in zip(table["session_code"], table[column], strict=True)
                ],
            )
    if "earlier_session" in table:
        codes = table["earlier_session"]
        new["earlier_session"] = _text(table, [c if pd.isna(c) else names.sessions.get(c, ELSEWHERE) for c in codes])
    if "detail" in table:
        new["detail"] = _text(table, [_detail(text, names) for text in table["detail"]])
    new["session_code"] = _text(table, [names.sessions[code] for code in table["session_code"]])
    return table.assign(**new)


def _detail(text: str, names: Pseudonyms) -> str:
    """Return the detail of an event without the user of the console, and without another session's code."""
    if pd.isna(text):
        return text
    known = json.loads(text)
    known.pop("by", None)
    if "session" in known:
        known["session"] = names.sessions.get(known["session"], ELSEWHERE)
    return json.dumps(known, ensure_ascii=False) if known else None


def _text(table: pd.DataFrame, values: list[str | None]) -> pd.Series:
    return pd.Series(values, index=table.index, dtype="string")


def _natural(code: str) -> list[tuple[int, str]]:
    """Return a key by which p2 comes before p10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", code)]
