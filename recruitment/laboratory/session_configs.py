"""Which session configs there are: what the session servers say now, or said when they were last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from recruitment.laboratory import server_client, session_servers
from recruitment.models import SessionServer


@dataclass(frozen=True, slots=True)
class Silence:
    """A server that did not answer, and the time of its last answer."""

    server: str
    reason: str
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Treatments:
    """Names with what they mean, from all servers, and the servers that did not answer."""

    choices: list[tuple[str, str]]
    silences: list[Silence]


def ask_for_treatments() -> Treatments:
    """Ask every server, and fall back on what it said before."""
    known: dict[str, str] = {}
    silences = []
    for server in SessionServer.objects.all():
        try:
            session_servers.hear(server=server)
        except server_client.SessionServerFailure as error:
            silences.append(Silence(server.name, str(error), server.last_seen_at if server.session_configs else None))
        known |= {config["name"]: config["display_name"] for config in server.session_configs}
    return Treatments(sorted(known.items()), silences)
