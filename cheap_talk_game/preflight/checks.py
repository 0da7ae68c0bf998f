"""The one list of checks: what the server knows of itself, then what the project knows of its sessions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from cheap_talk_game.preflight.study import check_study
from cheap_talk_game.preflight.texts_and_rooms import completion, consents, room_labels_check, rooms
from forecast_sharing.preflight.check import CANNOT_TELL, RED, Check
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.study.session_config import PREFIX
from settings import SESSION_CONFIG_DEFAULTS, SESSION_CONFIGS

logger = logging.getLogger(__name__)


def checks(app: Any, study: str = "") -> list[Check]:
    """Return all checks of a server, for one of its studies or for all its session configs."""
    designs = {
        config["name"]: SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config})
        for config in SESSION_CONFIGS
        if study in {"", config["name"].removeprefix(PREFIX)}
    }
    return [
        *_of_server(app),
        _asked("rooms", rooms),
        _asked("room labels", room_labels_check),
        _asked("consent", lambda: consents(designs)),
        _asked("completion", lambda: completion(designs)),
        _asked("study", lambda: check_study(study)),
    ]


def _of_server(app: Any) -> Iterator[Check]:
    """Yield what `lab_server` knows; oTree's own commands start the application without it."""
    known = getattr(app.state, "preflight", None)
    if known is None:
        remedy = "Start it with make serve or python -m lab_server."
        yield Check("server", RED, "started by oTree's own command", remedy)
        return
    for name, ask in known().items():
        yield _asked(name, lambda name=name, ask=ask: Check(name, *ask()))


def _asked(name: str, ask: Callable[[], Check]) -> Check:
    """Return what a check found; one that fails must not hide the others."""
    try:
        return ask()
    except Exception as error:
        logger.exception("the check of %s failed", name)
        return Check(name, CANNOT_TELL, f"the check itself failed ({type(error).__name__})", "Look into the log.")
