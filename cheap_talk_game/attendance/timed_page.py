"""The pages up to the last round: anyone who lets the time limit of one pass drops out, where the session says so."""

from typing import Any

from otree import constants
from otree.api import BasePlayer
from starlette.requests import Request

from cheap_talk_game.attendance import leave_offer
from cheap_talk_game.attendance.dropouts import drop, look_after_partners
from cheap_talk_game.attendance.silent_leavers import has_consented
from cheap_talk_game.models import session_design
from forecast_sharing.session.dropouts import GRACE_SECONDS, PAGE_OPEN
from forecast_sharing.session.earnings import DROPPED_OUT, NO_SHOW
from participant_ui.page import ParticipantPage, ParticipantWaitPage


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
        if self.drops_out_when_over and not self.is_by_program() and self._is_over():
            drop(self.participant, DROPPED_OUT if has_consented(self.participant) else NO_SHOW, why=PAGE_OPEN)
            return self._redirect_to_page_the_user_should_be_on()
        return super().post()

    def _is_over(self) -> bool:
        seconds_left = self.remaining_timeout_seconds()
        if self._form_data.get(constants.timeout_happened):
            return seconds_left <= 0
        return seconds_left < -GRACE_SECONDS


class StudyWaitPage(ParticipantWaitPage):
    """A page where one of a pair waits for the other, looks after them, and may leave after a while."""

    # In how many seconds the person waited for could be dropped.
    seconds_until_drop: float | None = None

    def answer(self, request: Request) -> Any:
        if request.method == "POST":
            return leave_offer.answer_offer(self)
        return self.get()

    def inner_dispatch_group(self) -> Any:
        since = self.presence.waiting_since if self.presence else self.came_at
        self.seconds_until_drop = look_after_partners(self.player, waited_since=since, now=self.came_at)
        # After that, because the one who has just been dropped may be the one whose turn it is.
        self.let_computer_decide()
        return super().inner_dispatch_group()

    def let_computer_decide(self) -> None:
        """Make the decision that this page waits for, if it is a computer's; nothing by default."""

    def _get_wait_page(self) -> Any:
        return leave_offer.still_waiting(self)

    def get_context_data(self) -> dict[str, Any]:
        return leave_offer.with_offer(self, super().get_context_data())
