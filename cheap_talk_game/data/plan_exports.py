"""The tables of the plan of a session: its settings, who was to meet whom, and which block plays which arm."""

import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import otree
from otree import settings
from otree.database import dbq
from otree.models import Participant, Session

from cheap_talk_game.data.exports import arm_name
from cheap_talk_game.models import Group, Player, Subsession, session_design
from cheap_talk_game.seating import arms_of_blocks
from forecast_sharing import __version__, dataset
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.tables.plan_columns import ARMS, MATCHING
from forecast_sharing.tables.session_columns import SESSION, SETTINGS

Table = Iterator[list[Any]]
_DRAWN = ("round_number", "block", "sender_seat", "receiver_seat", "sender_belief_lottery", "receiver_belief_lottery")


def custom_export_session(players: list[Player]) -> Table:
    yield from dataset.rows_to_table(SESSION, (_session_row(session) for session in _sessions(players)))


def custom_export_arms(players: list[Player]) -> Table:
    rows = (
        {"session_code": session.code, "block": block, "arm": arm_name(session, arm)}
        for session in _sessions(players)
        for block, arm in arms_of_blocks(session).items()
    )
    yield from dataset.rows_to_table(ARMS, rows)


def custom_export_matching(players: list[Player]) -> Table:
    rows = (row for session in _sessions(players) for row in _matching_rows(session))
    yield from dataset.rows_to_table(MATCHING, rows)


def _sessions(players: list[Player]) -> list[Session]:
    return sorted({player.session for player in players}, key=lambda session: session.code)


def _session_row(session: Session) -> dict[str, Any]:
    design = session_design(session)
    return {
        "session_code": session.code,
        "created_at": datetime.fromtimestamp(session._created, UTC),  # noqa: SLF001 - oTree has no public name for it
        "config": session.config["name"],
        "people": session.num_participants,
        "seed": Subsession.objects_filter(session=session, round_number=1).one().seed,
        "currency": settings.REAL_WORLD_CURRENCY_CODE,
        "software_version": __version__,
        "otree_version": otree.__version__,
        "python_version": platform.python_version(),
        **{name: _setting(design, name) for name in SETTINGS},
    }


def _setting(design: SessionDesign, name: str) -> Any:
    """Return a setting of the whole session; None where its parts differ in it."""
    if name == "arms":
        return design.arms
    [value, *others] = {getattr(part, name) for part in design.parts}
    return None if others else value


def _matching_rows(session: Session) -> Iterator[dict[str, Any]]:
    seated = _seated(session)
    groups = (
        dbq(Group)
        .filter(Group.session_id == session.id, Group.block.isnot(None))
        .order_by(Group.round_number, Group.block, Group.id_in_subsession)
        .with_entities(Group.id, Group.sender_is_robot, Group.receiver_is_robot, *(getattr(Group, n) for n in _DRAWN))
    )
    where, pair = None, 0
    for group_id, sender_is_robot, receiver_is_robot, *drawn in groups:
        row = dict(zip(_DRAWN, drawn, strict=True))
        pair = pair + 1 if where == (row["round_number"], row["block"]) else 1
        where = row["round_number"], row["block"]
        people = {
            role: seated.get((group_id, role)) or _computer(session, row["block"], is_robot=is_robot)
            for role, is_robot in (("sender", sender_is_robot), ("receiver", receiver_is_robot))
        }
        seats = sorted(seat for seat, _ in people.values() if seat is not None)
        yield {
            **row,
            "session_code": session.code,
            "pair": pair,
            **{f"{role}_code": code for role, (_, code) in people.items()},
            "pair_id": "-".join(map(str, seats)) if len(seats) == 2 else None,
        }


def _seated(session: Session) -> dict[tuple[int, str], tuple[int, str]]:
    """Return, by pair and role, the number and code of the person who has the seat."""
    players = (
        dbq(Player)
        .join(Participant, Player.participant_id == Participant.id)
        .filter(Player.session_id == session.id, Player.role_in_round.isnot(None))
        .with_entities(Player.group_id, Player.role_in_round, Participant.id_in_session, Participant.code)
    )
    return {(group, role): (seat, code) for group, role, seat, code in players}


def _computer(session: Session, block: int, *, is_robot: bool) -> tuple[int | None, str | None]:
    """Return number and code of a computer that plays by plan, as in the table of rounds; nothing for a free seat."""
    return (session.num_participants + block, f"computer-{block}") if is_robot else (None, None)
