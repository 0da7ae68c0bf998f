"""The console's addresses beside oTree's own, and what its page needs.

oTree has no way to add an address. Its list of websocket routes is read once, when all routes are put together, and
every route in it gets oTree's own rule of who must be logged in: so ours stand there. See
docs/decisions/0010-console-routes.md.
"""

import json
from dataclasses import asdict
from typing import Any

from otree.channels.routing import websocket_routes
from otree.database import db
from otree.models import Participant
from otree.views.cbv import AdminSessionPage
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cheap_talk_game.console import (
    help_desk,
    purpose,  # noqa: F401 - its filter is used in templates
)
from cheap_talk_game.console.actions import LONGEST_REASON, NotPossible, carry_out, offers
from cheap_talk_game.console.state import games_of, session_state
from cheap_talk_game.models import Subsession, session_design
from cheap_talk_game.studies import sessions_of_study
from forecast_sharing.game import Game
from participant_ui.inert_text import one_line

NEVER_STORED = {"Cache-Control": "no-store"}
# Of a request with a message of 500 characters, each at most six bytes long in JSON, and room around it.
LONGEST_BODY = 4096


def vars_for_admin_report(subsession: Subsession) -> dict[str, Any]:
    frames = [_frame(game) for game in games_of(session_design(subsession.session))]
    return {
        "frames": json.dumps(frames),
        "sessions_of_study": len(sessions_of_study(subsession.session)),
        "longest_message": help_desk.LONGEST_MESSAGE,
        "longest_reason": LONGEST_REASON,
    }


def _frame(game: Game) -> dict[str, Any]:
    """Return what plots of a game show beside points: ranges, and what is built by who believes all reports or none."""
    lowest, highest = game.report_range
    return {
        "name": game.treatment,
        "forecast": [lowest, highest],
        "capacity": list(game.capacity_range),
        "trusting": [[report, float(game.full_trust_capacity(report))] for report in (lowest, highest)],
        "babbling": game.babbling_capacity(),
    }


class ConsoleState(AdminSessionPage):
    """Where everybody is."""

    def get(self, request: Request, code: str) -> Response:
        held = request.query_params.get("points_key", "")
        return JSONResponse(session_state(self.session, held), headers=NEVER_STORED)

    def redirect(self, url_name: str, **kwargs: Any) -> Response:
        # To a script, a login page is no answer.
        return JSONResponse({"error": "You are not logged in any more. Log in, then reload this page."}, 401)


class ConsoleAction(ConsoleState):
    """What can be done to one person, and doing it."""

    def get(self, request: Request, code: str) -> Response:
        participant = self._participant(request.query_params.get("participant", ""))
        return JSONResponse(
            {
                "page_index": participant._index_in_pages,  # noqa: SLF001 - oTree has no public way
                "offers": [asdict(offer) for offer in offers(participant)],
            },
            headers=NEVER_STORED,
        )

    def post(self, request: Request, code: str) -> Response:
        sent = self.get_post_data()
        participant = self._participant(sent.get("participant", ""))
        action = str(sent.get("action", ""))
        try:
            if action == "answer":
                help_desk.answer(participant, str(sent.get("text", "")))
                done = f"P{participant.id_in_session} has been answered."
            elif action == "settle":
                help_desk.settle(participant)
                done = f"The request of P{participant.id_in_session} is settled."
            else:
                done = carry_out(
                    participant,
                    action,
                    page_index=int(sent.get("page_index", "-1")),
                    reason=one_line(str(sent.get("reason", "")))[:LONGEST_REASON],
                )
        except (NotPossible, help_desk.NotSent, ValueError) as refusal:
            return JSONResponse({"error": str(refusal)}, 409)
        return JSONResponse({"done": done})

    def _participant(self, code: Any) -> Participant:
        return db.get_or_404(Participant, code=str(code), session_id=self.session.id)


class Help(HTTPEndpoint):
    """A participant's own conversation with the experimenter; their code is all they need, as for their pages."""

    async def get(self, request: Request) -> Response:
        participant = db.get_or_404(Participant, code=request.path_params["participant_code"])
        return JSONResponse(help_desk.conversation(participant), headers=NEVER_STORED)

    async def post(self, request: Request) -> Response:
        participant = db.get_or_404(Participant, code=request.path_params["participant_code"])
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                return JSONResponse({"error": "too long"}, 413)
        try:
            text = json.loads(body)["text"]
            help_desk.ask(participant, str(text))
        except (ValueError, KeyError, TypeError, RecursionError, help_desk.NotSent) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return JSONResponse(help_desk.conversation(participant), headers=NEVER_STORED)


websocket_routes.extend(
    [
        Route("/console/{code}", ConsoleState, name="Console"),
        Route("/console/{code}/action", ConsoleAction, name="ConsoleAction"),
        Route("/help/{participant_code}", Help, name="Help"),
    ]
)
