"""What pages that wait have in common, in the lobby and in a round: asking again, and the offer to leave."""

import time
from typing import Any

from otree.views.abstract import GenericWaitPageMixin
from starlette.responses import Response

from cheap_talk_game.attendance.dropouts import drop
from cheap_talk_game.events import record
from forecast_sharing.session.dropouts import seconds_until_offer
from forecast_sharing.session.earnings import WAITED_TOO_LONG
from participant_ui.presence import BEAT_HEADER, seconds_deaf

# Seconds after which something will be due; the page asks again then, if that is before its usual time.
ASK_AGAIN_HEADER = "x-ask-again"
NOTHING_NEW = 204
LOAD_AGAIN = 205

CHOICE_INPUT = "waiting"
GO_ON = "go_on"
LEAVE = "leave"


def still_waiting(page: Any) -> Response:
    """Answer a page that waits: in full when it is opened, in a line when it asks."""
    request = getattr(page, "request", None)
    asked = request.headers.get(BEAT_HEADER) if request is not None else None
    if asked is None:
        return GenericWaitPageMixin._get_wait_page(page)  # noqa: SLF001 - marks them as waiting for the monitor
    page.participant.is_on_wait_page = True
    if asked != LEAVE and offers_leaving(page):
        return Response(status_code=LOAD_AGAIN)
    return Response(status_code=NOTHING_NEW, headers=_ask_again(page))


def offers_leaving(page: Any) -> bool:
    """Return whether a person has waited so long that they may leave and be paid."""
    return page.presence is not None and _seconds_until_offer(page) == 0


def with_offer(page: Any, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of a wait page with what its template needs for the offer."""
    context["offers_leaving"] = offers_leaving(page)
    context["ask_again"] = _ask_again(page).get(ASK_AGAIN_HEADER, "")
    return context


def answer_offer(page: Any) -> Response:
    """Let a person go on waiting or leave, as they have chosen."""
    choice = page._form_data.get(CHOICE_INPUT)  # noqa: SLF001 - oTree's name
    if offers_leaving(page):
        if choice == LEAVE:
            drop(page.participant, WAITED_TOO_LONG)
        elif choice == GO_ON:
            page.presence.waiting_since = time.time()
            record(page.participant, "went_on_waiting")
    return page._redirect_to_page_the_user_should_be_on()  # noqa: SLF001


def _seconds_until_offer(page: Any) -> float | None:
    # What nobody could be heard in was no wait for anybody.
    since = page.presence.waiting_since
    waited_since = since + seconds_deaf(since, page.came_at)
    return seconds_until_offer(page.design.limits, waited_since=waited_since, now=page.came_at)


def _ask_again(page: Any) -> dict[str, str]:
    due = [getattr(page, "seconds_until_drop", None), getattr(page, "seconds_until_asking", None)]
    if page.presence is not None and not offers_leaving(page):
        due.append(_seconds_until_offer(page))
    known = [seconds for seconds in due if seconds is not None]
    return {ASK_AGAIN_HEADER: f"{min(known):.1f}"} if known else {}
