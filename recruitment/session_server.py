"""The one way to the oTree session servers."""

from __future__ import annotations

from dataclasses import dataclass

from recruitment.models import SessionServer


class SessionServerFailure(Exception):
    """A session server did not do what it was asked. The message says what happened, for staff."""


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """A treatment that a session server offers."""

    name: str
    display_name: str
    num_demo_participants: int


def session_configs(server: SessionServer) -> list[SessionConfig]:
    """Return the treatments that the server offers."""
    raise SessionServerFailure(f"{server.name} cannot be asked yet.")
