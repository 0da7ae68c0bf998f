"""What happens beside the decisions, one row each: use of the pages, requests for help, interventions.

The kinds are those of forecast_sharing.tables.columns.EVENT_KINDS.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from otree.api import ExtraModel, models
from otree.database import dbq
from otree.models import Participant, Session

from forecast_sharing import dataset
from forecast_sharing.tables.columns import EVENT_KINDS

GAME = "cheap_talk_game"


class Event(ExtraModel):
    """One thing that happened to one participant."""

    session = models.Link(Session)
    participant = models.Link(Participant)
    round_number = models.IntegerField()
    page = models.StringField()
    kind = models.StringField()
    detail = models.LongStringField()  # JSON
    at = models.FloatField()  # as time.time()


def record(participant: Participant, kind: str, **detail: Any) -> Event:
    """Store what has just happened to a participant, with the page and round they are on."""
    if kind not in EVENT_KINDS:
        raise ValueError(f"kind must be one of {', '.join(EVENT_KINDS)}, not {kind!r}")
    is_in_game = participant._current_app_name == GAME  # noqa: SLF001 - oTree has no public way
    return Event.create(
        session_id=participant.session_id,
        participant_id=participant.id,
        round_number=participant._round_number if is_in_game else None,  # noqa: SLF001
        page=participant._current_page_name,  # noqa: SLF001
        kind=kind,
        detail=json.dumps(detail, ensure_ascii=False),
        at=time.time(),
    )


def custom_export_events(players: list[Any]) -> Iterator[list[Any]]:
    rows = (
        dbq(Event)
        .join(Participant, Event.participant_id == Participant.id)
        .join(Session, Event.session_id == Session.id)
        .filter(Event.session_id.in_({player.session_id for player in players}))
        .order_by(Session.code, Event.id)
        .with_entities(
            Session.code,
            Participant.code,
            Event.id,
            Event.round_number,
            Event.page,
            Event.kind,
            Event.at,
            Event.detail,
        )
    )
    yield from dataset.rows_to_table(dataset.EVENTS, (_row(*values) for values in rows))


def _row(
    session_code: str,
    participant_code: str,
    event: int,
    round_number: int | None,
    page: str | None,
    kind: str,
    at: float,
    detail: str,
) -> dict[str, Any]:
    known = json.loads(detail)
    seconds = known.pop("seconds", None)
    return {
        "session_code": session_code,
        "participant_code": participant_code,
        "event": event,
        "round_number": round_number,
        "page": page,
        "kind": kind,
        "at": datetime.fromtimestamp(at, UTC),
        "seconds": seconds,
        "detail": json.dumps(known, ensure_ascii=False) if known else None,
    }
