"""Questions to the experimenter and their answers; each is an event, and nothing else stores them.

People who hear nothing back send their words again: the same words twice, with nothing said in between, are one
message.
"""

import json

from otree import settings
from otree.database import dbq
from otree.models import Participant

from cheap_talk_game.events import Event, record
from cheap_talk_game.page_messages import help_answered
from participant_ui.inert_text import one_line

LONGEST_MESSAGE = 500  # characters
# A person who writes more than this needs somebody beside them.
MOST_MESSAGES = 50
WRITTEN = ("help_asked", "help_answered")


class NotSent(Exception):
    """A message was not stored; the message says why."""


def ask(participant: Participant, text: str) -> None:
    """Store a person's question."""
    said = _said(participant)
    message = {"kind": "help_asked", "text": _checked(text)}
    if said[-1:] == [message]:
        return
    if len(said) >= MOST_MESSAGES:
        raise NotSent(f"there are {MOST_MESSAGES} messages already")
    record(participant, "help_asked", text=message["text"])


def answer(participant: Participant, text: str) -> None:
    """Store the experimenter's answer and let the person's page show it."""
    message = {"kind": "help_answered", "text": _checked(text)}
    if _said(participant)[-1:] != [message]:
        record(participant, "help_answered", text=message["text"], by=settings.ADMIN_USERNAME)
    help_answered(participant)


def settle(participant: Participant) -> None:
    """Note that a person's question was answered in person."""
    if not any(message["kind"] == "help_asked" for message in _said(participant)[-1:]):
        raise NotSent("No request of this person is open.")
    record(participant, "help_settled", by=settings.ADMIN_USERNAME)


def conversation(participant: Participant) -> list[dict[str, str]]:
    """Return what a person and the experimenter have written to each other, first things first."""
    return [message for message in _said(participant) if message["kind"] in WRITTEN]


def _said(participant: Participant) -> list[dict[str, str]]:
    rows = (
        dbq(Event)
        .filter(Event.participant_id == participant.id, Event.kind.in_((*WRITTEN, "help_settled")))
        .order_by(Event.id)
        .with_entities(Event.kind, Event.detail)
    )
    return [{"kind": kind, "text": json.loads(detail).get("text", "")} for kind, detail in rows]


def _checked(text: str) -> str:
    inert = one_line(text)
    if not inert:
        raise NotSent("there is no text")
    if len(inert) > LONGEST_MESSAGE:
        raise NotSent(f"the text is longer than {LONGEST_MESSAGE} characters")
    return inert
