"""Windows of one page: the one opened last counts, and each tells the server that it is there."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from participant_ui import usage_events
from participant_ui.page_time import as_clock_reads
from participant_ui.presence import (
    BEAT_HEADER,
    OPENING_INPUT,
    TAKES_OVER,
)

# The answers to a page that tells it is there: all is well, and another window has taken its place.
STILL_HERE = 204
TAKEN_OVER = 409
# What the answer to a page that tells it is there says of the page's time.
SECONDS_LEFT_HEADER = "x-seconds-left"


class Windows:
    """Of a page: which of its windows counts."""

    # The number of a window that does not count yet.
    opening_shown: int | None = None

    def _answer_beat(self, opening: str) -> Response:
        if opening == TAKES_OVER:
            self._take_over()
        elif not self._counts(opening):
            return Response(status_code=TAKEN_OVER)
        headers = {BEAT_HEADER: str(self.presence.opening)}
        seconds_left = self.remaining_timeout_seconds()
        if seconds_left is not None:
            headers[SECONDS_LEFT_HEADER] = as_clock_reads(seconds_left)
        return Response(status_code=STILL_HERE, headers=headers)

    def _take_over(self) -> None:
        self.presence.opening += 1
        usage_events.note(self.participant, "took_over")

    def _is_taken_over(self) -> bool:
        # Bots and the admin's pages send no number.
        sent = self._form_data.get(OPENING_INPUT)
        return self.presence is not None and sent is not None and not self._counts(sent)

    def _counts(self, opening: str) -> bool:
        """Return whether a window is the one that counts; one that shows itself now becomes it."""
        if opening == str(self.presence.opening + 1):
            self.presence.opening += 1
            self.note_shown()
        return opening == str(self.presence.opening)

    def _shown_again(self) -> Any:
        """Show the page as it was sent from an older window, stored nowhere; sending it once more takes over."""
        self._take_over()
        context = self._context_as_sent()
        context["page_error"] = context["t"]("elsewhere-sent")
        return self.render_page(context)
