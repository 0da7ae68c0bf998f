"""Which participant labels are let in, and what people read who find no place.

A label comes from a link that anyone can write. oTree prints it unescaped on its Monitor and Payments pages and
writes it unchanged into spreadsheets, so only labels that are harmless in both are stored at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from otree.database import db
from otree.models import Participant
from otree.models_concrete import ParticipantVarsFromREST
from otree.room import BaseRoom
from otree.views import participant as doors
from sqlalchemy import event
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from participant_ui.catalogue import Texts

ALLOWED_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
RULE = "a participant label has 1 to 64 letters, digits, dots, hyphens or underscores and starts with a letter or digit"

# People at the door have no session yet, and so no language of their own.
t = Texts("en")


def guard_labels() -> None:
    """Refuse every label that breaks the rule, whichever way it comes."""
    if not event.contains(Participant.label, "set", _refuse_bad_label):
        event.listen(Participant.label, "set", _refuse_bad_label)
        event.listen(ParticipantVarsFromREST.participant_label, "set", _refuse_bad_label_of_program)
        _guard_rooms()
        doors.no_participants_left_http_response = _no_place_left


def is_allowed(label: str) -> bool:
    return ALLOWED_LABEL.fullmatch(label) is not None


def _refuse_bad_label(participant: Participant, label: str | None, *_: object) -> None:
    if label is not None and not is_allowed(label):
        # oTree has marked the place as taken by now, and stores that although the visitor is turned away.
        db.rollback()
        raise HTTPException(404, t("label-refused"))


def _refuse_bad_label_of_program(variables: ParticipantVarsFromREST, label: object, *_: object) -> None:
    if not isinstance(label, str) or not is_allowed(label):
        raise HTTPException(400, RULE)


def _guard_rooms() -> None:
    # A room lets people wait before there is a session, when no label is stored yet.
    otrees_own = doors.validate_room_visitor

    def validate_room_visitor(room: BaseRoom, query: Mapping[str, Any]) -> dict[str, str]:
        label = query.get("participant_label", "")
        if label and not (isinstance(label, str) and is_allowed(label)):
            return {"participant_label": RULE}
        return otrees_own(room, query)

    doors.validate_room_visitor = validate_room_visitor


def _no_place_left() -> PlainTextResponse:
    # 404, by which oTree's bots know it.
    return PlainTextResponse(t("session-full"), 404)
