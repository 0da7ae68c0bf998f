"""Which treatments there are: what the session servers say now, or said when they were last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from recruitment import session_server
from recruitment.models import SessionServer

LONGEST_FAILURE = 300


@dataclass(frozen=True, slots=True)
class Silence:
    """A server that did not answer, and since when what is known of it is known."""

    server: str
    reason: str
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Treatments:
    """Names with what they mean, from all servers, and the servers that did not answer."""

    choices: list[tuple[str, str]]
    silences: list[Silence]


def ask_for_treatments() -> Treatments:
    """Ask every server, remember what it says, and fall back on what it said before."""
    known: dict[str, str] = {}
    silences = []
    for server in SessionServer.objects.all():
        try:
            configs = [
                {"name": each.name, "display_name": each.display_name}
                for each in session_server.session_configs(server)
            ]
        except session_server.SessionServerFailure as error:
            configs = server.session_configs
            silences.append(Silence(server.name, str(error), server.last_seen_at if configs else None))
            _remember(server, last_failure=str(error)[:LONGEST_FAILURE], last_failed_at=timezone.now())
        else:
            _remember(server, session_configs=configs, last_seen_at=timezone.now())
        known |= {config["name"]: config["display_name"] for config in configs}
    return Treatments(sorted(known.items()), silences)


def _remember(server: SessionServer, **changes: object) -> None:
    # Not by saving the row: what is heard of a server is no change that somebody made.
    SessionServer.objects.filter(pk=server.pk).update(**changes)
