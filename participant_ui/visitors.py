"""Who asks for a page: a person's browser that has shown itself to be one, or a program that fetches addresses.

Scanners of mail, link previews and browsers that load ahead ask for whatever address they see. They are shown what
there is to see, and nothing comes of it: no window is opened, no place taken, nobody is present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from otree.database import db
from otree.lookup import url_i_should_be_on
from otree.models import Participant, Session
from otree.room import ROOM_DICT
from otree.templating import render
from otree.views import participant as views
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from participant_ui.presence import is_beat, is_of_server

# Given to a browser when it has shown itself, so that its next request is known without more.
COOKIE = "browser"
# What the page for newcomers adds to an address when its script runs or its button is pressed.
SHOWN = "browser"
# Headers with which browsers say that nobody has asked for a page yet.
LOADED_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")
FIRST_INDEX = "1"
NEWCOMER_TEMPLATE = "participant/Newcomer.html"


def is_person(request: Request) -> bool:
    """Return whether a request comes from a browser that has shown itself, or from this server itself."""
    if is_of_server(request) or request.method == "POST" or is_beat(request):
        return True
    if request.method != "GET" or any(name in request.headers for name in LOADED_AHEAD):
        return False
    # Sent by browsers over https and to the own computer, and by them alone.
    mode = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return COOKIE in request.cookies or SHOWN in request.query_params


def remember(request: Request, response: Response) -> None:
    """Let a browser that has shown itself be known the next time."""
    if COOKIE not in request.cookies and not is_of_server(request):
        response.set_cookie(COOKIE, "yes", httponly=True, samesite="lax")


def newcomer(request: Request, t: Any = None) -> Response:
    """Return a page that goes on by itself where there is a script, and by a button where there is none."""
    more = [(name, value) for name, value in request.query_params.multi_items() if name != SHOWN]
    texts = {} if t is None else {"t": t}
    return render(NEWCOMER_TEMPLATE, {"more": [*more, (SHOWN, "yes")], **texts})


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Undo everything that is done to the database meanwhile, whoever commits it."""
    db.commit = db._db.flush  # noqa: SLF001 - oTree has no public way
    try:
        yield
    finally:
        del db.commit
        db.rollback()


def let_in(request: Request) -> None:
    """Begin the session of somebody who sends the first page, or is shown it; what a program is shown is undone."""
    if request.path_params["page_index"] != FIRST_INDEX:
        return
    participant = Participant.objects_first(code=request.path_params["participant_code"])
    if participant is None or participant._index_in_pages != 0 or request.url.path != _first_page(participant):  # noqa: SLF001
        return
    label = request.query_params.get("participant_label")
    if is_person(request):
        participant.initialize(label)
        return
    participant.visited, participant._index_in_pages = True, 1  # noqa: SLF001
    participant.set_label(label)


def guard_entries() -> None:
    """Let nobody take a place by fetching a link."""
    if not hasattr(views.InitializeParticipant.get, "is_guarded"):
        for view, show in (
            (views.InitializeParticipant, _own_place),
            (views.SessionWideLink, _any_place),
            (views.AssignVisitorToRoom, _place_in_room),
            (views.MTurkStart, _any_place),
            (views.BrowserBotStartLink, _any_place),
        ):
            view.get = _guarded(view.get, show)


def _guarded(take: Callable[..., Any], show: Callable[[Request], Response | None]) -> Callable[..., Any]:
    @wraps(take)
    def get(self: Any, request: Request) -> Any:
        shown = None if is_person(request) else show(request)
        return take(self, request) if shown is None else shown

    get.is_guarded = True
    return get


def _own_place(request: Request) -> Response:
    participant = db.get_or_404(Participant, code=request.path_params["code"])
    if participant._index_in_pages == 0:  # noqa: SLF001 - oTree has no public way
        label = request.query_params.get("participant_label")
        query = f"?{QueryParams({'participant_label': label})}" if label else ""
        return RedirectResponse(_first_page(participant) + query, status_code=302)
    return RedirectResponse(participant._url_i_should_be_on(), status_code=302)  # noqa: SLF001


def _any_place(request: Request) -> Response:
    if "anonymous_code" in request.path_params:
        db.get_or_404(Session, _anonymous_code=request.path_params["anonymous_code"])
    return newcomer(request)


def _place_in_room(request: Request) -> Response | None:
    room = ROOM_DICT.get(request.path_params["room_name"])
    has_asked = room is not None and request.query_params.get("welcome_page_ok")
    if not has_asked or views.validate_room_visitor(room, request.query_params) or room.get_session() is None:
        return None  # nothing comes of it
    return newcomer(request)


def _first_page(participant: Participant) -> str:
    return url_i_should_be_on(participant.code, participant._session_code, 1)  # noqa: SLF001
