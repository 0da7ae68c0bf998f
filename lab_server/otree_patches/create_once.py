"""Creating a session once, however often a program asks for it, with a label for each participant.

A program whose question or answer was lost asks again with the same key and is given the session there is. Requests
come one at a time, so two with the same key cannot both find none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# A session whose creation was interrupted keeps its rows, for anyone who wants to know, and gives the key back.
INTERRUPTED = "interrupted "


def create_once(create_session: Callable[..., Any], *, key: str, labels: Sequence[str], **request: Any) -> Any:
    """Return the session with this key; create it if there is none. The key is kept as the session's label."""
    from otree.database import db
    from otree.models import Session

    earlier = Session.objects_first(label=key)
    if earlier is not None and _labels(earlier) == list(labels):
        return earlier
    if earlier is not None:
        # The labels are written last and together, so one that lacks them was cut off half-way.
        earlier.label = INTERRUPTED + key
        db.commit()
    session = create_session(label=key, **request)
    for participant, label in zip(_participants(session), labels, strict=True):
        participant.label = label
    db.commit()
    return session


def _labels(session: Any) -> list[str | None]:
    return [participant.label for participant in _participants(session)]


def _participants(session: Any) -> list[Any]:
    from otree.models import Participant

    return Participant.objects_filter(session=session).order_by("id_in_session").all()
