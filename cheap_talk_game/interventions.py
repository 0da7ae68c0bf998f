"""What the experimenter can do to one person: what it is offered as, and what it does. Each leaves an event.

An offer names the page that the person is on, and is carried out only while they are still there. So the same click
twice, or two consoles at once, do one thing once.
"""

from dataclasses import dataclass

from otree import settings
from otree.lookup import get_min_idx_for_app, get_page_lookup
from otree.models import Participant

from cheap_talk_game.events import record
from cheap_talk_game.notices import reload_page, reload_waiting_partners
from cheap_talk_game.rounds import exit_reason, leave, record_payoffs
from cheap_talk_game.session_state import LAST_PAGE, place
from forecast_sharing.earnings import ENDED, NO_SHOW
from participant_ui.page import ParticipantPage

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


def offers(participant: Participant) -> list[Offer]:
    """Return what can be done to a person now, and why not what cannot."""
    return [_advancing(participant), _ending(participant)]


def carry_out(participant: Participant, action: str, *, page_index: int, reason: str) -> str:
    """Do what was offered while the person was on a page; return what was done, in words."""
    if participant._index_in_pages != page_index:  # noqa: SLF001 - oTree has no public way
        raise NotPossible(f"{_name(participant)} has gone on to another page meanwhile. Nothing was done.")
    offered = {offer.action: offer for offer in offers(participant)}
    if action not in offered:
        raise NotPossible(f"There is no action {action!r}. Nothing was done.")
    if not offered[action].is_possible:
        raise NotPossible(f"{offered[action].words} Nothing was done.")
    return {"advance": _advance, "end": _end}[action](participant, reason)


def _advancing(participant: Participant) -> Offer:
    label, name, page = "Advance", _name(participant), _page(participant)
    if _is_gone(participant):
        return Offer("advance", label, f"{name} has left the session.", is_possible=False)
    if page is None:
        return Offer("advance", label, f"{name} has not opened the link. End their session instead.", is_possible=False)
    where = place(page.__name__)
    if page.__name__ == "Consent":
        words = f"{name} has not decided on the consent, and nobody can for them. End their session instead."
        return Offer("advance", label, words, is_possible=False)
    if not (issubclass(page, ParticipantPage) and page.may_be_passed):
        words = f"{name} is waiting and goes on by themselves. Act on the person that {name} waits for."
        return Offer("advance", label, words, is_possible=False)
    if page.__name__ == "Quiz":
        words = f"{name} goes on without having answered the questions, recorded as not passed, and plays the rounds."
    else:
        words = (
            f"{name} leaves the page “{where}” as if its time had run out. What they have typed and not sent is lost; "
            "nothing is decided for them."
        )
    return Offer("advance", label, words)


def _ending(participant: Participant) -> Offer:
    name = _name(participant)
    if _is_gone(participant):
        return Offer("end", "End the session", f"{name} has left the session already.", is_possible=False)
    if _has_consented(participant):
        words = (
            f"{name} is taken to the last page, paid the show-up fee and what the paid rounds have brought so far. "
            "The rounds ahead of them are not played, and nobody waits for them any longer. This cannot be undone."
        )
    else:
        words = (
            f"{name} has not consented and leaves as a no-show, paid nothing by the program. The rounds ahead of them "
            "are not played, and nobody waits for them any longer. This cannot be undone."
        )
    return Offer("end", "End the session", words)


def _advance(participant: Participant, reason: str) -> str:
    record(participant, "advanced", by=settings.ADMIN_USERNAME, reason=reason)
    page = participant._get_page_instance()  # noqa: SLF001
    page.pass_by()
    # Records where they are now and starts the clock of the page, as oTree's own button does.
    participant._visit_current_page()  # noqa: SLF001
    reload_page(participant)
    return f"{_name(participant)} has been moved on."


def _end(participant: Participant, reason: str) -> str:
    record(participant, "ended", by=settings.ADMIN_USERNAME, reason=reason)
    # Somebody who never came must find the last page should they come later.
    participant.initialize(None)
    participant.status = ENDED if _has_consented(participant) else NO_SHOW
    leave(participant, participant.status)
    reload_page(participant)
    participant._index_in_pages = get_min_idx_for_app(participant._session_code, "goodbye")  # noqa: SLF001
    participant.is_on_wait_page = False
    record_payoffs([participant])
    reload_waiting_partners(participant)
    return f"The session of {_name(participant)} has ended."


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


def _has_consented(participant: Participant) -> bool:
    return bool(participant.get_player("briefing", 1).field_maybe_none("consent"))
