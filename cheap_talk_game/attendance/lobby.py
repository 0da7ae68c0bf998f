"""Where people of an arrival session wait until their block has filled.

oTree's group_by_arrival_time copies each new group through all later rounds while it holds the server's only lock.
Here the pairs exist already, and a block that has filled takes its seats in one update.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import otree.channels.utils as channel_utils
from otree.database import db, dbq
from otree.models import Participant, Session

from cheap_talk_game.attendance.silent_leavers import WITHOUT_SIGNS_OF_LIFE_S
from cheap_talk_game.models import Player, session_design
from cheap_talk_game.page_messages import ask_again
from cheap_talk_game.seating import arms_of_blocks, take_seats
from participant_ui.assignment import Assignment, arm_of, arms_in, assign
from participant_ui.presence import Presence, seconds_deaf

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
    arm = arm_of(participant)
    waiting = present(player, now)
    if arm is not None:
        arms = arms_in(participant.session_id)
        waiting = [other for other in waiting if arms.get(other.participant_id) == arm]
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
    block = _next_block(player, arm)
    return Place(has_seat=block is not None and _seat(player, here[:block_size], block))


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


def _seat(player: Player, people: list[Player], block: int) -> bool:
    """Seat a block; return whether a person is in it."""
    codes = [other.participant.code for other in people]
    ids = [other.participant_id for other in people]
    take_seats(player.session, ids, first_block=block)
    db.commit()
    for code in codes:
        channel_utils.sync_group_send(group=channel_utils.auto_advance_group(code), data={"auto_advanced": True})
    return player.participant_id in ids


def _next_block(player: Player, arm: int | None) -> int | None:
    """Return the first block that nobody sits in, of an arm where there are several; None where there is none."""
    seated = set(_seated_blocks(player.session))
    if arm is None:
        return max(seated, default=0) + 1
    blocks = arms_of_blocks(player.session)
    return next((block for block, its_arm in blocks.items() if its_arm == arm and block not in seated), None)


def _seated_blocks(session: Session) -> list[int]:
    """Return the block of everybody who has a seat."""
    seated = dbq(Player).filter(Player.session_id == session.id, Player.round_number == 1, Player.block.isnot(None))
    return [block for (block,) in seated.with_entities(Player.block)]


def assign_on_arrival(participant: Participant, now: float) -> None:
    """Give a person the arm of the first block that is not full yet; nothing where blocks fill otherwise.

    Places are taken by those who sit in a block and by those who are on their way to one; whoever has left before
    gives the place to the next who come, so that blocks fill in the order in which they were drawn.
    """
    session = participant.session
    design = session_design(session)
    if not design.arms or not design.fills_by_arrival or arm_of(participant) is not None:
        return
    seated = set(_seated_blocks(session))
    on_their_way = Counter(_arms_on_their_way(session, now))
    empty = {block: arm for block, arm in arms_of_blocks(session).items() if block not in seated}
    for arm in empty.values():
        if on_their_way[arm] < design.people_per_block:
            assign(participant.id, arm)
            return
        on_their_way[arm] -= design.people_per_block
    # More people than seats are on their way: some may leave yet.
    assign(participant.id, next(iter(empty.values()), 1))


def _arms_on_their_way(session: Session, now: float) -> Iterator[int]:
    """Yield the arm of everybody who has one, has no seat, and was heard from while that means anything."""
    silence = session_design(session).limits.presence or WITHOUT_SIGNS_OF_LIFE_S
    rows = (
        dbq(Player)
        .join(Participant, Player.participant_id == Participant.id)
        .join(Assignment, Assignment.participant_id == Participant.id)
        .join(Presence, Presence.participant_id == Participant.id)
        .filter(Player.session_id == session.id, Player.round_number == 1, Player.block.is_(None))
        .filter(Participant.status == "")
        .with_entities(Assignment.arm, Presence.seen_at)
    )
    for arm, seen_at in rows:
        if now - seen_at - seconds_deaf(seen_at, now) <= silence:
            yield arm
