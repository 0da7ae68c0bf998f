"""What became of each person of a session and what they are owed, for the program that pays them.

Asked with the REST key, like oTree's own addresses for programs; nothing can be changed here, and nothing that people
decided in the game is told. How an address is added: docs/decisions/0010-console-routes.md.
"""

from typing import Any

from otree import settings
from otree.channels.routing import websocket_routes
from otree.database import db
from otree.models import Participant, Session
from otree.views.cbv import BaseRESTView
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cheap_talk_game.console.state import progress_of_arms
from cheap_talk_game.models import session_design
from cheap_talk_game.payment import PaidAmounts, earnings_of, exit_reason, paid_amounts
from forecast_sharing.session.design import SessionDesign


class Outcomes(BaseRESTView):
    """Exit reason and amount owed of everybody in a session."""

    def get(self) -> Response:
        session = db.get_or_404(Session, code=self.request.path_params["code"])
        participants = Participant.objects_filter(session=session).order_by("id_in_session").all()
        design, paid = session_design(session), paid_amounts(participants)
        return JSONResponse(
            {
                "code": session.code,
                "currency": settings.REAL_WORLD_CURRENCY_CODE,
                "participants": [_outcome(person, design, paid[person.id]) for person in participants],
            },
            headers={"Cache-Control": "no-store"},
        )


class Arms(BaseRESTView):
    """How far the blocks of each arm of a session are; empty where all blocks play the same."""

    def get(self) -> Response:
        session = db.get_or_404(Session, code=self.request.path_params["code"])
        return JSONResponse({"arms": progress_of_arms(session)}, headers={"Cache-Control": "no-store"})


class Currency(BaseRESTView):
    """The currency in which this server pays, so that nobody has to find out from the first amount."""

    def get(self) -> Response:
        return JSONResponse({"currency": settings.REAL_WORLD_CURRENCY_CODE}, headers={"Cache-Control": "no-store"})


def _outcome(participant: Participant, design: SessionDesign, paid: PaidAmounts) -> dict[str, Any]:
    """Return what is owed once a person has left, in text, so that no cent is lost on the way; until then null.

    Whom an export calls gone because they are silent may still come back, so nothing is owed to them yet.
    """
    reason = exit_reason(participant)
    owed = earnings_of(design, paid, reason) if reason else None
    return {
        "code": participant.code,
        "label": participant.label,
        "has_started": bool(participant.visited),
        "exit_reason": reason,
        "show_up_fee": owed and str(owed.show_up_fee),
        "earnings": owed and str(owed.total - owed.show_up_fee),
        "total": owed and str(owed.total),
    }


websocket_routes.append(Route("/api/outcomes/{code}", Outcomes, name="Outcomes"))
websocket_routes.append(Route("/api/arms/{code}", Arms, name="Arms"))
websocket_routes.append(Route("/api/currency", Currency, name="Currency"))
