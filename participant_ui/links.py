"""What the link of a recruiting service says besides the label: kept for staff, and part of no export.

Prolific writes into each link the study it belongs to, and a number for the submission. Anyone who returns a submission
and begins anew is the same person with another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from otree.api import ExtraModel, models
from otree.database import dbq
from otree.models import Participant, Session
from otree.templating import filters
from otree.views import participant as views
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse

from participant_ui.label_rule import is_allowed

# As Prolific names them.
STUDY, SUBMISSION = "STUDY_ID", "SESSION_ID"


class UsedLink(ExtraModel):
    """A link by which a person came. Coming by the same one again adds nothing."""

    participant = models.Link(Participant)
    study_id = models.StringField()
    submission_id = models.StringField()


def keep_links() -> None:
    """Let the pages that have one link for everybody keep what it says about each person."""
    if not hasattr(views.SessionWideLink.get, "keeps_links"):
        for view in (views.AssignVisitorToRoom, views.SessionWideLink):
            view.get = _keeping(view.get)


def _keeping(take: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(take)
    def get(self: Any, request: Request) -> Any:
        response = take(self, request)
        participant = _who_is_let_in(response)
        if participant is not None:
            _keep(participant, request.query_params)
        return response

    get.keeps_links = True
    return get


def _who_is_let_in(response: Any) -> Participant | None:
    """Return whose start link the answer leads to; None if it leads elsewhere."""
    if not isinstance(response, RedirectResponse):
        return None
    code = PurePosixPath(urlsplit(response.headers["location"]).path).name
    return Participant.objects_first(code=code)


def _keep(participant: Participant, query: QueryParams) -> None:
    link = {"study_id": _only(query.getlist(STUDY)), "submission_id": _only(query.getlist(SUBMISSION))}
    if any(link.values()) and UsedLink.objects_first(participant_id=participant.id, **link) is None:
        UsedLink.create(participant_id=participant.id, **link)


def _only(values: Iterable[str]) -> str:
    """Return the one value that the link gives; empty if it gives none, several, or a placeholder not filled in."""
    given = {value.strip() for value in values}
    return given.pop() if len(given) == 1 and is_allowed(next(iter(given))) else ""


@filters.register("used_links")
def used_links(session: Session) -> dict[int, list[UsedLink]]:
    """Return the links by which people of a session came, the first one first, by participant id."""
    rows = (
        dbq(UsedLink)
        .join(Participant, UsedLink.participant_id == Participant.id)
        .filter(Participant.session_id == session.id)
        .order_by(UsedLink.id)
    )
    found: dict[int, list[UsedLink]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return found


@filters.register("with_used_links")
def with_used_links(participants: Sequence[Participant]) -> list[tuple[Participant, list[UsedLink]]]:
    """Return each person of a session with the links they used."""
    links = used_links(participants[0].session) if participants else {}
    return [(participant, links.get(participant.id, [])) for participant in participants]
