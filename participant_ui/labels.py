"""Which participant labels are let in, and what people read who find no place.

A label comes from a link that anyone can write. oTree prints it unescaped on its Monitor and Payments pages and
writes it unchanged into spreadsheets, so only labels that are harmless in both are stored at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from otree.database import db
from otree.models import Participant
from otree.models_concrete import ParticipantVarsFromREST
from otree.room import ROOM_DICT, BaseRoom, LabelRoom
from otree.views import participant as doors
from sqlalchemy import event
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

from participant_ui.catalogue import Texts
from participant_ui.label_rule import RULE, is_allowed
from participant_ui.room_labels import labels_of, spelled

# People at the door have no session yet, and so no language of their own.
t = Texts("en")


def guard_labels() -> None:
    """Refuse every label that breaks the rule, whichever way it comes."""
    if not event.contains(Participant.label, "set", _refuse_bad_label):
        event.listen(Participant.label, "set", _refuse_bad_label)
        event.listen(ParticipantVarsFromREST.participant_label, "set", _refuse_bad_label_of_program)
        _guard_rooms()
        doors.no_participants_left_http_response = wraps(doors.no_participants_left_http_response)(_no_place_left)


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
    @wraps(LabelRoom.get_participant_labels)
    def get_participant_labels(room: LabelRoom) -> list[str]:
        return labels_of(room.participant_label_file)

    LabelRoom.get_participant_labels = get_participant_labels
    otrees_own = doors.validate_room_visitor

    @wraps(otrees_own)
    def validate_room_visitor(room: BaseRoom, query: Mapping[str, Any]) -> dict[str, str]:
        label = query.get("participant_label", "")
        if isinstance(label, str) and (own := _own_spelling(room, label)):
            query = {**query, "participant_label": own}
        elif label and not (isinstance(label, str) and is_allowed(label)):
            return {"participant_label": RULE}
        return otrees_own(room, query)

    doors.validate_room_visitor = validate_room_visitor
    otrees_get = doors.AssignVisitorToRoom.get

    @wraps(otrees_get)
    def get(door: doors.AssignVisitorToRoom, request: Request) -> Any:
        room = ROOM_DICT.get(request.path_params["room_name"])
        label = request.query_params.get("participant_label", "")
        own = _own_spelling(room, label)
        if own in (None, label):
            return otrees_get(door, request)
        # Once more under the file's own spelling, by which the seat is found from here on.
        return RedirectResponse(f"?{urlencode({**request.query_params, 'participant_label': own})}", 302)

    doors.AssignVisitorToRoom.get = get


def _own_spelling(room: BaseRoom | None, label: str) -> str | None:
    """Return a label as the room's file spells it; None if the room has no file or the file no such label."""
    if room is None or not room.has_participant_labels:
        return None
    return spelled(label, room.get_participant_labels())


def _no_place_left() -> PlainTextResponse:
    # 404, by which oTree's bots know it.
    return PlainTextResponse(t("session-full"), 404)
