"""The time of a page: when it began, what is left of it, and what its end may do (nothing to a decision)."""

from __future__ import annotations

import math
import re
import time
from contextvars import ContextVar
from typing import Any

import otree.tasks
from otree.constants import admin_secret_code, timeout_happened
from otree.views.abstract import ADMIN_SECRET_CODE

from participant_ui.presence import (
    OPENING_INPUT,
    counted_from,
    is_of_server,
)

# Of the request that is being answered, for hooks, which oTree calls without it.
_came_at: ContextVar[float | None] = ContextVar("when the request arrived", default=None)

# Before the server ends a page that no browser has sent.
SECONDS_FOR_THE_BROWSER = 6

WINDOW = re.compile(r"[0-9]{1,9}")


class TimeLimits:
    """Of a page: its clock, and what happens when that is at its end."""

    def remaining_timeout_seconds_inner(self) -> float | None:
        participant = self.participant
        is_running = participant._timeout_page_index == participant._index_in_pages  # noqa: SLF001 - oTree's names
        end = participant._timeout_expiration_time  # noqa: SLF001
        if not is_running:
            seconds_left = super().remaining_timeout_seconds_inner()
            # The clock starts now; the browser counts from its request, which may have waited its turn.
            return None if seconds_left is None else seconds_left + (time.time() - self.came_at)
        limit = self.call_user_defined("get_timeout_seconds") if hasattr(self, "get_timeout_seconds") else None
        if end is None or limit is None:
            return super().remaining_timeout_seconds_inner()
        # The moment in the database is the end if the server hears all the time.
        return limit - (self.came_at - counted_from(end - limit, self.came_at))

    def is_by_program(self) -> bool:
        """Return whether the experimenter's button or a program submits the page, and no request of a person."""
        # The name alone is known to everybody who reads oTree.
        code = self._form_data.get(admin_secret_code)
        return getattr(self, "request", None) is None or code == ADMIN_SECRET_CODE

    def _is_early(self) -> bool:
        """Return whether a browser says that the time is over, and the clock that counts does not."""
        if not self._form_data.get(timeout_happened) or self.is_by_program():
            return False
        seconds_left = self.remaining_timeout_seconds()
        return seconds_left is None or seconds_left > 0

    def _shown_as_sent(self) -> Any:
        """Show the page with what was typed in it, stored nowhere, and the time that is left."""
        if not self.is_by_program() and is_of_server(self.request):
            # Its task was written down when the page was first shown; since then there was time that does not count.
            self._end_later()
        context = self._context_as_sent()
        sent = self._form_data.get(OPENING_INPUT, "")
        if WINDOW.fullmatch(sent):
            context["opening"] = sent
        return self.render_page(context)

    def _end_later(self) -> None:
        seconds_left = self.remaining_timeout_seconds()
        if seconds_left is not None and seconds_left > 0:
            otree.tasks.submit_expired_url(
                participant_code=self.participant.code,
                page_index=self._index_in_pages,
                delay=seconds_left + SECONDS_FOR_THE_BROWSER,
            )

    def _process_auto_submitted_form(self, form: Any, obj: Any) -> None:
        # oTree would store what was typed, and 0, False or "" for the rest. A time-out is never a decision.
        pass


def as_clock_reads(seconds_left: float) -> str:
    # Rounded up: what has come to 0 here is over for the server too.
    return f"{max(0.0, math.ceil(seconds_left * 100) / 100):.2f}"


def note_arrival(moment: float) -> None:
    """Remember when the request that is being answered arrived."""
    _came_at.set(moment)


def seconds_since(moment: float | None) -> float | None:
    """Return the seconds from a moment, given as `time.time()`, until the request arrived, to the hundredth.

    None if there was no moment.
    """
    return None if moment is None else round(max(0.0, (_came_at.get() or time.time()) - moment), 2)
