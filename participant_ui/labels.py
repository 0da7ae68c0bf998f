"""Which participant labels are let in, and what people read who find no place or have taken part before.

A label comes from a link that anyone can write. oTree prints it unescaped on its Monitor and Payments pages and
writes it unchanged into spreadsheets, so only labels that are harmless in both are stored at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from otree.database import db
from otree.models import Participant
from otree.models_concrete import ParticipantVarsFromREST
from otree.room import ROOM_DICT, BaseRoom, LabelRoom
from otree.views import participant as views
from otree.views import room as rooms
from sqlalchemy import event, func
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

from participant_ui.arrival_language import ArrivalTexts
from participant_ui.earlier_sessions import is_turned_away
from participant_ui.label_rule import RULE, is_allowed
from participant_ui.room_labels import fault_of, labels_of, spelled

t = ArrivalTexts()

# What is answered to somebody who has taken part before; gateway/Refused.html has a page of its own for it.
TOOK_PART = 409


def guard_labels() -> None:
    """Refuse every label that breaks the rule or may not take part again, whichever way it comes."""
    if not event.contains(Participant.label, "set", _judge_label):
        event.listen(Participant.label, "set", _judge_label, active_history=True)
        event.listen(ParticipantVarsFromREST.participant_label, "set", _refuse_bad_label_of_program)
        _guard_rooms()
        _say_what_is_wrong_with_files()
        views.no_participants_left_http_response = wraps(views.no_participants_left_http_response)(_no_place_left)


def _judge_label(participant: Participant, label: str | None, old: object, *_: object) -> None:
    if label is not None and not is_allowed(label):
        _refuse(404, t("label-refused"))
    # The label of a place to which nobody has come yet is chosen by the creator of the session, such as the office.
    if label and label != old and participant.visited and is_turned_away(participant, label):
        _refuse(TOOK_PART, t("took-part-text"))


def _refuse(status: int, text: str) -> None:
    # oTree has marked the place as taken by now, and stores that although the visitor is turned away.
    db.rollback()
    raise HTTPException(status, text)


def _refuse_bad_label_of_program(variables: ParticipantVarsFromREST, label: object, *_: object) -> None:
    if not isinstance(label, str) or not is_allowed(label):
        raise HTTPException(400, RULE)


def _guard_rooms() -> None:
    # A room lets people wait before there is a session, when no label is stored yet.
    @wraps(LabelRoom.get_participant_labels)
    def get_participant_labels(room: LabelRoom) -> list[str]:
        return labels_of(room.participant_label_file)

    LabelRoom.get_participant_labels = get_participant_labels
    otrees_own = views.validate_room_visitor

    @wraps(otrees_own)
    def validate_room_visitor(room: BaseRoom, query: Mapping[str, Any]) -> dict[str, str]:
        label = query.get("participant_label", "")
        if isinstance(label, str) and (own := _own_spelling(room, label)):
            query = {**query, "participant_label": own}
        elif label and not (isinstance(label, str) and is_allowed(label)):
            return {"participant_label": RULE}
        return otrees_own(room, query)

    views.validate_room_visitor = validate_room_visitor
    otrees_get = views.AssignVisitorToRoom.get

    @wraps(otrees_get)
    def get(view: views.AssignVisitorToRoom, request: Request) -> Any:
        room = ROOM_DICT.get(request.path_params["room_name"])
        label = request.query_params.get("participant_label", "")
        own = _own_spelling(room, label)
        if len({each.strip().casefold() for each in request.query_params.getlist("participant_label")}) > 1:
            _refuse(404, t("label-of-two"))
        if own in (None, label):
            return otrees_get(view, request)
        # Once more under its own spelling, by which the place is found from here on.
        return RedirectResponse(f"?{urlencode({**request.query_params, 'participant_label': own})}", 302)

    views.AssignVisitorToRoom.get = get
    views.AssignVisitorToRoom.post = _taking_objects_only(views.AssignVisitorToRoom.post)


def _taking_objects_only(answer: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(answer)
    async def post(view: views.AssignVisitorToRoom, request: Request) -> Any:
        try:
            sent = await request.json()
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict):
            return PlainTextResponse("the body must be a JSON object", 400)
        return await answer(view, request)

    return post


def _say_what_is_wrong_with_files() -> None:
    """Let the administrator's pages of rooms say that a file of labels has gone bad."""
    otrees_own = rooms.get_room_shared_context

    @wraps(otrees_own)
    def get_room_shared_context(room: BaseRoom, request: Request) -> dict[str, Any]:
        # Made first, so that the file has been read.
        context = otrees_own(room, request)
        fault = fault_of(room.participant_label_file) if room.has_participant_labels else ""
        return {**context, "label_fault": fault}

    rooms.get_room_shared_context = get_room_shared_context


def _own_spelling(room: BaseRoom | None, label: str) -> str | None:
    """Return a label as the room's file spells it, or the place that has it already; None if it is not let in.

    Upper and lower case are one label, and blanks around it are none of it.
    """
    if room is None:
        return None
    if room.has_participant_labels:
        return spelled(label, room.get_participant_labels())
    typed, session = label.strip(), room.get_session()
    if not is_allowed(typed):
        return None
    known = session and session.pp_set.filter(func.lower(Participant.label) == typed.lower()).order_by("id").first()
    return known.label if known else typed


def _no_place_left() -> PlainTextResponse:
    # 404, by which oTree's bots know it.
    return PlainTextResponse(t("session-full"), 404)
