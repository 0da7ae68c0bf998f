"""Where people of an arrival session wait until their block has filled.

oTree's group_by_arrival_time copies each new group through all later rounds while it holds the server's only lock.
Here the pairs exist already, and a block that has filled takes its seats in one update.
"""

from typing import NamedTuple

import otree.channels.utils as channel_utils
from otree.database import db
from otree.models import Participant

from cheap_talk_game.models import Player, session_design
from cheap_talk_game.page_messages import ask_again
from cheap_talk_game.seating import take_seats
from participant_ui.presence import seconds_deaf

# A waiting page asks at least once a minute even where the browser slows down hidden tabs.
PRESENT_SECONDS = 75
# A block is made of people who were heard from within this time: who is asked over an open connection answers at once.
HERE_SECONDS = 5.0
# While a block waits for the answers of its people; for those whom no notice reaches.
ASK_AGAIN_SECONDS = 2.0


class Place(NamedTuple):
    """What a person in the lobby has come to."""

    has_seat: bool
    # In how many seconds to ask again, if sooner than usual.
    ask_again: float | None = None


def enter(participant: Participant, now: float) -> Place:
    """Note that a person is waiting; seat the block if it has filled with people who are there."""
    player = Player.objects_get(participant=participant, round_number=1)
    if player.field_maybe_none("block"):
        return Place(has_seat=True)
    if player.field_maybe_none("lobby_entered_at") is None:
        player.lobby_entered_at = now
    player.lobby_seen_at = now
    waiting = present(player, now)
    block_size = session_design(player.session).people_per_block
    if len(waiting) < block_size:
        return Place(has_seat=False)
    here = [other for other in waiting if _seconds_unheard(other, now) <= HERE_SECONDS]
    if len(here) < block_size:
        # Some may have closed their windows since.
        for other in waiting:
            if other not in here:
                ask_again(other.participant)
        return Place(has_seat=False, ask_again=ASK_AGAIN_SECONDS)
    return Place(has_seat=_seat(player, here[:block_size]))


def present(player: Player, now: float) -> list[Player]:
    """Return those who wait in this person's lobby, first come first."""
    waiting = (
        Player.objects_filter(subsession_id=player.subsession_id, block=None)
        .join(Participant, Player.participant_id == Participant.id)
        .filter(Player.lobby_seen_at != None, Participant.status == "")  # noqa: E711 - SQL
        .order_by(Player.lobby_entered_at, Player.id)
    )
    return [other for other in waiting if _seconds_unheard(other, now) <= PRESENT_SECONDS]


def _seconds_unheard(player: Player, now: float) -> float:
    return now - player.lobby_seen_at - seconds_deaf(player.lobby_seen_at, now)


def _seat(player: Player, block: list[Player]) -> bool:
    """Seat a block; return whether a person is in it."""
    codes = [other.participant.code for other in block]
    ids = [other.participant_id for other in block]
    take_seats(player.session, ids, first_block=_next_block(player))
    db.commit()
    for code in codes:
        channel_utils.sync_group_send(group=channel_utils.auto_advance_group(code), data={"auto_advanced": True})
    return player.participant_id in ids


def _next_block(player: Player) -> int:
    seated = (
        Player.objects_filter(subsession_id=player.subsession_id)
        .filter(Player.block != None)  # noqa: E711 - SQL
        .order_by(Player.block.desc())
        .first()
    )
    return seated.block + 1 if seated else 1
