"""What happens when somebody leaves the session before its end, by the session's `dropout` rule.

Nothing runs in the background: people who wait ask, and the answer to their page looks after the person they wait for.
When a person counts as dropped out is decided in forecast_sharing.session.dropouts.
"""

import time

import otree.channels.utils as channel_utils
from otree.database import dbq
from otree.lookup import get_min_idx_for_app
from otree.models import Participant

from cheap_talk_game.attendance.silent_leavers import has_consented
from cheap_talk_game.computer import build_if_due
from cheap_talk_game.events import record
from cheap_talk_game.models import RECEIVER, SENDER, Group, Player, round_design, sent_numbers, session_design
from cheap_talk_game.payment import record_payoffs
from forecast_sharing.session.dropouts import NEVER_CAME, Sighting, seconds_until_dropped, why_dropped
from forecast_sharing.session.earnings import DROPPED_OUT, NO_SHOW
from participant_ui.presence import UP_SINCE, counted_from, is_sending, presence_of

# A form that has begun to arrive is through by then, or given up.
SECONDS_FOR_A_FORM = 2.0


def look_after_partners(player: Player, *, waited_since: float, now: float) -> float | None:
    """Drop those whom this person waits for in vain; return in how many seconds that could next be due, if ever."""
    limits = session_design(player.session).limits
    soonest = None
    for missing in _waited_for(player):
        sighting = _sighting(missing, now)
        clocks = {"waited_since": counted_from(waited_since, now), "up_since": UP_SINCE, "now": now}
        why = why_dropped(limits, sighting, **clocks)
        if why and is_sending(missing._url_i_should_be_on(), since_before=now):  # noqa: SLF001 - oTree's name
            # They are being heard from at this moment; what they send is judged by when it began to arrive.
            soonest = SECONDS_FOR_A_FORM
            continue
        if why:
            # With somebody who has not consented nothing was agreed, their pay neither.
            has_taken_part = why != NEVER_CAME and has_consented(missing)
            drop(missing, DROPPED_OUT if has_taken_part else NO_SHOW, why=why)
            continue
        due = seconds_until_dropped(limits, sighting, **clocks)
        soonest = due if soonest is None else soonest if due is None else min(soonest, due)
    return soonest


def _waited_for(player: Player) -> list[Participant]:
    own_index = player.participant._index_in_pages  # noqa: SLF001 - oTree has no public name for it
    others = dbq(Player).filter(Player.group_id == player.group_id, Player.id != player.id)
    return [p.participant for p in others if p.participant._index_in_pages < own_index]  # noqa: SLF001


def _sighting(participant: Participant, now: float) -> Sighting:
    presence = presence_of(participant)
    if presence is None:
        return Sighting(None, None)
    is_on_page = presence.page_index == participant._index_in_pages and not participant.is_on_wait_page  # noqa: SLF001
    return Sighting(counted_from(presence.seen_at, now), counted_from(presence.page_since, now) if is_on_page else None)


def drop(participant: Participant, reason: str, *, hands_over: bool | None = None, **detail: str) -> None:
    """Take a person out of the session for good: they find themselves on the last page, and partners go on.

    `hands_over` says whether a computer plays in their place; left out, the session's rule does.
    """
    participant.status = reason
    # Their place must not be handed to a late comer.
    participant.visited = True
    participant.is_on_wait_page = False
    participant._index_in_pages = get_min_idx_for_app(participant._session_code, "goodbye")  # noqa: SLF001
    presence = presence_of(participant)
    if presence is not None:
        presence.left_at = time.time()
    record(participant, "left", reason=reason, **detail)
    leave(participant, reason, hands_over=hands_over)
    record_payoffs([participant])
    _wake(channel_utils.auto_advance_group(participant.code), {"auto_advanced": True})


def leave(participant: Participant, reason: str, *, hands_over: bool | None = None) -> None:
    """Let the session's rule decide about the rounds ahead of someone who leaves; safe to repeat."""
    if hands_over is None:
        hands_over = session_design(participant.session).computers_stand_in
    for player in unfinished_rounds(participant):
        group, role = player.group, player.role_in_round
        if _is_robot(group, role):
            continue
        if _is_decided(player):
            _leave_open(group)
            continue
        if hands_over and not _is_robot(group, _other(role)) and not group.field_maybe_none("sender_had_left"):
            setattr(group, f"{role}_is_robot", True)
        else:
            group.left_because, group.left_by = reason, role
        _wake_partners(player)


def unfinished_rounds(participant: Participant) -> list[Player]:
    """Return a person's rounds in which a capacity can still be built and nobody has left, in order."""
    return (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .filter(
            Player.participant_id == participant.id,
            Group.block != None,  # noqa: E711 - SQL
            Group.capacity == None,  # noqa: E711 - SQL
            Group.capacity_timed_out.isnot(True),
            Group.left_because == None,  # noqa: E711 - SQL
        )
        .order_by(Player.round_number)
        .all()
    )


def _is_decided(player: Player) -> bool:
    """Return whether a person has done their part of an unfinished round, so that the partner can finish it."""
    if player.role_in_round == RECEIVER:
        return False
    if not round_design(player.group).message_type.sends:
        return player.field_maybe_none("decision_shown_at") is not None
    return sent_numbers(player.group) is not None or bool(player.group.field_maybe_none("report_timed_out"))


def _leave_open(group: Group) -> None:
    """Let a sender go who has done their part: a computer builds at once, a person when they are ready."""
    build_if_due(group)
    if group.field_maybe_none("capacity") is None:
        group.sender_had_left = True


def _is_robot(group: Group, role: str) -> bool:
    return bool(group.field_maybe_none(f"{role}_is_robot"))


def _other(role: str) -> str:
    return RECEIVER if role == SENDER else SENDER


def _wake_partners(player: Player) -> None:
    """Let a partner who waits in this very round ask at once."""
    for other in dbq(Player).filter(Player.group_id == player.group_id, Player.id != player.id):
        waiting = other.participant
        if waiting.is_on_wait_page and waiting._round_number == player.round_number:  # noqa: SLF001
            name = channel_utils.group_wait_page_name(
                session_id=waiting.session_id,
                page_index=waiting._index_in_pages,  # noqa: SLF001
                group_id=player.group_id,
            )
            _wake(name, {"status": "ready"})


def _wake(channel: str, message: dict) -> None:
    # Pages ask by themselves too, so a message that is lost, or comes before the commit, costs only time.
    channel_utils.sync_group_send(group=channel, data=message)
