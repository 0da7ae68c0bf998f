"""Whether session servers know the rooms that the office names, said while there is time to correct it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from recruitment.laboratory import server_client as bridge
from recruitment.models import Room, SessionServer


def unknown_to(servers: Iterable[SessionServer], *, room: Room) -> list[str]:
    """Ask the servers, and return a sentence for each that does not know the room; none if one of them does.

    A server that does not answer says nothing against it.
    """
    if not room.otree_room:
        return []
    known: dict[SessionServer, list[str]] = {}
    for server in servers:
        try:
            known[server] = bridge.rooms(server)
        except bridge.SessionServerFailure:
            continue
    if any(room.otree_room in names for names in known.values()):
        return []
    return [
        _("%(server)s has no room “%(room)s” and would refuse a session in it. Its rooms are: %(rooms)s.")
        % {"server": server, "room": room.otree_room, "rooms": ", ".join(names) or "–"}
        for server, names in known.items()
    ]
