"""What the experimenter can do to one person: what it is offered as, and what it does. Each leaves an event.

An offer names the page that the person is on, and is carried out only while they are still there. So the same click
twice, or two consoles at once, do one thing once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from otree import settings
from otree.lookup import get_page_lookup
from otree.models import Participant

from cheap_talk_game.attendance.dropouts import drop, unfinished_rounds
from cheap_talk_game.attendance.silent_leavers import has_consented
from cheap_talk_game.console.state import LAST_PAGE, LOG_WORDS, page_label
from cheap_talk_game.events import record
from cheap_talk_game.models import session_design
from cheap_talk_game.page_messages import reload_page
from cheap_talk_game.payment import earnings_of, exit_reason, paid_amounts
from forecast_sharing.session import choices
from forecast_sharing.session.dropouts import BY_EXPERIMENTER
from forecast_sharing.session.earnings import DROPPED_OUT, ENDED, NO_SHOW
from participant_ui.page import ParticipantPage
from participant_ui.session_texts import money

LONGEST_REASON = 200  # characters


class NotPossible(Exception):
    """The action cannot be carried out, or not any more; the message says why."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One action as the console offers it: in words, what it will do."""

    action: str
    label: str
    words: str
    is_possible: bool = True


class Words(NamedTuple):
    """What an action would do to a person now, or why it is not possible."""

    words: str
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the experimenter can do to a person.

    Parameters
    ----------
    name, label : str
        For the console's requests, and on its button.
    event : str
        Kind of the event that it leaves; `state.LOG_WORDS` says it in the log.
    would_do : function of the participant
        What it would do now.
    do : function of the participant
        Does it, after the event was recorded; returns what was done, in words.

    """

    name: str
    label: str
    event: str
    would_do: Callable[[Participant], Words]
    do: Callable[[Participant], str]

    def __post_init__(self) -> None:
        """Refuse an action that would be recorded and never shown."""
        if self.event not in LOG_WORDS:
            raise ValueError(f"event must be one of {', '.join(LOG_WORDS)}, not {self.event!r}")


def offers(participant: Participant) -> list[Offer]:
    """Return what can be done to a person now, and why not what cannot."""
    return [Offer(action.name, action.label, *action.would_do(participant)) for action in ACTIONS.values()]


def carry_out(participant: Participant, action: str, *, page_index: int, reason: str) -> str:
    """Do what was offered while the person was on a page; return what was done, in words."""
    if participant._index_in_pages != page_index:  # noqa: SLF001 - oTree has no public way
        raise NotPossible(f"{_name(participant)} has gone on to another page meanwhile. Nothing more was done.")
    if action not in ACTIONS:
        raise NotPossible(f"There is no action {action!r}. Nothing was done.")
    would_do = ACTIONS[action].would_do(participant)
    if not would_do.is_possible:
        raise NotPossible(f"{would_do.words} Nothing was done.")
    record(participant, ACTIONS[action].event, by=settings.ADMIN_USERNAME, reason=reason)
    return ACTIONS[action].do(participant)


def _advancing(participant: Participant) -> Words:
    name, page = _name(participant), _page(participant)
    if _is_gone(participant):
        return Words(f"{name} has left the session.", is_possible=False)
    if page is None:
        return Words(f"{name} has not opened the link. End their session instead.", is_possible=False)
    where = page_label(page.__name__)
    if page.__name__ == "Consent":
        words = f"{name} has not decided on the consent, and nobody can for them. End their session instead."
        return Words(words, is_possible=False)
    if not (issubclass(page, ParticipantPage) and page.may_be_passed):
        words = f"{name} is waiting and goes on by themselves. Act on the person that {name} waits for."
        return Words(words, is_possible=False)
    if page.__name__ == "Quiz":
        words = f"{name} goes on without having answered the questions, recorded as not passed, and plays the rounds."
    else:
        words = (
            f"{name} leaves the page “{where}” as if its time had run out. What they have typed and not sent is lost; "
            "nothing is decided for them."
        )
    return Words(words)


def _dropping(participant: Participant) -> Words:
    name = _name(participant)
    if _is_gone(participant):
        return Words(f"{name} has left the session already.", is_possible=False)
    design = session_design(participant.session)
    if not design.drops_people:
        words = (
            f"This session waits for people who are away; nobody drops out of it. End the session of {name} instead."
        )
        return Words(words, is_possible=False)
    rounds = _COMPUTER_GOES_ON if design.computers_stand_in else _ROUNDS_ARE_LOST
    words = f"{name} is taken to the last page and paid as people are who drop out: {_DROPOUT_PAY[design.dropout_pay]}."
    return Words(f"{words} {rounds} {_FOR_GOOD}")


def _handing_over(participant: Participant) -> Words:
    name = _name(participant)
    if _is_gone(participant):
        return Words(f"{name} has left the session already.", is_possible=False)
    if not unfinished_rounds(participant):
        words = f"{name} has no rounds ahead with a partner, so there is nothing to hand over."
        return Words(words, is_possible=False)
    if not all(part.message_type.suits_computers for part in session_design(participant.session).parts):
        return Words("Computers cannot send or read the messages of this session.", is_possible=False)
    return Words(f"{_paid(participant)} {_COMPUTER_GOES_ON} {_FOR_GOOD}")


def _ending(participant: Participant) -> Words:
    if _is_gone(participant):
        words = f"{_name(participant)} has left the session already."
        return Words(words, is_possible=False)
    return Words(f"{_paid(participant)} {_ROUNDS_ARE_LOST} {_FOR_GOOD}")


_COMPUTER_GOES_ON = "In the rounds ahead a computer plays in their place, which their partners are told."
_ROUNDS_ARE_LOST = "The rounds ahead of them are not played, and nobody waits for them any longer."
_FOR_GOOD = "This cannot be undone."
_DROPOUT_PAY = choices.for_each(
    choices.DROPOUT_PAYS,
    {
        choices.NOTHING: "nothing",
        choices.FEE: "the show-up fee",
        choices.EARNED: "the show-up fee and what they have earned so far",
    },
)


def _paid(participant: Participant) -> str:
    name = _name(participant)
    if has_consented(participant):
        design = session_design(participant.session)
        owed = earnings_of(design, paid_amounts([participant])[participant.id], ENDED)
        return (
            f"{name} is taken to the last page and paid the show-up fee and what they have earned so far: "
            f"{money(owed.total, design.language)} as things stand."
        )
    return (
        f"{name} has not consented and leaves as a no-show, paid nothing; if they see the last page, then or later, "
        "they are paid the show-up fee."
    )


def _advance(participant: Participant) -> str:
    page = participant._get_page_instance()  # noqa: SLF001
    page.pass_by()
    # Records where they are now and starts the clock of the page, as oTree's own button does.
    participant._visit_current_page()  # noqa: SLF001
    reload_page(participant)
    return f"{_name(participant)} has been moved on."


def _drop(participant: Participant) -> str:
    _take_out(participant, DROPPED_OUT)
    return f"{_name(participant)} is marked as dropped out."


def _hand_over(participant: Participant) -> str:
    _take_out(participant, ENDED, hands_over=True)
    return f"A computer plays in the place of {_name(participant)}."


def _end(participant: Participant) -> str:
    _take_out(participant, ENDED, hands_over=False)
    return f"The session of {_name(participant)} has ended."


def _take_out(participant: Participant, reason: str, *, hands_over: bool | None = None) -> None:
    # First, while it is known which page they have open.
    reload_page(participant)
    drop(
        participant,
        reason if has_consented(participant) else NO_SHOW,
        hands_over=hands_over,
        why=BY_EXPERIMENTER,
    )


ACTIONS = {
    action.name: action
    for action in (
        Action("advance", "Advance", "advanced", _advancing, _advance),
        Action("drop", "Mark as dropped out", "dropped", _dropping, _drop),
        Action("hand_over", "Hand to the computer", "handed_to_robot", _handing_over, _hand_over),
        Action("end", "End the session", "ended", _ending, _end),
    )
}


def _name(participant: Participant) -> str:
    return f"P{participant.id_in_session}"


def _page(participant: Participant) -> type | None:
    index = participant._index_in_pages  # noqa: SLF001
    return get_page_lookup(participant._session_code, index).page_class if index else None  # noqa: SLF001


def _is_gone(participant: Participant) -> bool:
    is_past_the_end = participant._index_in_pages > participant._max_page_index  # noqa: SLF001
    if exit_reason(participant) is not None or is_past_the_end:
        return True
    page = _page(participant)
    return page is not None and page.__name__ == LAST_PAGE
