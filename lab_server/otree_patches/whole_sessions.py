"""A session that cannot be created leaves nothing behind.

oTree stores a session step by step. Where a step fails it deletes the session, but the error that ends the request
undoes the deletion: the session stays, listed and unplayable.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def leaving_nothing_half_made(create_session: Callable[..., Any]) -> Callable[..., Any]:
    """Return oTree's `create_session` so that it takes back what it has stored, whatever goes wrong in it."""

    @wraps(create_session)
    def created(*arguments: Any, **request: Any) -> Any:
        from otree.database import db
        from otree.models import Session

        newest = max((number for (number,) in Session.objects_filter().with_entities(Session.id)), default=0)
        try:
            return create_session(*arguments, **request)
        except Exception:
            db.rollback()
            # Sessions are created one at a time, so whatever is newer is this one.
            for session in Session.objects_filter(Session.id > newest):
                db.delete(session)
            db.commit()
            raise

    return created
