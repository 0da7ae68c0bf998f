"""Compares what a crowd was told is saved with what is in the database."""

from __future__ import annotations

import csv

from tests.harness.people.crowd import Decision
from tests.harness.servers.session_server import SessionServer


def lost(server: SessionServer, app: str, decisions: list[Decision]) -> list[str]:
    """Return a line for each confirmed answer that oTree's own export does not have."""
    text = server.rest.get("/api/export_app", {"app": app}).content.decode("utf-8")
    rows = {
        (row["participant.code"], int(row["subsession.round_number"])): row for row in csv.DictReader(text.splitlines())
    }
    return [
        f"{decision.participant}, round {decision.round_number}: {name} is {found or 'lost'}, confirmed was {value}"
        for decision in decisions
        for name, value in decision.answers.items()
        for found in [_found(rows[decision.participant, decision.round_number], name)]
        if not found or float(found) != float(value)
    ]


def _found(row: dict[str, str], name: str) -> str:
    """Return what either the player or the group was asked for."""
    return row.get(f"player.{name}") or row.get(f"group.{name}") or ""
