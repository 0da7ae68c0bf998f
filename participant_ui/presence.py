"""Who is there: when a person's page was last heard from, since when it is open, and which of their windows counts.

Kept in a table of its own. A person has one row; whatever they request brings it up to date.
"""

from __future__ import annotations

import time

from otree.api import ExtraModel, models
from otree.models import Participant
from starlette.datastructures import State
from starlette.requests import Request

# What a page sends along when it only tells that it is there: the number of its opening.
BEAT_HEADER = "x-page-opening"
# In place of that number: an older window is to count again, with what is typed in it.
TAKES_OVER = "new"
# Hidden input with the number of the opening that a form was typed in.
OPENING_INPUT = "page_opening"

# Keys that lab_server adds to the scope of requests: of its own, and of all when they arrived.
OF_SERVER = "of_server"
ARRIVED_AT = "arrived_at"

# Nobody can be heard from while the server is down.
UP_SINCE = time.time()


class Presence(ExtraModel):
    """What is known of one person's pages. Moments are as `time.time()` gives them."""

    participant = models.Link(Participant)
    seen_at = models.FloatField()
    page_index = models.IntegerField()
    page_since = models.FloatField()
    # Starts anew when a person decides to go on waiting.
    waiting_since = models.FloatField()
    # Pages opened so far. The newest is the one that counts; in older windows nothing can be sent.
    opening = models.IntegerField(initial=0)
    left_at = models.FloatField()


def presence_of(participant: Participant) -> Presence | None:
    """Return what is known of a person; None if they never came."""
    return Presence.objects_first(participant_id=participant.id)


def note_seen(participant: Participant) -> Presence:
    """Note that a person's page has just been heard from."""
    now = time.time()
    presence = presence_of(participant) or Presence.create(participant_id=participant.id)
    presence.seen_at = now
    index = participant._index_in_pages  # noqa: SLF001 - oTree has no public name for it
    if presence.page_index != index:
        presence.page_index = index
        presence.page_since = presence.waiting_since = now
    return presence


def arrived_at(request: Request | None) -> float:
    """Return when a request arrived: what it says is judged by that moment, however long it waited for its turn."""
    return (request.scope.get(ARRIVED_AT) if request is not None else None) or time.time()


def seconds_deaf(since: float, until: float) -> float:
    """Return how much of a time the running server could hear nobody in, because it was stopped or held up."""
    hearing = getattr(_application_state(), "hearing", None)
    return hearing.seconds_deaf(since, until) if hearing is not None else 0.0


def counted_from(moment: float, now: float) -> float:
    """Return from when time counts against a person that began at a moment: later by what nobody could be heard in."""
    began = max(moment, UP_SINCE)
    return began + seconds_deaf(began, now)


def is_sending(path: str, *, since_before: float) -> bool:
    """Return whether a form is on its way to a page that began to arrive before a moment."""
    hearing = getattr(_application_state(), "hearing", None)
    return hearing is not None and hearing.is_receiving(path, since_before=since_before)


def _application_state() -> State:
    from otree.asgi import app  # noqa: PLC0415 - put together only after all pages are

    return app.state


def is_of_server(request: Request) -> bool:
    """Return whether the server itself asks for the page, when a time limit is over: nobody is heard from then."""
    return bool(request.scope.get(OF_SERVER))


def is_beat(request: Request) -> bool:
    """Return whether a request only tells that a page is there."""
    return BEAT_HEADER in request.headers
