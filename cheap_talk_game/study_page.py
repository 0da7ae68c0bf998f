"""The pages up to the last round: whoever lets the time limit of one pass drops out, where the session says so."""

import time
from typing import Any

import otree.tasks
from otree import constants
from otree.api import BasePlayer
from starlette.requests import Request

from cheap_talk_game import waiting
from cheap_talk_game.dropouts import drop, look_after_partners
from cheap_talk_game.models import session_design
from cheap_talk_game.silence import has_consented
from forecast_sharing.dropout_rule import GRACE_SECONDS, PAGE_OPEN
from forecast_sharing.earnings import DROPPED_OUT, NO_SHOW
from participant_ui.page import ParticipantPage, ParticipantWaitPage
from participant_ui.presence import UP_SINCE, note_request

# oTree's own tolerance for a browser whose clock runs fast.
EARLY_SECONDS = 2
# Before the server ends a page that no browser has sent.
SECONDS_FOR_THE_BROWSER = 6


class StudyPage(ParticipantPage):
    """A page that people have to send before the session's `page_seconds` are over."""

    @staticmethod
    def get_timeout_seconds(player: BasePlayer) -> int | None:
        return session_design(player.session).page_seconds or None

    @property
    def drops_out_when_over(self) -> bool:
        """Return whether the page's time limit is that of people and not that of a decision."""
        return bool(self.design.page_seconds)

    def post(self) -> Any:
        is_by_admin = constants.admin_secret_code in self._form_data
        if self.drops_out_when_over and not is_by_admin:
            seconds_left = self._seconds_left()
            if seconds_left < -GRACE_SECONDS or (
                self._form_data.get(constants.timeout_happened) and seconds_left < EARLY_SECONDS
            ):
                drop(self.participant, DROPPED_OUT if has_consented(self.participant) else NO_SHOW, why=PAGE_OPEN)
                return self._redirect_to_page_the_user_should_be_on()
            if self._form_data.get(constants.timeout_happened):
                return self.get()
        return super().post()

    def _seconds_left(self) -> float:
        self.remaining_timeout_seconds()
        # A person cannot send a page while the server is down, so the time starts anew when it is back.
        restarted = UP_SINCE + self.design.page_seconds
        if self.participant._timeout_expiration_time < restarted:  # noqa: SLF001 - oTree has no public name for it
            self.participant._timeout_expiration_time = restarted  # noqa: SLF001
            self._remaining_timeout_seconds = "unset"
            # The task that was written down when the page was first shown is due too early now.
            otree.tasks.submit_expired_url(
                participant_code=self.participant.code,
                page_index=self.participant._index_in_pages,  # noqa: SLF001
                delay=max(0, restarted - time.time()) + SECONDS_FOR_THE_BROWSER,
            )
        return self.remaining_timeout_seconds()


class StudyWaitPage(ParticipantWaitPage):
    """A page where one of a pair waits for the other, looks after them, and may leave after a while."""

    # In how many seconds the person waited for could be dropped.
    seconds_until_drop: float | None = None

    def inner_dispatch(self, request: Request) -> Any:
        self.presence = note_request(self.participant, request)
        if request.method == "POST":
            return waiting.answer_offer(self)
        return self.get()

    def inner_dispatch_group(self) -> Any:
        since = self.presence.waiting_since if self.presence else time.time()
        self.seconds_until_drop = look_after_partners(self.player, waited_since=since)
        # After that, because the one who has just been dropped may be the one whose turn it is.
        self.let_computer_decide()
        return super().inner_dispatch_group()

    def let_computer_decide(self) -> None:
        """Make the decision that this page waits for, if it is a computer's; nothing by default."""

    def _get_wait_page(self) -> Any:
        return waiting.still_waiting(self)

    def get_context_data(self) -> dict[str, Any]:
        return waiting.with_offer(self, super().get_context_data())
