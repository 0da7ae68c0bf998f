"""The page of the checks in the administrator's pages, and the address at which programs ask for them.

How an address is added: docs/decisions/0010-console-routes.md.
"""

import time
from dataclasses import asdict
from typing import Any

from otree.channels.routing import websocket_routes
from otree.views.cbv import AdminView, BaseRESTView
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cheap_talk_game.preflight.checks import checks
from forecast_sharing.preflight.check import Check, is_ready
from forecast_sharing.preflight.from_outside import https
from settings import IS_CLOSED_NETWORK, STUDIES


class PreflightForPrograms(BaseRESTView):
    """What the server checks, and what whoever asks adds to: its clock, and whether its network is closed."""

    def get(self) -> Response:
        found = checks(self.request.app, self.request.query_params.get("study", ""))
        return JSONResponse(
            {
                "at": time.time(),
                "is_closed_network": IS_CLOSED_NETWORK,
                "checks": [asdict(check) for check in found],
            },
            headers={"Cache-Control": "no-store"},
        )


class Preflight(AdminView):
    """The same for whoever is logged in, with https as the page itself was asked for."""

    def vars_for_template(self) -> dict[str, Any]:
        study = self.request.query_params.get("study", "")
        address = str(self.request.url)
        found = [https(address, is_closed_network=IS_CLOSED_NETWORK), *checks(self.request.app, study)]
        return {
            "checks": [_row(check) for check in found],
            "is_ready": is_ready(found),
            "study": study,
            "studies": [one.name for one, _ in STUDIES.studies],
        }


def _row(check: Check) -> dict[str, str]:
    # For the page's style, which knows no words with blanks.
    return {**asdict(check), "kind": check.state.replace(" ", "-")}


websocket_routes.append(Route("/api/preflight", PreflightForPrograms, name="PreflightForPrograms"))
websocket_routes.append(Route("/preflight", Preflight, name="Preflight"))
