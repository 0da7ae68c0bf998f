"""What is known of each session server, and since when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecast_sharing.session import choices
from recruitment.laboratory import server_client as bridge
from recruitment.models import LabSession, SessionServer, Study
from recruitment.refused import Refused

LONGEST_FAILURE = 300
# So long what was heard of a server is believed, when somebody is to be sent there.
KNOWN_FOR = timedelta(seconds=20)
SOON = timedelta(hours=2)
PURPOSES = choices.for_each(
    choices.PURPOSES,
    {choices.DATA: "", "pilot": gettext_lazy("Pilot: no data"), "rehearsal": gettext_lazy("Rehearsal: no data")},
)


def hear(*, server: SessionServer) -> list[bridge.SessionConfig]:
    """Ask the server what it offers and keep the answer; a failure is kept too, and raised."""
    try:
        configs = bridge.session_configs(server)
        currency = bridge.currency(server)
    except bridge.SessionServerFailure as failure:
        note_failure(server=server, failure=failure)
        raise
    _remember(server, session_configs=[asdict(config) for config in configs], currency=currency)
    note_seen(server=server)
    return configs


def answers(server: SessionServer) -> bool:
    """Return whether the server answers; it is asked unless that was found out a moment ago."""
    last = max(filter(None, (server.last_seen_at, server.last_failed_at)), default=None)
    if last is None or last < timezone.now() - KNOWN_FOR:
        try:
            bridge.ask_whether_there(server)
        except bridge.SessionServerFailure as failure:
            note_failure(server=server, failure=failure)
        else:
            note_seen(server=server)
    return not server.is_silent


def ask_all() -> None:
    """Ask every server on which people play or are about to, so that staff see which of them is silent."""
    for server in _in_use():
        answers(server)


def silent() -> list[SessionServer]:
    """Return the servers that people need now and that did not answer when they were last asked."""
    return [server for server in _in_use() if server.is_silent]


def _in_use() -> QuerySet[SessionServer]:
    now = timezone.now()
    begun = Q(status=LabSession.Status.RUNNING)
    near = Q(status__in=[LabSession.Status.OPEN, LabSession.Status.CLOSED], starts_at__range=(now - SOON, now + SOON))
    return SessionServer.objects.filter(pk__in=LabSession.objects.filter(begun | near).values("session_server"))


def note_seen(*, server: SessionServer) -> None:
    _remember(server, last_seen_at=timezone.now())


def note_failure(*, server: SessionServer, failure: bridge.SessionServerFailure) -> None:
    _remember(server, last_failure=str(failure)[:LONGEST_FAILURE], last_failed_at=timezone.now())


def paying_otherwise(study: Study) -> list[SessionServer]:
    """Return the servers that pay in a currency other than the office's: of the study's sessions, else of all."""
    servers = SessionServer.objects.filter(sessions__study=study).distinct()
    return [server for server in (servers or SessionServer.objects.all()) if server.pays_otherwise]


def people_per_block(session: LabSession) -> int | None:
    """Return the block size of the session's config as last heard, None if nothing was."""
    return (_known_config(session) or {}).get("people_per_block")


def fills_by_arrival(session: LabSession) -> bool:
    """Return whether the session's config, as last heard, groups people as they arrive."""
    return bool((_known_config(session) or {}).get("fills_by_arrival"))


def takes_completion(session: LabSession) -> bool | None:
    """Return whether the session's config shows a completion code, None if that was not heard."""
    return (_known_config(session) or {}).get("takes_completion")


def held_for(session: LabSession) -> str:
    """Return in words what the session's config, as last heard, is held for; empty where it is data or not heard."""
    purpose = (_known_config(session) or {}).get("purpose", choices.DATA)
    return str(PURPOSES.get(purpose, ""))


def treatment_of(session: LabSession, offered: list[bridge.SessionConfig]) -> bridge.SessionConfig:
    """Return the session's config among those the server offers now."""
    found = next((config for config in offered if config.name == session.study.treatment), None)
    if found is None:
        raise Refused(
            _("%(server)s does not offer the session config %(config)s.")
            % {"server": session.session_server, "config": session.study.treatment or "–"}
        )
    return found


def _known_config(session: LabSession) -> dict[str, Any] | None:
    known = session.session_server.session_configs if session.session_server else []
    return next((config for config in known if config["name"] == session.study.treatment), None)


def _remember(server: SessionServer, **heard: object) -> None:
    for name, value in heard.items():
        setattr(server, name, value)
    # Not by saving the row: what is heard of a server is not a change that somebody made.
    SessionServer.objects.filter(pk=server.pk).update(**heard)
