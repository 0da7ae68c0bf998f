"""Telling the page that a person has open that something has changed, over the connection it holds anyway."""

import otree.channels.utils as channel_utils
from otree.lookup import get_page_lookup
from otree.models import Participant

from cheap_talk_game.events import GAME


def reload_page(participant: Participant) -> None:
    """Let a person's page ask anew where the person is."""
    _send(participant, {"auto_advanced": True})


def help_answered(participant: Participant) -> None:
    """Let a person's page fetch what was answered."""
    _send(participant, {"help": True})


def ask_again(participant: Participant) -> None:
    """Let a page on which a person waits ask at once, and so show whether it is there."""
    _send(participant, {"ask": True})


def _send(participant: Participant, data: dict) -> None:
    # Pages with a form listen under the person's name, wait pages of the game under the pair's.
    groups = [channel_utils.auto_advance_group(participant.code)]
    page_index = participant._index_in_pages  # noqa: SLF001
    if participant.is_on_wait_page and _is_in_game(participant):
        pair = participant._get_current_player().group_id  # noqa: SLF001
        groups.append(channel_utils.group_wait_page_name(participant.session_id, page_index, pair))
    for group in groups:
        channel_utils.sync_group_send(group=group, data=data)


def _is_in_game(participant: Participant) -> bool:
    index = participant._index_in_pages  # noqa: SLF001
    if not 1 <= index <= participant._max_page_index:  # noqa: SLF001
        return False
    return get_page_lookup(participant._session_code, index).app_name == GAME  # noqa: SLF001
