"""The one list of checks: what the server knows of itself, then what the project knows of its sessions."""

from __future__ import annotations

from typing import Any

from cheap_talk_game.preflight.study import check_study
from cheap_talk_game.preflight.texts_and_rooms import completion, consents, room_labels_check, rooms
from forecast_sharing.preflight.check import RED, Check
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.study.session_config import PREFIX
from settings import SESSION_CONFIG_DEFAULTS, SESSION_CONFIGS


def checks(app: Any, study: str = "") -> list[Check]:
    """Return all checks of a server, for one of its studies or for all its session configs."""
    designs = {
        config["name"]: SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config})
        for config in SESSION_CONFIGS
        if study in {"", config["name"].removeprefix(PREFIX)}
    }
    return [
        *_of_server(app),
        rooms(),
        room_labels_check(),
        consents(designs),
        completion(designs),
        check_study(study),
    ]


def _of_server(app: Any) -> list[Check]:
    """Return what `lab_server` knows; oTree's own commands start the application without it."""
    found = getattr(app.state, "preflight", None)
    if found is None:
        return [
            Check("server", RED, "started by oTree's own command", "Start it with make serve or python -m lab_server.")
        ]
    return [Check(*finding) for finding in found()]
