"""Where people of an arrival session wait until their block has filled.

oTree's group_by_arrival_time copies each new group through all later rounds while it holds the server's only lock.
Here the pairs exist already, and a block that has filled takes its seats in one update.
"""

import time

import otree.channels.utils as channel_utils
from otree.database import db
from otree.models import Participant

from cheap_talk_game.models import Player, session_design
from cheap_talk_game.seating import take_seats

# A waiting page asks at least once a minute even where the browser slows down hidden tabs.
PRESENT_SECONDS = 75


def enter(participant: Participant) -> bool:
    """Note that a person is waiting; seat the block if it has filled. Return whether the person has a seat."""
    player = Player.objects_get(participant=participant, round_number=1)
    if player.field_maybe_none("block"):
        return True
    now = time.time()
    if player.field_maybe_none("lobby_entered_at") is None:
        player.lobby_entered_at = now
    player.lobby_seen_at = now
    waiting = present(player, now)
    block_size = session_design(player.session).people_per_block
    if len(waiting) < block_size:
        return False
    block = [other.participant for other in waiting[:block_size]]
    codes = [participant.code for participant in block]
    ids = [participant.id for participant in block]
    take_seats(player.session, ids, first_block=_next_block(player))
    db.commit()
    for code in codes:
        channel_utils.sync_group_send(group=channel_utils.auto_advance_group(code), data={"auto_advanced": True})
    return player.participant_id in ids


def present(player: Player, now: float) -> list[Player]:
    """Return those who wait in this person's lobby, first come first."""
    return (
        Player.objects_filter(subsession_id=player.subsession_id, block=None)
        .join(Participant, Player.participant_id == Participant.id)
        .filter(Player.lobby_seen_at >= now - PRESENT_SECONDS, Participant.status == "")
        .order_by(Player.lobby_entered_at, Player.id)
        .all()
    )


def _next_block(player: Player) -> int:
    seated = (
        Player.objects_filter(subsession_id=player.subsession_id)
        .filter(Player.block != None)  # noqa: E711 - SQL
        .order_by(Player.block.desc())
        .first()
    )
    return seated.block + 1 if seated else 1
