"""What is known of each session server, and since when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment import session_server as bridge
from recruitment.models import LabSession, SessionServer
from recruitment.services.refusal import Refused

LONGEST_FAILURE = 300


def hear(*, server: SessionServer) -> list[bridge.SessionConfig]:
    """Ask the server what it offers and keep the answer; a failure is kept too, and raised."""
    try:
        configs = bridge.session_configs(server)
    except bridge.SessionServerFailure as failure:
        note_failure(server=server, failure=failure)
        raise
    _remember(server, session_configs=[asdict(config) for config in configs], last_seen_at=timezone.now())
    return configs


def note_seen(*, server: SessionServer) -> None:
    _remember(server, last_seen_at=timezone.now())


def note_failure(*, server: SessionServer, failure: bridge.SessionServerFailure) -> None:
    _remember(server, last_failure=str(failure)[:LONGEST_FAILURE], last_failed_at=timezone.now())


def people_per_block(session: LabSession) -> int | None:
    """Return the size of a block of the session's treatment as last heard, None if nothing was."""
    known = session.session_server.session_configs if session.session_server else []
    return next((config["people_per_block"] for config in known if config["name"] == session.study.treatment), None)


def treatment_of(session: LabSession, offered: list[bridge.SessionConfig]) -> bridge.SessionConfig:
    """Return the session's treatment among those the server offers now."""
    found = next((config for config in offered if config.name == session.study.treatment), None)
    if found is None:
        raise Refused(
            _("%(server)s does not offer the treatment %(treatment)s.")
            % {"server": session.session_server, "treatment": session.study.treatment or "–"}
        )
    return found


def _remember(server: SessionServer, **changes: Any) -> None:
    # Not by saving the row: what is heard of a server is no change that somebody made.
    SessionServer.objects.filter(pk=server.pk).update(**changes)
    for name, value in changes.items():
        setattr(server, name, value)
