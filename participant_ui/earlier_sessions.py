"""Who has taken part before: people come again under the label by which their recruiting service knows them.

Anyone who has agreed to the consent has taken part. Opening a link or declining is not taking part, and pilots and
oTree's demo sessions do not count.
"""

from __future__ import annotations

from otree.common import get_models_module
from otree.database import dbq
from otree.models import Participant, Session
from otree.room import ROOM_DICT
from sqlalchemy import func

from forecast_sharing.session.choices import ONCE, PILOT
from forecast_sharing.session.design import SessionDesign
from participant_ui.room_labels import spelled


def is_turned_away(participant: Participant, label: str) -> bool:
    """Return whether somebody with this label may not become this participant, because they took part before."""
    is_once = SessionDesign.from_config(participant.session.config).participation == ONCE
    return is_once and earlier_session(participant, label) is not None


def earlier_session(participant: Participant, label: str | None) -> str | None:
    """Return the code of the first other session in which the person with this label took part; None if there is none.

    None for seats, too: different people sit there.
    """
    if not label or _is_seat(label):
        return None
    begun = get_models_module("briefing").Player
    sessions = (
        dbq(Session)
        .join(Participant, Participant.session_id == Session.id)
        .join(begun, begun.participant_id == Participant.id)
        .filter(
            # Labels are ASCII by their rule, so every database means the same by it.
            func.lower(Participant.label) == label.lower(),
            Session.id != participant.session_id,
            Session.is_demo.isnot(True),
            begun.consent.is_(True),
        )
        .order_by(Session.id)
    )
    return next((session.code for session in sessions if session.config.get("participation") != PILOT), None)


def _is_seat(label: str) -> bool:
    rooms = (room for room in ROOM_DICT.values() if room.has_participant_labels)
    return any(spelled(label, room.get_participant_labels()) for room in rooms)
